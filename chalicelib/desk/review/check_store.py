"""Checks in the orders table, beside the order they are about, and what came of them in the tasks table.

<order id>        CHECK#<photo no>            the check; in the index `queue` as CHECKS#<branch>#<band> until made, then
                                              as DISAGREED#<branch> until a manager has seen that two disagree
QUALITY#<branch>  <day>#<staff id>#<Figure>   how often, in days of Shanghai
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from msgspec.json import Decoder
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.desk.review.check import Check
from chalicelib.notify.counter_store import CounterItem
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.index_keys import FREE, HELD
from chalicelib.orders.store.lists import DeskItem
from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Update, Write, as_json, save_if, transact

LOOKED_THROUGH = 1_000  # waiting checks: some are of her own decisions


PAGE = 50  # keys of one request


class Figure(StrEnum):
    """PLANTED faults shown, of which CAUGHT; decisions LOOKED at twice, of which both reviewers AGREED."""

    PLANTED = "PLANTED"
    CAUGHT = "CAUGHT"
    LOOKED = "LOOKED"
    AGREED = "AGREED"


class CheckItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()
    rev = NumberAttribute()
    queue_key = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)


_read = Decoder(Check).decode  # made at import: msgspec crashes when two threads meet a type at once


class CheckStore:
    """One check a photo at most."""

    def __init__(self, orders_table: str, tasks_table: str) -> None:
        CheckItem.Meta.table_name = DeskItem.Meta.table_name = orders_table
        CounterItem.Meta.table_name = tasks_table

    def add(self, check: Check) -> bool:
        """False if the photo has one."""
        return save_if(_item(check, 1), CheckItem.pk.does_not_exist())

    def find(self, order_id: str, photo_no: int) -> tuple[Check, int] | None:
        """The check and its revision."""
        item = CheckItem.find(order_id, _sk(photo_no))
        return (_read(item.body), int(item.rev)) if item else None

    def of_order(self, order_id: str) -> list[tuple[Check, int]]:
        """Every check of an order's photos, with its revision."""
        items = CheckItem.query(order_id, CheckItem.sk.startswith("CHECK#"), consistent_read=True)
        return [(_read(item.body), int(item.rev)) for item in items]

    def waiting(self, branch: str, band: Band, now: datetime, *, besides: str) -> Iterator[tuple[str, int]]:
        """(order id, photo no) of those that nobody holds, whose reviewer went away first; besides: a staff id, whose
        own decisions are left out."""
        key = f"CHECKS#{branch}#{band}"
        over = DeskItem.queue_at.between(HELD, f"{HELD}#{iso(now)}")
        for condition in (over, DeskItem.queue_at < HELD):
            for item in DeskItem.queue.query(key, condition, limit=LOOKED_THROUGH, page_size=PAGE):
                if str(item.queue_at).rpartition("#")[2] != besides:
                    yield item.pk, _photo_no(item.sk)

    def disagreed(self, branch: str, *, limit: int) -> list[tuple[str, int]]:
        """(order id, photo no) of those where two reviewers disagree, the oldest first."""
        items = DeskItem.queue.query(f"DISAGREED#{branch}", limit=limit)
        return [(item.pk, _photo_no(item.sk)) for item in items]

    def change(self, check: Check, rev: int, also: Iterable[Write] = ()) -> None:
        """Replaces revision `rev`.  Raises Conflict when somebody was faster."""
        transact([Put(item=_item(check, rev + 1), condition=CheckItem.rev == rev), *also])

    def counting(self, branch: str, day: date, figures: Iterable[tuple[str, Figure]]) -> list[Write]:
        """Writes that count (staff id, figure) once each."""
        return [
            Update(
                item=CounterItem(f"QUALITY#{branch}", f"{day.isoformat()}#{staff_id}#{figure}"),
                actions=[CounterItem.n.add(n)],
            )
            for (staff_id, figure), n in Counter(figures).items()
        ]

    def figures(self, branch: str, first: date, last: date) -> dict[tuple[str, Figure], int]:
        """(staff id, figure) → how often, over the days."""
        found: Counter[tuple[str, Figure]] = Counter()
        days = CounterItem.sk.between(first.isoformat(), f"{last.isoformat()}#~")
        for item in CounterItem.query(f"QUALITY#{branch}", days, consistent_read=True):
            _, staff_id, figure = item.sk.split("#")
            found[staff_id, Figure(figure)] += int(item.n)
        return dict(found)


def _sk(photo_no: int) -> str:
    return f"CHECK#{photo_no:04d}"


def _photo_no(sk: str) -> int:
    return int(sk.partition("#")[2])


def _item(check: Check, rev: int) -> CheckItem:
    return CheckItem(check.order_id, _sk(check.photo_no), body=as_json(check), rev=rev, **_keys(check))


def _keys(check: Check) -> dict[str, Any]:
    if check.void:
        return {}
    if check.approved is None:
        place = f"{HELD}#{iso(check.lease.until)}" if check.lease else f"{FREE}#{iso(check.made_at)}"
        return {"queue_key": f"CHECKS#{check.branch}#{check.band}", "queue_at": f"{place}#{check.first_by}"}
    if check.disagrees and check.at:
        return {"queue_key": f"DISAGREED#{check.branch}", "queue_at": f"{iso(check.at)}#{check.order_id}"}
    return {}
