"""Staff's changes to an order: one decision, one transaction, and the audit row in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chalicelib.desk.order_errors import STAFF_GUARDS, NumberMistyped
from chalicelib.orders import errors, number
from chalicelib.orders import events as ev
from chalicelib.orders.committing import Committer
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import Change, NotAllowed
from chalicelib.orders.machine.refusals import BY_GUARD, refusal_error
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.service import Closer
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write, insist
from chalicelib.shared.ids import is_order_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

CLOSING_SECONDS = 3
REFUSALS = {**BY_GUARD, **STAFF_GUARDS}
EventMaker = Callable[[Order], ev.Event]
Beside = Sequence[Write] | Callable[[], Sequence[Write]]


class DeskOrders:
    """An order of another branch counts as unknown."""

    def __init__(
        self, *, store: Orders, tasks: Tasks, audit: Audit, clock: Clock, closer: Callable[[], Closer]
    ) -> None:
        self._store, self._tasks, self._audit, self._closer = store, tasks, audit, closer
        self._committer = Committer(store, tasks, clock)

    def show(self, who: Staff, order_id: str) -> tuple[Order, Task]:
        """Raises OrderNotFound."""
        loaded = self.find(who, order_id)
        return loaded.order, loaded.task

    def show_all(self, who: Staff, order_ids: Iterable[str]) -> list[tuple[Order, Task]]:
        """Those of the orders that are the branch's, as given, without their photos."""
        ids = [order_id for order_id in order_ids if is_order_id(order_id)]
        orders = self._store.without_photos(ids)
        own = [orders[each] for each in ids if each in orders and orders[each].head.branch == who.branch]
        tasks = self._tasks.several(order.head.task_id for order in own)
        return [(order, tasks[order.head.task_id]) for order in own]

    def find(self, who: Staff, order_id: str) -> Loaded:
        """Raises OrderNotFound."""
        loaded = self._committer.load(order_id) if is_order_id(order_id) else None
        if loaded is None or loaded.order.head.branch != who.branch:
            raise errors.OrderNotFound
        return loaded

    def id_of(self, typed: str) -> str:
        """The id of the order with this number, empty if there is none; text that is no number is taken as an id.
        Raises NumberMistyped."""
        try:
            digits = number.read(typed)
        except number.Mistyped as error:
            raise NumberMistyped(field="number") from error
        return typed.strip() if digits is None else self._store.id_by_number(digits) or ""

    def close_pending(self, who: Staff, order_id: str) -> None:
        """Closes at the channel what could still be paid; an attempt that turns out to be paid makes the order paid."""
        self._closer().close_pending(self.show(who, order_id)[0], seconds=CLOSING_SECONDS)

    def act(
        self,
        who: Staff,
        order_id: str,
        event: ev.Event | EventMaker,
        *,
        reason: str = "",
        also: Beside = (),
        noted: Callable[[Order], dict[str, Any]] | None = None,
        **data: Any,
    ) -> Order:
        """Applies the event, or the one made from the order as it is now, with an audit row of the reason and the data.

        also: more writes of the same transaction, or a function that makes them anew at every try; noted: further data
        for the audit row, from the order as it is before.  Raises
        OrderNotFound, Conflicting, and what the table refuses, with the order's fresh state beside it.
        """
        details = {"reason": reason, **data}

        def once() -> Order:
            loaded = self.find(who, order_id)
            applied = event(loaded.order) if callable(event) else event
            told = details | (noted(loaded.order) if noted else {})

            def beside(change: Change) -> list[Write]:
                return [*self._rows(who, applied, change, told), *(also() if callable(also) else also)]

            try:
                return self._committer.commit(loaded, applied, beside).after
            except NotAllowed as refusal:
                raise refusal_error(loaded.order, refusal, kinds=REFUSALS) from refusal

        return insist(once)

    def writes(self, who: Staff, order_id: str, event: ev.Event, **data: Any) -> list[Write]:
        """The writes of `act`, for a transaction that also changes another order.  Raises as `act`."""
        change = self._decide(who, order_id, event)
        return [*self._store.writes(change), *self._rows(who, event, change, data)]

    def check(self, who: Staff, order_id: str, event: ev.Event) -> None:
        """Raises what `act` would raise; changes nothing."""
        self._decide(who, order_id, event)

    def _decide(self, who: Staff, order_id: str, event: ev.Event) -> Change:
        loaded = self.find(who, order_id)
        try:
            return self._committer.decide(loaded, event)
        except NotAllowed as refusal:
            raise refusal_error(loaded.order, refusal, kinds=REFUSALS) from refusal

    def _rows(self, who: Staff, event: ev.Event, change: Change, details: dict[str, Any]) -> list[Write]:
        """The rows for the audit trail."""
        subject = f"order {change.before.head.order_id}"
        return self._audit.rows(who, event.name, subject, **details, **change_of(change.before, change.after))


def change_of(before: Order, after: Order) -> dict[str, str]:
    """The change of state for the audit row, and of owner if the order was given to somebody else."""
    was, now = before.head, after.head
    owners = {} if was.person_id == now.person_id else {"owner_from": was.person_id, "owner_to": now.person_id}
    return {"from": was.state.value, "to": now.state.value, **owners}


def staff_actor(who: Staff) -> Actor:
    return Actor(kind="staff", id=who.staff_id)
