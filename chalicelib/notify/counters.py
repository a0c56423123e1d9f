"""What an event changes in the counters.  Pure but for the store it hands them to."""

from __future__ import annotations

from collections import Counter

from chalicelib.notify.counter_store import CounterKey, CounterStore
from chalicelib.orders.machine.decide import FROM_GROUP, GROUP, group_of
from chalicelib.orders.model import EventRecord, Order
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.tasks.model import Task

MOST = 120  # characters of a name in a key, which has 1,024 bytes; a collection code may tell longer ones
DECISIONS = frozenset({"approve", "reject"})


class EventCounters:
    """By state, by college and class, by reviewer."""

    def __init__(self, store: CounterStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def count(self, record: EventRecord, order: Order, task: Task) -> bool:
        """Once per event."""
        event_id = f"{record.order_id}#{record.seq}"
        return self._store.count(event_id, steps(record, order, task), order.head, self._clock())


def steps(record: EventRecord, order: Order, task: Task) -> Counter[CounterKey]:
    """(pk, sk) → how much to add.  The event says where it counted the order, which may be elsewhere by now."""
    found: Counter[CounterKey] = Counter()
    pk, group = f"COUNT#{task.task_id}", record.data.get(GROUP) or group_of(order.head)
    moves = ((record.source, record.data.get(FROM_GROUP) or group, -1), (record.to, group, 1))
    for state, place, step in moves:
        if state is not None:
            found[pk, f"STATE#{state}"] += step
            found[pk, f"CLASS#{'#'.join(map(_cut, place))}#{state}"] += step
    if record.event in DECISIONS and record.actor.kind == "staff":
        day = record.at.astimezone(SHANGHAI).date().isoformat()
        found[f"STATS#{task.branch}#{day}", f"{record.actor.id}#{record.event}"] += 1
    return found


def _cut(name: str) -> str:
    return name[:MOST].replace("#", "＃")
