"""What the branch's staff does to an order: one decision, one transaction, and the audit row inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from chalicelib.desk.order_errors import STAFF_GUARDS, NumberMistyped
from chalicelib.orders import errors, number
from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import Change, NotAllowed, asks_claim, decide
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.service import Closer, refused
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Conflict, Write, keep_trying
from chalicelib.shared.errors import Conflicting
from chalicelib.shared.ids import is_order_id
from chalicelib.shared.log import log
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

CLOSING_SECONDS = 3
Making = Callable[[Order], ev.Event]
Beside = Sequence[Write] | Callable[[], Sequence[Write]]


class DeskOrders:
    """Another branch's order is as good as none."""

    def __init__(
        self, *, store: Orders, tasks: Tasks, audit: Audit, clock: Clock, closer: Callable[[], Closer]
    ) -> None:  # fmt: skip
        self._store, self._tasks, self._audit = store, tasks, audit
        self._clock, self._closer = clock, closer

    def show(self, who: Staff, order_id: str) -> tuple[Order, Task]:
        """Raises OrderNotFound."""
        order = self._store.load(order_id) if is_order_id(order_id) else None
        if order is None:
            raise errors.OrderNotFound
        task = self._tasks.get(order.head.task_id)
        if task.branch != who.branch:
            raise errors.OrderNotFound
        return order, task

    def id_of(self, typed: str) -> str:
        """The id of the order with this number, empty for none; what is no number is an id.  Raises NumberMistyped."""
        try:
            found = number.read(typed)
        except number.Mistyped as error:
            raise NumberMistyped(field="number") from error
        return typed.strip() if found is None else self._store.numbered(found) or ""

    def close_pending(self, who: Staff, order_id: str) -> None:
        """Asks the channel to close what could still be paid; found paid, the order is paid."""
        self._closer().close_pending(self.show(who, order_id)[0], seconds=CLOSING_SECONDS)

    def act(
        self, who: Staff, order_id: str, event: ev.Event | Making, *, reason: str = "", also: Beside = (), **data: Any
    ) -> Order:  # fmt: skip
        """Applies the event (or the one made of the order as it is now) with its audit row, which says the reason and
        the data; also: more writes of the same transaction, or what makes them anew at every try.

        Raises OrderNotFound, Conflicting, and what the table refuses, with the fresh state beside it.
        """
        told = {"reason": reason, **data}

        def once() -> Order:
            order, task = self.show(who, order_id)
            asked = event(order) if callable(event) else event
            change, rows = self._step(who, order, task, asked, told)
            self._store.commit(change, [*rows, *(also() if callable(also) else also)])
            log("moved", order_id=order_id, event=asked.name, state=change.after.head.state)
            return change.after

        try:
            return keep_trying(once)
        except Conflict as error:
            raise Conflicting from error

    def writes(self, who: Staff, order_id: str, event: ev.Event, **data: Any) -> list[Write]:
        """What `act` would write, to be put beside what another order becomes.  Raises as `act`."""
        change, rows = self._step(who, *self.show(who, order_id), event, data)
        return [*self._store.writes(change), *rows]

    def check(self, who: Staff, order_id: str, event: ev.Event) -> None:
        """Raises what `act` would raise, and changes nothing."""
        order, task = self.show(who, order_id)
        self._decide(order, task, event)

    def _decide(self, order: Order, task: Task, event: ev.Event) -> Change:
        owns = not asks_claim(order, event) or self._store.owns_claim(order.head)
        try:
            return decide(order, event, self._clock(), task=task, owns_claim=owns)
        except NotAllowed as refusal:
            raise refused(order, refusal, kinds={**errors.BY_GUARD, **STAFF_GUARDS}) from refusal

    def _step(
        self, who: Staff, order: Order, task: Task, event: ev.Event, told: dict[str, Any]
    ) -> tuple[Change, list[Write]]:  # fmt: skip
        """What the order becomes, and its audit rows."""
        change = self._decide(order, task, event)
        subject = f"order {order.head.order_id}"
        return change, self._audit.rows(who, event.name, subject, **told, **change_of(order, change.after))


def change_of(before: Order, after: Order) -> dict[str, str]:
    """From where to where, for the audit row; of an order that was given to somebody else also from whom to whom."""
    was, now = before.head, after.head
    owners = {} if was.person_id == now.person_id else {"owner_from": was.person_id, "owner_to": now.person_id}
    return {"from": was.state.value, "to": now.state.value, **owners}


def staff_actor(who: Staff) -> Actor:
    return Actor(kind="staff", id=who.staff_id)
