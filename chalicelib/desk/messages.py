"""Messages that a clerk sends to one order's student, or to all students of a task who have not handed in, paid or
resubmitted.  The step `notify` sends them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from chalicelib.desk.errors import AlreadyReminded, AlreadyTold, NobodyToRemind, NothingToTell, RemindWhenOpen
from chalicelib.desk.orders import DeskOrders
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.sms_limits.windows import seconds_until, slot_of
from chalicelib.notify.by_hand import Standing, standing
from chalicelib.notify.reminding.bulk import BulkReminder, BulkReminders, Kind
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.model import EventRecord
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.db import Duplicate, transact
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task

PACE = 3 * 60 * 60  # seconds, for one message about an order


class Send(Protocol):
    def __call__(self, **job: str) -> None: ...


class MessageDesk:
    """Queues such a message, at most one about an order in PACE.  send: queues a job for the step `notify`."""

    def __init__(
        self,
        orders: DeskOrders,
        history: Callable[[str], Iterable[EventRecord]],
        audit: Audit,
        inbox: Inbox,
        bulk: BulkReminders,
        send: Callable[[], Send],
        clock: Clock,
    ) -> None:
        self._orders, self._history, self._audit = orders, history, audit
        self._inbox, self._bulk, self._send, self._clock = inbox, bulk, send, clock

    def standing(self, loaded: Loaded) -> Standing | None:
        """The message that would be sent now."""
        return standing(loaded.order, loaded.task, self._history(loaded.order.head.order_id), self._clock())

    def send(self, who: Staff, order_id: str) -> None:
        """Have the message sent that applies to the order, with a row in the audit trail.  Raises OrderNotFound,
        NothingToTell, and AlreadyTold within the same PACE."""
        message, now = self.standing(self._orders.find(who, order_id)), self._clock()
        if message is None:
            raise NothingToTell
        slot, until = slot_of(now, PACE)
        mark = f"RATE#staff#told#{order_id}#{slot}"
        row = self._audit.rows(who, "send_message", f"order {order_id}", message=message[1].fields["phrase2"])
        try:
            transact([*row, self._inbox.new(mark, until=until, body="")])
        except Duplicate as earlier:
            raise AlreadyTold(retry_after=seconds_until(until, now), at=shanghai(until)) from earlier
        try:
            self._send()(order_id=order_id, by_hand=f"hand#{order_id}#{slot}")
        except Exception:
            self._inbox.drop(mark)
            raise

    def remind(self, who: Staff, task: Task, kind: Kind) -> int:
        """Have the task's students of one kind reminded by the next runs of the schedule, with a row in the audit
        trail; returns how many orders.  Raises RemindWhenOpen, NobodyToRemind, and AlreadyReminded on the same day."""
        bulk = BulkReminder(task_id=task.task_id, kind=kind, at=self._clock())
        if kind != "RESUBMIT" and not task.is_open(bulk.at):
            raise RemindWhenOpen
        if not (orders := sum(1 for _ in self._bulk.orders(bulk))):
            raise NobodyToRemind
        row = self._audit.rows(who, "remind_task", f"task {task.task_id}", reminded=kind, orders=orders)
        try:
            transact([*row, *self._bulk.requesting(bulk)])
        except Duplicate as earlier:
            raise AlreadyReminded(at=shanghai(self._bulk.requested_at(bulk))) from earlier
        return orders
