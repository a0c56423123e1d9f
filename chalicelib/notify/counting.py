"""What an event changes in the counters.  Pure but for the store it hands them to."""

from __future__ import annotations

from collections import Counter

from chalicelib.notify.counter_store import CounterStore, Place
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.tasks.model import Task

MOST = 120  # characters of a name in a key, which has 1,024 bytes; a collection code may tell longer ones
DECISIONS = frozenset({"approve", "reject"})


class Counting:
    """By state, by college and class, by reviewer."""

    def __init__(self, store: CounterStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def count(self, record: EventRecord, order: Order, task: Task) -> bool:
        """Once per event."""
        event_id = f"{record.order_id}#{record.seq}"
        return self._store.count(event_id, steps(record, order, task), order.head, self._clock())


def steps(record: EventRecord, order: Order, task: Task) -> Counter[Place]:
    """(pk, sk) → how much to add."""
    found: Counter[Place] = Counter()
    student, pk = order.head.student, f"COUNT#{task.task_id}"
    college, class_name = (name[:MOST].replace("#", "＃") for name in (student.college, student.class_name))
    if record.source is not record.to:
        for state, step in ((record.source, -1), (record.to, 1)):
            if state is not None:
                found[pk, f"STATE#{state}"] += step
                found[pk, f"CLASS#{college}#{class_name}#{state}"] += step
    if record.event in DECISIONS and record.actor.kind == "staff":
        day = record.at.astimezone(SHANGHAI).date().isoformat()
        found[f"STATS#{task.branch}#{day}", f"{record.actor.id}#{record.event}"] += 1
    return found
