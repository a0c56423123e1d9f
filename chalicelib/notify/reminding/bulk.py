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
from chalicelib.shared.log import fault
from chalicelib.shared.parallel import SPARE, while_time_is_left

Kind = Literal["SUBMIT", "PAY", "RESUBMIT"]
STATES = {"SUBMIT": {State.DRAFT}, "PAY": {State.AWAITING_PAYMENT}, "RESUBMIT": RESUBMITTABLE}
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
        """The task, the kind and the day in Shanghai, for which there is one request."""
        return f"{self.task_id}#{self.kind}#{day_of(self.at)[0]}"

    @property
    def member(self) -> str:
        return f"{self.task_id}#{self.kind}#{iso(self.at)}"


@dataclass(frozen=True, kw_only=True)
class BulkReminders:
    """send: queues jobs and returns how many were accepted."""

    inbox: Inbox
    lists: OrderLists
    send: Callable[[Iterable[Job]], int]
    clock: Clock

    def orders(self, bulk: BulkReminder) -> Iterator[str]:
        for state in sorted(STATES[bulk.kind]):
            yield from self.lists.moved_before(bulk.task_id, state, bulk.at)

    def requesting(self, bulk: BulkReminder) -> list[Write]:
        """Writes that store a request, for a transaction: it raises Duplicate if the day already has one."""
        once = self.inbox.new(f"{OPEN}#{bulk.mark}", until=day_of(bulk.at)[1], body=iso(bulk.at))
        return [once, self.inbox.joining(OPEN, {bulk.member}, until=bulk.at + KEPT)]

    def requested_at(self, bulk: BulkReminder) -> datetime:
        """Return when the stored request with the same mark was made, or `bulk.at` if there is none."""
        entry = self.inbox.find(f"{OPEN}#{bulk.mark}")
        return from_iso(entry.body) if entry else bulk.at

    def run(self, left: Callable[[], float]) -> int:
        """Queue the orders of every open request, by day; returns how many.  A request is closed only after all of its
        orders are queued, so that an interrupted run is repeated.  left: returns the seconds the step still has."""
        queued = 0
        for member in sorted(self.inbox.members(OPEN)) if by_day(self.clock()) else ():
            try:
                queued += while_time_is_left(self._queue, self._jobs(member), left)
            except Exception as error:  # the next run repeats it, and the other reminders are sent
                fault("a bulk reminder was not queued", error, id=member)
                continue
            if left() < SPARE:
                break
            self.inbox.leave(OPEN, member)
        return queued

    def _jobs(self, member: str) -> Iterator[Job]:
        """by_hand: the id under which an order's message is sent once; only: the reminder that it may be."""
        task_id, kind, at = member.split("#")
        bulk = BulkReminder(task_id=task_id, kind=cast(Kind, kind), at=from_iso(at))
        for order_id in self.orders(bulk):
            yield {"order_id": order_id, "by_hand": f"bulk#{order_id}#{bulk.mark}", "only": f"remind_{kind.lower()}"}

    def _queue(self, jobs: tuple[Job, ...]) -> int:
        """Raises OutsideBusy unless the queue accepts every job."""
        if (accepted := self.send(jobs)) < len(jobs):
            raise OutsideBusy
        return accepted
