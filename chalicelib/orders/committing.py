"""One change of an order, whoever asks for it: decided on the order as it was read, committed as a whole, and
logged."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.loaded import Loaded
from chalicelib.orders.machine.decide import Change, decide_in
from chalicelib.orders.machine.situation import Situation
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write
from chalicelib.shared.metrics import measured
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks

Also = Callable[[Change], Iterable[Write]]
# event → the metric that counts it
COUNTED = {
    ev.Start.name: "PaymentsStarted",
    facts.Paid.name: "OrdersPaid",
    facts.RefundDone.name: "RefundsDone",
    ev.Expire.name: "OrdersExpired",
    ev.Abandoned.name: "OrdersExpired",
}


class Committer:
    """Every change goes through here, of students, staff, channels and the clock.

    Who may see an order differs, so the caller loads it, and loads it again after a Conflict, when somebody was faster.
    """

    def __init__(self, store: Orders, tasks: Tasks, clock: Clock) -> None:
        self._store, self._tasks, self._clock = store, tasks, clock

    def load(self, order_id: str) -> Loaded | None:
        """The order as it is now.  Raises Conflicting as the store does."""
        order = self._store.load(order_id)
        return None if order is None else self.around(order)

    def load_all(self, order_id: str) -> Loaded | None:
        """As `load`, with its history in the same read."""
        found = self._store.load_all(order_id)
        return None if found is None else self.around(found[0], history=found[1])

    def around(self, order: Order, task: Task | None = None, history: list[EventRecord] | None = None) -> Loaded:
        """An order that was read already.  task, history: if they were read too."""
        return Loaded(order, self._store, self._tasks, task, history)

    def decide(self, loaded: Loaded, event: ev.Event) -> Change:
        """The change that the event makes; writes nothing.  Raises NotAllowed."""
        return decide_in(Situation(order=loaded.order, event=event, now=self._clock(), around=loaded))

    def commit(self, loaded: Loaded, event: ev.Event, also: Also = lambda change: ()) -> Change:
        """Decides and writes the change.  also: more writes of the same transaction.  Raises NotAllowed, Conflict."""
        change = self.decide(loaded, event)
        self._store.commit(change, also(change))
        if change.record is not None:
            head = change.after.head
            values = _metrics(event, change)
            measured("moved", values, order_id=head.order_id, event=event.name, state=head.state, seq=head.seq)
        return change


def _metrics(event: ev.Event, change: Change) -> dict[str, float]:
    """What the change adds to the metrics."""
    if change.alarm and event.name == facts.Paid.name:
        return {"MoneyUnfit": 1}
    return {COUNTED[event.name]: 1} if event.name in COUNTED else {}
