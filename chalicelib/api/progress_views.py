"""A task's progress, as the desk sees it."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import State
from chalicelib.wire import wire


class StateCount(Struct, frozen=True):
    state: State
    label: str
    orders: int


class ClassCount(Struct, frozen=True):
    """states: orders of the class by state."""

    college: str
    class_name: str
    states: dict[State, int]


class TaskProgress(Struct, frozen=True):
    """Counted as events are committed: a moment behind the orders themselves."""

    task_id: str
    states: list[StateCount]
    classes: list[ClassCount]


def progress_of(task_id: str) -> TaskProgress:
    """The task's progress, from the counters."""
    counted = {State(count.key): count.n for count in wire().stores.counters.of_task(task_id, "STATE")}
    classes: dict[tuple[str, str], dict[State, int]] = {}
    for count in wire().stores.counters.of_task(task_id, "CLASS"):
        college, class_name, state = count.key.rsplit("#", 2)
        if count.n:
            classes.setdefault((college, class_name), {})[State(state)] = count.n
    return TaskProgress(
        task_id,
        [StateCount(state, LABELS[state], counted[state]) for state in State if counted.get(state)],
        [ClassCount(college, class_name, states) for (college, class_name), states in sorted(classes.items())],
    )
