"""Reminders that a clerk requests for all students of a task who have not handed in, paid or resubmitted.

The request is stored.  The hourly schedule queues the task's orders by day, and the step `notify` decides again for
each order when it sends (`by_hand`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.sms_limits.windows import day_of
from chalicelib.notify.once import KEPT
from chalicelib.notify.reminding.reminders import by_day
from chalicelib.orders.model import RESUBMITTABLE, State
from chalicelib.orders.store.lists import OrderLists
from chalicelib.shared.clock import Clock, from_iso, iso
from chalicelib.shared.db import Write
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.log import fault, log
from chalicelib.shared.parallel import SPARE, while_time_is_left

Kind = Literal["SUBMIT", "PAY", "RESUBMIT"]
STATES: Mapping[Kind, frozenset[State]] = {
    "SUBMIT": frozenset({State.DRAFT}),
    "PAY": frozenset({State.AWAITING_PAYMENT}),
    "RESUBMIT": RESUBMITTABLE,
}
OPEN = "NOTICE#bulk"  # set of the requests whose orders are not all queued
Job = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BulkReminder:
    """One request.  Orders that came into their state after `at` are not part of it."""

    task_id: str
    kind: Kind
    at: datetime

    @property
    def mark(self) -> str:
        """Key of the item that allows one request for a task, kind and day in Shanghai."""
        return f"{OPEN}#{self.task_id}#{self.kind}#{day_of(self.at)[0]}"

    @property
    def member(self) -> str:
        return f"{self.task_id}#{self.kind}#{iso(self.at)}"

    def job(self, order_id: str) -> Job:
        """`by_hand`: the id under which the order's message is sent once; `only`: the reminder it may be."""
        mark = f"bulk#{order_id}#{self.kind}#{day_of(self.at)[0]}"
        return {"order_id": order_id, "by_hand": mark, "only": f"remind_{self.kind.lower()}"}


class BulkReminders:
    """send: queues jobs and returns how many were accepted."""

    def __init__(self, *, inbox: Inbox, lists: OrderLists, send: Callable[[Iterable[Job]], int], clock: Clock) -> None:
        self._inbox, self._lists, self._send, self._clock = inbox, lists, send, clock

    def count(self, bulk: BulkReminder) -> int:
        """Return how many orders a request would be about."""
        return sum(1 for _ in self._orders(bulk))

    def requesting(self, bulk: BulkReminder) -> list[Write]:
        """Writes that store a request, for a transaction: it raises Duplicate if the day already has one."""
        stored = self._inbox.new(bulk.mark, until=day_of(bulk.at)[1], body=iso(bulk.at))
        return [stored, self._inbox.joining(OPEN, {bulk.member}, until=bulk.at + KEPT)]

    def requested_at(self, bulk: BulkReminder) -> datetime:
        """Return when the stored request of the same task, kind and day was made, or `bulk.at` if there is none."""
        entry = self._inbox.find(bulk.mark)
        return from_iso(entry.body) if entry else bulk.at

    def run(self, left: Callable[[], float]) -> int:
        """Queue the orders of every open request, by day; returns how many.  A request is closed only after all of its
        orders are queued, so that an interrupted run is repeated.  left: returns the seconds the step still has."""
        if not by_day(self._clock()):
            return 0
        queued = 0
        for bulk in self._open():
            try:
                queued += while_time_is_left(self._queue, map(bulk.job, self._orders(bulk)), left)
            except Exception as error:  # the next run repeats it, and the other reminders are sent
                fault("a bulk reminder was not queued", error, id=bulk.task_id)
                continue
            if left() < SPARE:
                break
            self._inbox.leave(OPEN, bulk.member)
        log("bulk reminders queued", count=queued)
        return queued

    def _open(self) -> Iterator[BulkReminder]:
        for member in sorted(self._inbox.members(OPEN)):
            task_id, name, at = member.split("#")
            yield BulkReminder(task_id=task_id, kind=cast(Kind, name), at=from_iso(at))

    def _orders(self, bulk: BulkReminder) -> Iterator[str]:
        for state in sorted(STATES[bulk.kind]):
            yield from self._lists.moved_before(bulk.task_id, state, bulk.at)

    def _queue(self, jobs: tuple[Job, ...]) -> int:
        """Raises OutsideBusy unless the queue accepts every job."""
        if (accepted := self._send(jobs)) < len(jobs):
            raise OutsideBusy
        return accepted
