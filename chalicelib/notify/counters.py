"""Which counters an event or a judged photo changes.  Pure, apart from the store that keeps them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from chalicelib.notify.counter_store import CounterKey, CounterStore, Share
from chalicelib.notify.waited_store import WaitedStore
from chalicelib.orders.machine.decide import DECISIONS, FROM_GROUP, GROUP, group_of
from chalicelib.orders.model import EventRecord, Order, Photo, PhotoState, State
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.tasks.model import Task

MOST = 120  # characters of a name in a key (keys hold 1,024 bytes); a collection code may carry longer names
HAND_INS = frozenset({"submit", "appeal", "resubmit"})
JUDGED = frozenset({PhotoState.PASSED, PhotoState.FAILED, PhotoState.UNREADABLE})
MACHINE, PERSON = "MACHINE", "PERSON"  # who decided about a photo


class EventCounters:
    """Counts events by state, day, college and class, by reviewer, and by how long a decision was waited for; and what
    machine and reviewers say of photos.

    history: order id → its events, oldest first.
    """

    def __init__(
        self,
        store: CounterStore,
        waits: WaitedStore,
        history: Callable[[str], Sequence[EventRecord]],
        clock: Clock,
    ) -> None:
        self._store, self._waits, self._history, self._clock = store, waits, history, clock

    def count(self, record: EventRecord, order: Order, task: Task) -> bool:
        """Count an event once; False when it was already counted, or there is nothing to count."""
        earlier: list[EventRecord] = []
        if needs_history(record):
            earlier = [one for one in self._history(record.order_id) if one.seq < record.seq]
        share, also = self.share(record, order, task, earlier), self._waits.counting(record, task)
        return bool(also or not share.is_nothing) and self._store.count(
            share.event_id, share.steps, share.head, self._clock(), also
        )

    def count_photo(self, photo: Photo, order: Order) -> bool:
        """Count a judged photo once; False when it was already counted."""
        share = self.photo_share(photo, order)
        return self._store.count(share.event_id, share.steps, None, self._clock())

    @staticmethod
    def share(record: EventRecord, order: Order, task: Task, earlier: Sequence[EventRecord] = ()) -> Share:
        """What an event adds.  earlier: as in `steps`.  One that leaves the order in its state does not move it."""
        found = steps(record, order, task, earlier)
        event_id = EventCounters.event_id(record)
        head = order.head if record.source is not record.to else None
        return Share(event_id=event_id, steps=found, head=head, branch=order.head.branch)

    @staticmethod
    def photo_share(photo: Photo, order: Order) -> Share:
        event_id = EventCounters.photo_id(order.head.order_id, photo)
        return Share(event_id=event_id, steps=photo_steps(photo, order.head.task_id), branch=order.head.branch)

    @staticmethod
    def event_id(record: EventRecord) -> str:
        """Under which the event is marked as counted."""
        return f"{record.order_id}#{record.seq}"

    @staticmethod
    def photo_id(order_id: str, photo: Photo) -> str:
        return f"{order_id}#PHOTO#{photo.photo_no}"


def steps(record: EventRecord, order: Order, task: Task, earlier: Sequence[EventRecord] = ()) -> Counter[CounterKey]:
    """(pk, sk) → how much to add.  College and class come from the event, since the order's may have changed since.
    earlier: the order's events before this one, where `needs_history`."""
    changes: Counter[CounterKey] = Counter()
    pk, day, group = f"COUNT#{task.task_id}", day_of(record.at), record.data.get(GROUP) or group_of(order.head)
    from_group = record.data.get(FROM_GROUP) or group
    for state, names, step in ((record.source, from_group, -1), (record.to, group, 1)):
        if state is not None:
            changes[pk, f"STATE#{state}"] += step
            changes[pk, f"CLASS#{_group_key(names)}#{state}"] += step
            changes[pk, f"DAY#{day}#{state}"] += step
    now = first_decision([*earlier, record])
    for decision, names, step in ((first_decision(earlier), from_group, -1), (now, group, 1)):
        if decision:
            changes[pk, f"PASS#{_group_key(names)}#{decision}"] += step
    if _by_reviewer(record):
        changes[f"STATS#{task.branch}#{day}", f"{record.actor.id}#{record.event}"] += 1
        changes[pk, f"JUDGED#{day}#{PERSON}#{record.event}"] += 1
        for code in set(record.data.get("reasons", ())):
            changes[pk, f"WHY#{day}#{PERSON}#{code}"] += 1
    for kind in _of_branch(record):
        changes[f"WORK#{task.branch}", f"{day}#{kind}"] += 1
    return changes


def photo_steps(photo: Photo, task_id: str) -> Counter[CounterKey]:
    """The same for a photo that the machine judged.  Its day is that of its upload."""
    changes: Counter[CounterKey] = Counter()
    pk, day = f"COUNT#{task_id}", day_of(photo.asked_at)
    if photo.state not in JUDGED:
        return changes
    changes[pk, f"JUDGED#{day}#{MACHINE}#{photo.state}"] += 1
    if photo.photo_no == 1:
        changes[pk, f"FIRST#{photo.state}"] += 1
    findings = (photo.report or {}).get("findings", ())
    for code in {one["code"] for one in findings if one["severity"] == "fail"}:
        changes[pk, f"WHY#{day}#{MACHINE}#{code}"] += 1
    return changes


def needs_history(record: EventRecord) -> bool:
    """Whether `steps` needs the events before this one: it may change an order's first decision, or its class."""
    return record.event in DECISIONS or record.event == "recall" or FROM_GROUP in record.data


def first_decision(events: Iterable[EventRecord]) -> str | None:
    """approve or reject: what a reviewer decided first about an order.  A recalled approval was a mistake."""
    made: list[str] = []
    for record in events:
        if _by_reviewer(record):
            made.append(record.event)
        elif record.event == "recall" and made:
            made.pop()
    return made[0] if made else None


def day_of(instant: datetime) -> str:
    """The day in Shanghai, as in keys."""
    return instant.astimezone(SHANGHAI).date().isoformat()


def _by_reviewer(record: EventRecord) -> bool:
    return record.event in DECISIONS and record.actor.kind == "staff"


def _of_branch(record: EventRecord) -> list[str]:
    """What the branch counts by day: photos handed in, photos that came into review, decisions."""
    kinds = ["submit"] if record.event in HAND_INS else []
    if record.to is State.IN_REVIEW and record.source is not State.IN_REVIEW:
        kinds.append("queue")
    return [*kinds, record.event] if _by_reviewer(record) else kinds


def _group_key(names: Iterable[str]) -> str:
    return "#".join(name[:MOST].replace("#", "＃") for name in names)
