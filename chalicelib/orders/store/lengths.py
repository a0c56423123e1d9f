"""How long the branch's lists are, and since when their first entry waits: two reads a list, however long it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.condition import Condition

from chalicelib.orders.model import State
from chalicelib.orders.store.index_keys import PaymentGroup, RefundGroup, decisions, payments, refunds
from chalicelib.orders.store.lists import ByTaskState, DeskItem, Queue
from chalicelib.shared.clock import from_iso, iso

MOST = 1_000  # entries that are counted


@dataclass(frozen=True, kw_only=True)
class Length:
    """count: up to MOST; oldest: since when the first of them waits, None where nothing does."""

    count: int
    oldest: datetime | None

    @property
    def more(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count >= MOST


class ListLengths:
    """table: name of the orders table."""

    def __init__(self, table: str) -> None:
        DeskItem.Meta.table_name = table

    def undecided(self, branch: str) -> Length:
        """What waits for a decision in the branch's orders."""
        key = decisions(branch)
        count = _count(key, Queue)
        return _length(count, (str(item.queue_at) for item in DeskItem.queue.query(key, limit=1)) if count else ())

    def doubts(self, branch: str) -> int:
        """How many of what `undecided` counts are payments that do not match their orders, up to MOST."""
        return _count(payments(branch, PaymentGroup.DOUBT), ByTaskState)

    def stuck_refunds(self, branch: str) -> Length:
        """Refunds that wait for finance."""
        key = refunds(branch, RefundGroup.STUCK)
        count = _count(key, ByTaskState)
        first = (str(item.state_at) for item in DeskItem.by_task_state.query(key, limit=1))
        return _length(count, first if count else ())

    def ended_before(self, task_id: str, state: State, until: datetime) -> tuple[int, bool]:
        """(how many of a task's orders came into a state, where they still are, until then; whether there may be
        more).  In one request, which reads some 7,000 of them."""
        return _ended(task_id, state, DeskItem.state_at <= iso(until))

    def ended_within(self, task_id: str, state: State, first: datetime, last: datetime) -> tuple[int, bool]:
        """The same from `first` to `last`, both included."""
        return _ended(task_id, state, DeskItem.state_at.between(iso(first), iso(last)))

    def ended_between(self, task_id: str, state: State, after: datetime, until: datetime) -> list[datetime]:
        """When a task's orders came into a state, where they still are, later than `after`: the first MOST of them."""
        between = DeskItem.state_at.between(f"{iso(after)}~", iso(until))
        items = DeskItem.by_task_state.query(f"{task_id}#{state}", between, limit=MOST)
        return [from_iso(str(item.state_at)) for item in items]


def _ended(task_id: str, state: State, condition: Condition) -> tuple[int, bool]:
    page = DeskItem._get_connection().query(
        f"{task_id}#{state}", range_key_condition=condition, index_name=ByTaskState.Meta.index_name, select="COUNT"
    )
    return int(page["Count"]), "LastEvaluatedKey" in page


def _count(key: str, index: type[Queue | ByTaskState]) -> int:
    """In one request: the library's own count reads on to the end, whatever the limit."""
    connection = DeskItem._get_connection()
    return int(connection.query(key, index_name=index.Meta.index_name, select="COUNT", limit=MOST)["Count"])


def _length(count: int, places: Iterable[str]) -> Length:
    """places: in the index, each beginning with an instant."""
    first = next(iter(places), None)
    return Length(count=count, oldest=from_iso(first.partition("#")[0]) if first else None)
