"""Review of many pictures at once: each is taken and decided by itself, side by side with the others."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chalicelib.desk.review.review import Review, stands
from chalicelib.orders.model import EventRecord, Order
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.lists import OrderLists, ReviewQueue
from chalicelib.shared.clock import Clock
from chalicelib.shared.errors import DomainError
from chalicelib.shared.parallel import at_once
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks

AT_ONCE = 8  # transactions of one request
BEHIND, LEAST = 3, 12  # how many pictures of the front are drawn from: for each that is wanted, and at least
MOST_COUNTED = 1_000  # pictures of a band; reading more of the index costs more for every glance at it


@dataclass(frozen=True, kw_only=True)
class Decision:
    """approve: else it is rejected for the reasons (codes) and with the note; taken: of the lease under which it was
    looked at, if that is known."""

    order_id: str
    photo_no: int
    approve: bool
    taken: int | None = None
    reasons: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of one order of many.  order: as it is now; refusal: nothing was changed."""

    order_id: str
    order: Order | None = None
    refusal: DomainError | None = None


@dataclass(frozen=True, kw_only=True)
class Length:
    """How much waits in a band.  count: up to MOST_COUNTED; oldest: since when the first waits that nobody holds."""

    band: Band
    count: int
    oldest: datetime | None


class ReviewBatches:
    """Every order gets an answer of its own, and none waits for another.  load: an order; history: an order's, oldest
    first."""

    def __init__(
        self,
        *,
        review: Review,
        lists: OrderLists,
        tasks: Tasks,
        load: Callable[[str], Order | None],
        history: Callable[[str], Iterable[EventRecord]],
        clock: Clock,
    ) -> None:
        self._review, self._lists, self._tasks = review, lists, tasks
        self._load, self._history, self._clock = load, history, clock

    def lengths(self, who: Staff, task_id: str | None = None) -> list[Length]:
        """Of every band.  Raises TaskUnknown for a task that is not the branch's."""
        whole = self.queue(who, Band.LOW, task_id)
        queues = [whole._replace(band=band) for band in Band]
        return at_once(self._length, queues, AT_ONCE)

    def in_all(self, who: Staff) -> tuple[int, bool]:
        """(how many wait in all bands of the branch, counting up to MOST_COUNTED of each; whether there may be
        more)."""
        counts = at_once(
            lambda band: self._lists.how_many(ReviewQueue(who.branch, band), most=MOST_COUNTED), Band, AT_ONCE
        )
        return sum(counts), max(counts) >= MOST_COUNTED

    def _length(self, queue: ReviewQueue) -> Length:
        count = self._lists.how_many(queue, most=MOST_COUNTED)
        return Length(band=queue.band, count=count, oldest=self._lists.oldest(queue, self._clock()) if count else None)

    def take(self, who: Staff, band: Band, count: int, task_id: str | None = None) -> list[Order]:
        """Up to `count` pictures that nobody held, the oldest first.  Raises TaskUnknown."""
        queue, seen, taken = self.queue(who, band, task_id), set[str](), list[Order]()
        while len(taken) < count:
            fresh = [order_id for order_id in self._front(queue, count) if order_id not in seen]
            if not fresh:
                break
            tried = fresh[: count - len(taken)]
            seen.update(tried)
            answers = each(partial(self._review.take, who, anew=True), tried)
            # what was refused: another reviewer was faster, or the index lags behind
            taken += [answer.order for answer in answers if answer.order]
        return sorted(taken, key=lambda order: (order.head.queued_at, order.head.order_id))

    def queue(self, who: Staff, band: Band, task_id: str | None) -> ReviewQueue:
        """Raises TaskUnknown for a task that is not the branch's."""
        return ReviewQueue(who.branch, band, self._tasks.of_branch(who.branch, task_id).task_id if task_id else "")

    def _front(self, queue: ReviewQueue, count: int) -> Iterator[str]:
        """First those whose reviewer went away, then the front of the queue, drawn by lot so that reviewers do not all
        race for the same pictures."""
        yield from self._lists.held_too_long(queue, self._clock(), limit=count)
        front = self._lists.waiting(queue, limit=max(LEAST, BEHIND * count))
        yield from random.sample(front, len(front))

    def renew(self, who: Staff, order_ids: Sequence[str]) -> list[Answer]:
        """Prolongs the leases of those she holds, and takes the others once more."""
        return each(partial(self._review.take, who), order_ids)

    def let_go(self, who: Staff, order_ids: Sequence[str]) -> list[Answer]:
        """Puts the pictures back."""
        return each(partial(self._review.let_go, who), order_ids)

    def decide(self, who: Staff, decisions: Sequence[Decision]) -> list[Answer]:
        """In their order.  A decision that was sent before, as its answer was lost, counts as made."""
        return at_once(partial(self._decide, who), decisions, AT_ONCE)

    def _decide(self, who: Staff, decision: Decision) -> Answer:
        order_id, photo_no, taken = decision.order_id, decision.photo_no, decision.taken
        if decision.approve:
            made = answer_of(lambda _: self._review.approve(who, order_id, photo_no, taken), order_id)
        else:
            codes, note = list(decision.reasons), decision.note
            made = answer_of(lambda _: self._review.reject(who, order_id, photo_no, codes, note, taken), order_id)
        if made.refusal is None or not self._is_made(who, decision):
            return made
        return Answer(order_id=order_id, order=self._load(order_id))

    def _is_made(self, who: Staff, decision: Decision) -> bool:
        """Whether the last decision on the order is this one, by her."""
        history = self._history(decision.order_id)
        return stands(history, who.staff_id, decision.photo_no, approved=decision.approve)


def each(work: Callable[[str], Order], order_ids: Sequence[str]) -> list[Answer]:
    """The answers of `work`, in the order of the ids; an id that comes twice is asked for once."""
    return at_once(partial(answer_of, work), dict.fromkeys(order_ids), AT_ONCE)


def answer_of(work: Callable[[str], Order], order_id: str) -> Answer:
    """The order that `work` returns, or the refusal that it raises."""
    try:
        return Answer(order_id=order_id, order=work(order_id))
    except DomainError as refusal:
        return Answer(order_id=order_id, refusal=refusal)
