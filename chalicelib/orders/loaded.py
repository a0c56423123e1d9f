"""An order as it was read, with what its table and its screen need to know besides."""

from __future__ import annotations

from copy import copy
from functools import cached_property

from chalicelib.identity.consents import Consents
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import EventRecord, Head, Order
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.store.together import together
from chalicelib.tasks.errors import TaskUnknown
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks


class Loaded:
    """What else belongs to an order is read when it is first needed, and only once: most facts about money never need
    it.

    task, history: if they were read already; record: the event that has just changed the order, None if none was
    written; rosters_rev: of the task's lists, if it was just read.
    """

    rosters_rev: str | None = None

    def __init__(
        self,
        order: Order,
        store: Orders,
        tasks: Tasks,
        task: Task | None = None,
        history: list[EventRecord] | None = None,
    ) -> None:
        self.order, self._store, self._tasks = order, store, tasks
        self.record: EventRecord | None = None
        if task is not None:
            self.task = task
        if history is not None:
            self.history = history

    @property
    def head(self) -> Head:
        return self.order.head

    @cached_property
    def task(self) -> Task:
        return self._tasks.get(self.head.task_id)

    @cached_property
    def owns_claim(self) -> bool:
        return self._store.owns_claim(self.head)

    @cached_property
    def on_site(self) -> bool:
        return self._tasks.is_captured(self.head.task_id, self.head.enrolment, self.rosters_rev)

    @cached_property
    def history(self) -> list[EventRecord]:
        """Every event, oldest first."""
        return self._store.history(self.head.order_id)

    def after(self, change: Change) -> Loaded:
        """The order as the change left it; what was read besides is kept."""
        return self.now(change.after, change.record)

    def now(self, order: Order, record: EventRecord | None = None) -> Loaded:
        """The order as it was read since, or as the record left it; what was read besides is kept."""
        fresh = copy(self)
        if record is not None and "history" in vars(self):
            fresh.history = [*self.history, record]
        fresh.order, fresh.record = order, record
        return fresh


class Readiness:
    """Whether a person may go on with an order."""

    def __init__(self, consents: Consents, tasks: Tasks) -> None:
        self._consents, self._tasks = consents, tasks

    def require_kept(self, person_id: str, kind: ConsentKind, loaded: Loaded) -> None:
        """Raises ConsentNeeded if the person took back a consent of that kind.  In the same request, what the order's
        table asks of its task is read."""
        person, (task, rev) = self._consents.sought(person_id), self._tasks.sought(loaded.head.task_id)
        found = together(person, task, rev)
        self._consents.require_kept_of(person.of(found), kind)
        if (now := task.of(found)) is None:
            raise TaskUnknown
        loaded.task, loaded.rosters_rev = now, rev.of(found)
