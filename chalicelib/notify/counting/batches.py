"""A batch of the stream: what it tells is counted together, since many orders of a class move at once, and each of its
parts is followed up alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from chalicelib.notify.counter_store import CounterKey, CounterStore, Share
from chalicelib.notify.counters import EventCounters, needs_history
from chalicelib.notify.money_totals import MoneyTotals
from chalicelib.notify.once import Outcome
from chalicelib.notify.service import Notify
from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import EventRecord, Order, Photo
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Busy, Conflict
from chalicelib.shared.log import fault
from chalicelib.tasks.model import Task

MOST_WRITES = 100  # items of a transaction
PAUSES = (0.2, 0.4, 0.8)  # seconds at most, between tries
PATIENCE = 5.0  # seconds, of all pauses of a batch: its step has 30
Part = EventRecord | LedgerEntry | tuple[str, Photo]  # a photo with its order's id


class Batch:
    """One batch: begin with `count`, then `follow` each part in its order."""

    def __init__(
        self,
        *,
        load: Callable[[str], Order | None],
        task_of: Callable[[str], Task],
        store: CounterStore,
        totals: MoneyTotals,
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._load, self._task_of, self._store, self._clock = load, task_of, store, clock
        self._totals, self._notify = totals, notify
        self._orders: dict[str, Order | None] = {}
        self._counted: set[str] = set()
        self._patience = PATIENCE

    def count(self, parts: Sequence[Part]) -> None:
        """Counts what can be counted together.  Never raises: whatever is not counted here, as it was counted before or
        cannot be read, is counted by `follow`, which tells which part it was."""
        shares: dict[str, Share] = {}  # by id: a batch may hold a record twice
        for part in parts:
            try:
                share = self._share(part)
            except Exception as error:
                fault("not counted with its batch", error)
                continue
            if share is None:
                continue
            if share.is_nothing:
                self._counted.add(share.event_id)
            else:
                shares[share.event_id] = share
        for some in together(list(shares.values())):
            try:
                self._together(some)
            except Conflict:
                continue
            except Exception as error:
                fault("not counted with its batch", error)
                continue
            self._counted |= {share.event_id for share in some}

    def _together(self, shares: Sequence[Share]) -> None:
        """As `count_together`, with patience: each share alone would only be in its neighbours' way, too."""
        for pause in PAUSES:
            try:
                return self._store.count_together(shares, self._clock())
            except Busy:
                if self._patience <= 0:
                    raise
                slept = random.uniform(pause / 2, pause)  # noqa: S311 - spreads the losers of a race
                self._patience -= slept
                time.sleep(slept)
        return self._store.count_together(shares, self._clock())

    def follow(self, part: Part) -> None:
        """What one part leads to.  Raises as `Notify.handle`."""
        if isinstance(part, LedgerEntry):
            if MoneyTotals.event_id(part) not in self._counted:
                self._totals.add(part)
        elif isinstance(part, EventRecord):
            counted = EventCounters.event_id(part) in self._counted
            outcome = self._notify.handle(part, self._order(part.order_id), counted=counted)
            if outcome != Outcome():  # somebody outside was told, which takes time: orders may have moved since
                self._orders.clear()
        elif EventCounters.photo_id(*part) not in self._counted:
            self._notify.judged(*part)

    def _share(self, part: Part) -> Share | None:
        """None for what is counted alone: an event that needs its order's history, or of an order that is gone."""
        if isinstance(part, EventRecord) and needs_history(part):
            return None
        order = self._order(part[0] if isinstance(part, tuple) else part.order_id)
        if order is None:
            return None
        if isinstance(part, LedgerEntry):
            return self._totals.share(part, order)
        if isinstance(part, EventRecord):
            return EventCounters.share(part, order, self._task_of(order.head.task_id))
        return EventCounters.photo_share(part[1], order)

    def _order(self, order_id: str) -> Order | None:
        if order_id not in self._orders:
            self._orders[order_id] = self._load(order_id)
        return self._orders[order_id]


def together(shares: Sequence[Share]) -> Iterator[list[Share]]:
    """The shares in stretches that a transaction can hold each, no two branches in one: in a busy minute a batch has
    something of most branches, and whoever is in the way of all of them at once hardly ever gets through."""
    for _, own in groupby(sorted(shares, key=_branch), key=_branch):
        some, keys = list[Share](), set[CounterKey]()
        for share in own:
            if some and len(keys | share.keys) > MOST_WRITES:
                yield some
                some, keys = [], set()
            some.append(share)
            keys |= share.keys
        yield some


def _branch(share: Share) -> str:
    return share.branch
