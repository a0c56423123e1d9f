"""The heart: `decide` is pure.  It reads no clock and no channel, and of the tables knows only what the situation
gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.claims.ownership import is_contested
from chalicelib.orders.machine.rows import ROWS, Row
from chalicelib.orders.machine.situation import Guard, Known, Situation
from chalicelib.orders.model import EventRecord, Head, Order, State
from chalicelib.tasks.model import Task

# Fields of an event that never go into the append-only log: free text may hold a name, the others are stored elsewhere.
PRIVATE = frozenset({"actor", "note", "reason", "reference", "student", "sealed", "owner", "client_key", "number"})


# In an event's data, beside its fields: id of the owner the order was taken from; id of the account whose contest was
# decided; college and class the order is counted under; those it was counted under before, where they changed; how many
# seconds the photo had waited in the queue that it left; that whatever wrote the event moved the order among NAMES#.
FROM_OWNER, ASKER, GROUP, FROM_GROUP, WAITED = "from_owner", "asker", "group", "from_group", "waited"
LISTED = "listed"
DECISIONS = frozenset({ev.Approve.name, ev.Reject.name})  # what a reviewer says of a photo


class NotAllowed(Exception):
    """The table has no row for the event in this state, or `guard` refuses it."""

    def __init__(self, state: State, event: str, guard: Guard[Any] | None) -> None:
        super().__init__(f"{event} in {state}" + (f": {guard.__name__}" if guard else ""))
        self.state, self.event, self.guard = state, event, guard


@dataclass(frozen=True, kw_only=True)
class Change:
    """One committed step: the order before and after, and the event to append.

    record: None when nothing changes (a fact that came twice); alarm: a person must look; claim: commit only while the
    claim names this order.
    """

    before: Order
    after: Order
    record: EventRecord | None
    alarm: bool = False
    claim: bool = False


Table = Mapping[tuple[State, str], tuple[Row[Any], ...]]


def table(rows: Iterable[Row[Any]]) -> Table:
    """The rows by state and event, in their order."""
    grouped: dict[tuple[State, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        for state in row.sources:
            grouped[state, row.event.name].append(row)
    return {key: tuple(rows_of) for key, rows_of in grouped.items()}


TABLE = table(ROWS)


def decide(
    order: Order,
    event: ev.Event,
    now: datetime,
    *,
    task: Task,
    owns_claim: bool,
    on_site: bool = False,
    rows: Table = TABLE,
) -> Change:
    """As `decide_in`, when everything is at hand."""
    around = Known(task=task, owns_claim=owns_claim, on_site=on_site)
    return decide_in(Situation(order=order, event=event, now=now, around=around), rows)


def decide_in(situation: Situation, rows: Table = TABLE) -> Change:
    """What the event does to the order.  Raises NotAllowed, but never for a channel's fact."""
    order, event = situation.order, situation.event
    refused_by: Guard[Any] | None = None
    for row in rows.get((order.head.state, event.name), ()):
        failed = next((guard for guard in row.guards if not guard(situation)), None)
        if failed is None:
            return _apply(row, situation)
        refused_by = refused_by or failed
    if event.fact:
        return Change(before=order, after=order, record=None)
    raise NotAllowed(order.head.state, event.name, refused_by)


def _apply(row: Row[Any], situation: Situation) -> Change:
    order = situation.order
    if row.quiet:
        return Change(before=order, after=order, record=None, alarm=row.alarm)
    after = order
    for effect in row.effects:
        after = effect(situation, after)
    state = row.to or order.head.state
    after = after.but(
        state=state,
        seq=order.head.seq + 1,
        state_at=situation.now if state is not order.head.state else order.head.state_at,
    )
    record = EventRecord(
        order_id=order.head.order_id,
        seq=after.head.seq,
        at=situation.now,
        event=situation.event.name,
        actor=situation.event.actor,
        source=order.head.state,
        to=state,
        data=public(situation.event) | _moved(order.head, after.head, situation.now),
    )
    return Change(before=order, after=after, record=record, alarm=row.alarm, claim=row.claim)


def _moved(before: Head, after: Head, now: datetime) -> dict[str, Any]:
    moved: dict[str, Any] = {GROUP: group_of(after)}
    if before.person_id != after.person_id:
        moved[FROM_OWNER] = before.person_id
    if before.contest and is_contested(before) and not is_contested(after):
        moved[ASKER] = before.contest.person_id
    if group_of(before) != group_of(after):
        moved[FROM_GROUP] = group_of(before)
    if before.student != after.student:
        moved[LISTED] = True
    if before.queued_at is not None and after.queued_at is None:
        moved[WAITED] = max(0, int((now - before.queued_at).total_seconds()))
    return moved


def group_of(head: Head) -> list[str]:
    """College and class, which identify nobody."""
    return [head.student.college, head.student.class_name]


def public(event: ev.Event) -> dict[str, Any]:
    """The event's fields that may be kept in the log for ever."""
    data = {name: getattr(event, name) for name in event.__struct_fields__ if name not in PRIVATE}
    if "reasons" in data:
        data["reasons"] = [reason.code for reason in data["reasons"]]
    return data


def allowed_events(
    order: Order, now: datetime, *, task: Task, owns_claim: bool, asking: Iterable[ev.Event], on_site: bool = False
) -> list[str]:
    """Names of those events in `asking` that the table would accept now: the actions that a screen offers."""
    names = []
    for event in asking:
        try:
            decide(order, event, now, task=task, owns_claim=owns_claim, on_site=on_site)
        except NotAllowed:
            continue
        names.append(event.name)
    return names
