"""The ledger's entries summed up by day, by task and by school, each entry once: a season is read at the cost of its
days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from chalicelib.notify.counter_store import CounterKey, CounterStore, Share
from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import Order
from chalicelib.shared.clock import Clock

MOST = 120  # characters of a name in a key
FIRST_MONTH = 9  # a season is a year of study


def season_of(day: date) -> int:
    """The year in which the season's students graduate."""
    return day.year + (day.month >= FIRST_MONTH)


def days_of(season: int) -> tuple[date, date]:
    """The season's first and last day."""
    return date(season - 1, FIRST_MONTH, 1), date(season, FIRST_MONTH - 1, 31)


class MoneyTotals:
    """load: order id → order."""

    def __init__(self, store: CounterStore, load: Callable[[str], Order | None], clock: Clock) -> None:
        self._store, self._load, self._clock = store, load, clock

    def add(self, entry: LedgerEntry) -> bool:
        """Count an entry once; False when it was already counted, or its order is not there."""
        order = self._load(entry.order_id)
        if order is None:
            return False
        share = self.share(entry, order)
        return self._store.count(share.event_id, share.steps, None, self._clock())

    @staticmethod
    def share(entry: LedgerEntry, order: Order) -> Share:
        """What an entry adds."""
        head, season, steps = order.head, season_of(entry.day), Counter[CounterKey]()
        places = (
            (f"MONEY#{head.branch}", f"{entry.day.isoformat()}#{entry.channel}"),
            (f"MONEYOF#{head.branch}#{season}", head.task_id),
            (f"MONEYAT#{head.branch}#{season}", head.student.school_name[:MOST].replace("#", "＃")),
        )
        for pk, what in places:
            steps[pk, f"{what}#{entry.kind}#FEN"] += entry.amount
            steps[pk, f"{what}#{entry.kind}#COUNT"] += entry.counts
        return Share(event_id=MoneyTotals.event_id(entry), steps=steps, branch=head.branch)

    @staticmethod
    def event_id(entry: LedgerEntry) -> str:
        """Under which the entry is marked as counted."""
        return f"{entry.order_id}#LEDGER#{entry.number}#{entry.seq}#{entry.kind}"
