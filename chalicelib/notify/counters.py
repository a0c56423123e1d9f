"""Which counters an event changes.  Pure, apart from the store that keeps them."""

from __future__ import annotations

from collections import Counter

from chalicelib.notify.counter_store import CounterKey, CounterStore
from chalicelib.orders.machine.decide import FROM_GROUP, GROUP, group_of
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.tasks.model import Task

MOST = 120  # characters of a name in a key (keys hold 1,024 bytes); a collection code may carry longer names
DECISIONS = frozenset({"approve", "reject"})


class EventCounters:
    """Counts events by state, by college and class, and by reviewer."""

    def __init__(self, store: CounterStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def count(self, record: EventRecord, order: Order, task: Task) -> bool:
        """Count an event once; False when it was already counted."""
        event_id = f"{record.order_id}#{record.seq}"
        return self._store.count(event_id, steps(record, order, task), order.head, self._clock())


def steps(record: EventRecord, order: Order, task: Task) -> Counter[CounterKey]:
    """(pk, sk) → how much to add.  College and class come from the event, since the order's may have changed since."""
    changes: Counter[CounterKey] = Counter()
    pk, group = f"COUNT#{task.task_id}", record.data.get(GROUP) or group_of(order.head)
    moves = ((record.source, record.data.get(FROM_GROUP) or group, -1), (record.to, group, 1))
    for state, names, step in moves:
        if state is not None:
            changes[pk, f"STATE#{state}"] += step
            changes[pk, f"CLASS#{'#'.join(map(_cut, names))}#{state}"] += step
    if record.event in DECISIONS and record.actor.kind == "staff":
        day = record.at.astimezone(SHANGHAI).date().isoformat()
        changes[f"STATS#{task.branch}#{day}", f"{record.actor.id}#{record.event}"] += 1
    return changes


def _cut(name: str) -> str:
    return name[:MOST].replace("#", "＃")
