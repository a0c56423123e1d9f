"""An order as it was read, and what its table and its screen must know beside it."""

from __future__ import annotations

from copy import copy
from functools import cached_property

from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import EventRecord, Head, Order
from chalicelib.orders.store.orders import Orders
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks


class Loaded:
    """What stands around an order is read when somebody first asks for it, and once: most facts about money never do.

    task: where it is known already; made: the event that has just brought the order here, None where none was written.
    """

    def __init__(self, order: Order, store: Orders, tasks: Tasks, task: Task | None = None) -> None:
        self.order, self._store, self._tasks = order, store, tasks
        self.made: EventRecord | None = None
        if task is not None:
            self.task = task

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
        return self._tasks.is_captured(self.head.task_id, self.head.enrolment)

    def after(self, change: Change) -> Loaded:
        """The order as the change left it; what is known around it is not read again."""
        return self.now(change.after, change.record)

    def now(self, order: Order, made: EventRecord | None = None) -> Loaded:
        """Likewise, as it was read since."""
        fresh = copy(self)
        fresh.order, fresh.made = order, made
        return fresh
