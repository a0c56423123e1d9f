"""The branch's lists of orders: the two indexes of the orders table that students never read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from chalicelib.orders.model import State
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.index_keys import (
    ERASED_PLACE,
    HELD,
    RefundGroup,
    decisions,
    postings,
    refunds,
    review_queue,
)
from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, TwoKeys

BEFORE_ALL, AFTER_ALL = "0", "~"  # around every instant
TICK = timedelta(milliseconds=1)  # the precision of the tables
AT_A_TIME = 60  # of a list whose reader stops when a page of it is full
LEFT = 100  # pictures that reviewers left behind; each holds 48 at most


class Queue(GlobalSecondaryIndex["DeskItem"]):  # type: ignore[no-untyped-call]
    """What waits for somebody in a branch: pictures by band, decisions, and prints to post."""

    class Meta:
        index_name = "queue"
        projection = KeysOnlyProjection()

    queue_key = UnicodeAttribute(hash_key=True)
    queue_at = UnicodeAttribute(range_key=True)


class TaskQueue(GlobalSecondaryIndex["DeskItem"]):  # type: ignore[no-untyped-call]
    """Pictures that wait in a task, by band."""

    class Meta:
        index_name = "task_queue"
        projection = KeysOnlyProjection()

    task_queue = UnicodeAttribute(hash_key=True)
    queue_at = UnicodeAttribute(range_key=True)


class ByTaskState(GlobalSecondaryIndex["DeskItem"]):  # type: ignore[no-untyped-call]
    """A task's orders in one state, by since when; a branch's refunds of one group."""

    class Meta:
        index_name = "by_task_state"
        projection = KeysOnlyProjection()

    task_state = UnicodeAttribute(hash_key=True)
    state_at = UnicodeAttribute(range_key=True)


class DeskItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    queue_key = UnicodeAttribute(null=True)
    task_queue = UnicodeAttribute(null=True)
    queue_at = UnicodeAttribute(null=True)
    task_state = UnicodeAttribute(null=True)
    state_at = UnicodeAttribute(null=True)

    queue = Queue()
    of_task = TaskQueue()
    by_task_state = ByTaskState()


Between = tuple[datetime | None, datetime | None]  # from the first on, before the second


class RefundKey(NamedTuple):
    """Identifies one refund."""

    order_id: str
    attempt_no: int
    try_no: int


class ReviewQueue(NamedTuple):
    """One band of a branch's pictures, or of one task's.  task_id: "" for the whole branch."""

    branch: str
    band: Band
    task_id: str = ""

    @property
    def key(self) -> str:
        """In the index."""
        return review_queue(self.task_id or self.branch, self.band)


class OrderLists:
    """Ids only: the caller loads the orders themselves, since an index lags behind."""

    def __init__(self, table: str) -> None:
        DeskItem.Meta.table_name = table

    def held_too_long(self, queue: ReviewQueue, now: datetime, *, limit: int) -> list[str]:
        """Orders whose reviewer's lease is over, the longest first."""
        over = DeskItem.queue_at.between(HELD, f"{HELD}#{iso(now)}")
        return [item.pk for item in _waiting(queue).query(queue.key, over, limit=limit)]

    def waiting(self, queue: ReviewQueue, *, limit: int) -> list[str]:
        """Orders whose picture nobody holds, the oldest first."""
        return [item.pk for item in _waiting(queue).query(queue.key, DeskItem.queue_at < HELD, limit=limit)]

    def how_many(self, queue: ReviewQueue, *, most: int) -> int:
        """How many wait, whoever holds them; `most` when there are as many or more."""
        return _count(_waiting(queue), queue.key, most)

    def how_many_to_post(self, task_id: str, *, most: int) -> int:
        """How many of a task's orders wait to be posted; `most` when there are as many or more."""
        return _count(DeskItem.queue, postings(task_id), most)

    def oldest(self, queue: ReviewQueue, now: datetime) -> datetime | None:
        """Since when the oldest picture waits that nobody holds, or whose reviewer went away."""
        index, over = _waiting(queue), DeskItem.queue_at.between(HELD, f"{HELD}#{iso(now)}")
        items = [*index.query(queue.key, DeskItem.queue_at < HELD, limit=1), *index.query(queue.key, over, limit=LEFT)]
        return min((from_iso(str(item.queue_at).split("#")[-2]) for item in items), default=None)

    def undecided(self, branch: str, *, after: str) -> Iterator[tuple[str, str]]:
        """(order id, its place in the list) of orders in which something waits for a decision, oldest first, from
        behind the place `after`.  An order with two things to decide comes twice."""
        behind = DeskItem.queue_at > after if after else None
        for item in DeskItem.queue.query(decisions(branch), behind, page_size=AT_A_TIME):
            yield item.pk, str(item.queue_at)

    def to_post(self, task_id: str, *, limit: int, after: str = "") -> tuple[list[str], bool]:
        """A page of a task's orders whose prints wait to be posted, from behind the place `after` (see
        `index_keys.posting_at`), and whether there are more."""
        behind = DeskItem.queue_at > after if after else None
        page = DeskItem.queue.query(postings(task_id), behind, limit=limit + 1)
        ids = [item.pk for item in page]
        return ids[:limit], len(ids) > limit

    def in_state(
        self, task_id: str, state: State, *, limit: int, after: str | None = None, span: Between = (None, None)
    ) -> tuple[list[str], str | None]:
        """A page of a task's orders in a state, the longest first, and where the next page starts.  span: which came
        into it from the first instant on and before the second."""
        items, last = self._page(f"{task_id}#{state}", "HEAD", limit, after, oldest_first=True, span=span)
        return [item.pk for item in items], last

    def of_task(
        self, task_id: str, state: State | None, *, limit: int, after: str | None
    ) -> tuple[list[str], str | None]:
        """A page as of `in_state`; without a state the orders of all states, one state after another, with the state's
        place before the rest of the cursor."""
        if state is not None:
            return self.in_state(task_id, state, limit=limit, after=after)
        first, _, place = (after or "").partition("|")
        states, ids = tuple(State), list[str]()
        for at in range(states.index(State(first)) if first in states else 0, len(states)):
            found, following = self.in_state(task_id, states[at], limit=limit - len(ids), after=place or None)
            ids, place = ids + found, ""
            if following:
                return ids, f"{states[at]}|{following}"
            if len(ids) == limit and at + 1 < len(states):
                return ids, f"{states[at + 1]}|"
        return ids, None

    def refunds(
        self, branch: str, group: RefundGroup, *, limit: int, after: str | None = None, span: Between = (None, None)
    ) -> tuple[list[RefundKey], str | None]:
        """A page of a branch's refunds, newest first, and where the next page starts.  span: asked for from the first
        instant on and before the second."""
        items, last = self._page(refunds(branch, group), "REFUND", limit, after, oldest_first=False, span=span)
        return [RefundKey(item.pk, *map(int, item.sk.split("#")[1:])) for item in items], last

    def how_many_refunds(self, branch: str, group: RefundGroup, span: Between) -> int:
        """Reads their keys alone, 1 MB of them a request."""
        return int(DeskItem.by_task_state.count(refunds(branch, group), _between(span)))

    def _page(
        self,
        key: str,
        part: str,
        limit: int,
        after: str | None,
        *,
        oldest_first: bool,
        span: Between = (None, None),
    ) -> tuple[list[DeskItem], str | None]:
        since, _, rest = (after or "").partition("#")
        order_id, _, more = rest.partition("#")
        keys = {"pk": order_id, "sk": f"{part}#{more}" if more else part, "task_state": key, "state_at": since}
        start = {name: {"S": text} for name, text in keys.items()} if order_id and since else None
        page = DeskItem.by_task_state.query(
            key, _between(span), scan_index_forward=oldest_first, limit=limit, last_evaluated_key=start
        )
        items = list(page)
        if not page.last_evaluated_key or not items:
            return items, None
        last = items[-1]
        return items, "#".join([str(last.state_at), last.pk, *last.sk.split("#")[1:]])

    def moved_between(self, task_id: str, state: State, first: datetime, last: datetime) -> Iterator[str]:
        """A task's orders that came into a state, where they still are, between the two instants."""
        when = DeskItem.state_at.between(iso(first), iso(last))
        for item in DeskItem.by_task_state.query(f"{task_id}#{state}", when):
            yield item.pk

    def moved_before(self, task_id: str, state: State, until: datetime) -> Iterator[str]:
        """A task's orders that came into a state, where they still are, before that instant; the longest first."""
        yield from self._before(f"{task_id}#{state}", until)

    def erased(self, task_id: str, now: datetime) -> Iterator[str]:
        """Erased orders that are due to be looked at by now."""
        yield from self._before(f"{task_id}#{ERASED_PLACE}", now)

    def first_moved(self, task_id: str, state: State) -> datetime | None:
        """Since when the task's order that came into a state first is there."""
        return self._first(f"{task_id}#{state}")

    def next_erased(self, task_id: str) -> datetime | None:
        """When one of the task's erased orders is due to be looked at next."""
        return self._first(f"{task_id}#{ERASED_PLACE}")

    def all_in_state(self, task_id: str, state: State) -> Iterator[str]:
        """All of a task's orders in a state."""
        for item in DeskItem.by_task_state.query(f"{task_id}#{state}"):
            yield item.pk

    def _first(self, key: str) -> datetime | None:
        item = next(iter(DeskItem.by_task_state.query(key, limit=1)), None)
        return from_iso(str(item.state_at)) if item is not None else None

    def _before(self, key: str, until: datetime) -> Iterator[str]:
        for item in DeskItem.by_task_state.query(key, DeskItem.state_at <= iso(until)):
            yield item.pk


def _count(index: Any, key: str, most: int) -> int:
    """One request: the library's own count reads on to the end, whatever the limit."""
    page = DeskItem._get_connection().query(key, index_name=index.Meta.index_name, select="COUNT", limit=most)
    return int(page["Count"])


def _waiting(queue: ReviewQueue) -> Any:
    return DeskItem.of_task if queue.task_id else DeskItem.queue


def _between(span: Between) -> Condition | None:
    first, end = span
    if first is None and end is None:
        return None
    low, high = iso(first) if first else BEFORE_ALL, iso(end - TICK) if end else AFTER_ALL
    between: Condition = DeskItem.state_at.between(low, high)
    return between
