"""The pictures a reviewer works on: those that wait, and the checks hidden among them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chalicelib.desk.review.batches import Answer, Decision, ReviewBatches, answer_of
from chalicelib.desk.review.check import Check, disguised
from chalicelib.desk.review.checks import Checks
from chalicelib.desk.review.face_pace import FacePace
from chalicelib.desk.review.pictures import Picture, Pictures
from chalicelib.orders.errors import OrderNotFound
from chalicelib.orders.model import Order
from chalicelib.orders.store.bands import Band
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import Staff

BATCH = 24  # pictures among which there is one check


@dataclass(frozen=True, kw_only=True)
class Renewed:
    """pictures: those she holds; gone: the others."""

    pictures: list[Picture]
    gone: list[Answer]


class ReviewDesk:
    """As ReviewBatches, whose orders come with all that is looked at; an id that is no order's may be a check's."""

    def __init__(self, *, batches: ReviewBatches, checks: Checks, pictures: Pictures, pace: FacePace) -> None:
        self._batches, self._checks, self._pictures, self._pace = batches, checks, pictures, pace

    def take(self, who: Staff, band: Band, count: int, task_id: str | None = None) -> list[Picture]:
        """Up to `count` pictures, the oldest first.  Raises TaskUnknown, FacesUsedUp."""
        self._pace.require_left(who)
        self._batches.queue(who, band, task_id)  # or there is no such task
        due = random.random() * BATCH < count  # noqa: S311 - a share
        orders = self._batches.take(who, band, count - due, task_id)
        pictures = self._pictures.taken(who, orders)
        if not due:
            return pictures
        place = random.randint(0, len(orders))  # noqa: S311 - not to be known by habit
        since = orders[max(0, place - 1)].head.queued_at if orders else None
        check = self._checks.take(who, band, task_id, since)
        if check is None:
            return pictures + self._pictures.taken(who, self._batches.take(who, band, 1, task_id))
        return [*pictures[:place], self._checked_picture(who, check), *pictures[place:]]

    def renew(self, who: Staff, order_ids: Sequence[str]) -> Renewed:
        """Prolongs the leases of those she holds, and takes the others once more.  Raises FacesUsedUp."""
        self._pace.require_left(who)
        answers = self._batches.renew(who, order_ids)
        lost = [self._renewed(who, answer) for answer in answers if not answer.order]
        pictures = self._pictures.taken(who, [answer.order for answer in answers if answer.order])
        return Renewed(
            pictures=pictures + [each for each in lost if isinstance(each, Picture)],
            gone=[each for each in lost if isinstance(each, Answer)],
        )

    def _renewed(self, who: Staff, answer: Answer) -> Picture | Answer:
        if not _is_no_order(answer):
            return answer
        try:
            return self._checked_picture(who, self._checks.renew(who, answer.order_id))
        except DomainError as refusal:
            return Answer(order_id=answer.order_id, refusal=refusal)

    def _checked_picture(self, who: Staff, check: Check) -> Picture:
        return self._pictures.of_check(who, self._checks.order_of(check), check)

    def look(self, who: Staff, order_id: str, photo_no: int) -> Picture:
        """A photo of an order, or of the one behind a check in her hand, outside the queue; audited.  Raises
        OrderNotFound, PhotoNotFound, ConsentTakenBack, FacesUsedUp."""
        self._pace.claim(who)
        try:
            return self._pictures.look(who, order_id, photo_no)
        except OrderNotFound:
            check, order = self._checks.in_hand(who, order_id)
            return self._pictures.look_behind(who, order, check, photo_no)

    def let_go(self, who: Staff, order_ids: Sequence[str]) -> list[Answer]:
        """Puts the pictures back."""
        answers = [self._or_check(who, each, None) for each in self._batches.let_go(who, order_ids)]
        self._pace.put_back(who, sum(answer.order is not None for answer in answers))
        return answers

    def decide(self, who: Staff, decisions: Sequence[Decision]) -> list[Answer]:
        """In their order."""
        answers = self._batches.decide(who, decisions)
        made = [self._or_check(who, *each) for each in zip(answers, decisions, strict=True)]
        for answer, decision in zip(answers, decisions, strict=True):
            if answer.order:
                self._checks.draw(who, answer.order, decision.photo_no, approved=decision.approve)
        return made

    def _or_check(self, who: Staff, answer: Answer, decision: Decision | None) -> Answer:
        if not _is_no_order(answer):
            return answer
        return answer_of(partial(self._checked, who, decision), answer.order_id)

    def _checked(self, who: Staff, decision: Decision | None, order_id: str) -> Order:
        if decision is None:
            check = self._checks.let_go(who, order_id)
        else:
            yes, no, reasons = decision.approve, decision.photo_no, () if decision.approve else decision.reasons
            check = self._checks.decide(who, order_id, no, approved=yes, reasons=reasons, taken=decision.taken)
        return disguised(self._checks.order_of(check), check)


def _is_no_order(answer: Answer) -> bool:
    return isinstance(answer.refusal, OrderNotFound)
