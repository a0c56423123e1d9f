"""How an order stands for its student: the circumstances that choose a way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.orders.appeal import appeal_about
from chalicelib.orders.claims import ownership
from chalicelib.orders.machine.accepted import rules_of
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.machine.money_guards import PAY_MARGIN
from chalicelib.orders.model import EventRecord, Order, PhotoState, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.orders.photos.rules import out_of_tries, tries_left
from chalicelib.orders.screen.expected_dates import expected_day
from chalicelib.orders.screen.offers import closing as is_closing
from chalicelib.orders.screen.review_time import still_usual
from chalicelib.orders.store.index_keys import RefundGroup, refund_group
from chalicelib.shared.clock import SHANGHAI
from chalicelib.tasks.model import Task

UNJUDGED = frozenset({PhotoState.WAITING, PhotoState.CHECKING})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """actions: what the student may do now; owns_claim, on_site: as in Around; took_back: whether the student has taken
    back the consent to the handling of their face; usual: within which time photos are decided, None if unknown."""

    order: Order
    task: Task
    now: datetime
    actions: Sequence[str]
    history: Sequence[EventRecord]
    owns_claim: bool
    on_site: bool
    took_back: bool
    usual: timedelta | None


def always(_: Standing) -> bool:
    """otherwise"""
    return True


def erased(standing: Standing) -> bool:
    """the student's data went"""
    return standing.order.head.erased_at is not None


def on_site(standing: Standing) -> bool:
    """photographed on site"""
    return standing.on_site


def contested(standing: Standing) -> bool:
    """somebody else says that it is hers"""
    return ownership.is_contested(standing.order.head)


# -- the task and the clock ----------------------------------------------------------------------------------------


def task_open(standing: Standing) -> bool:
    """the task is open"""
    return standing.task.is_open(standing.now)


def not_yet(standing: Standing) -> bool:
    """the task is not open yet"""
    return standing.now < standing.task.opens_at


def over(standing: Standing) -> bool:
    """the task is over"""
    return not task_open(standing) and not not_yet(standing)


def closing(standing: Standing) -> bool:
    """its time is over, and the clock has not moved it yet"""
    return is_closing(standing.order, standing.now)


def last_minute(standing: Standing) -> bool:
    """less than a minute is left to pay"""
    ends = until(standing.order, standing.task)
    return ends is not None and ends - standing.now <= PAY_MARGIN


def last_chance(standing: Standing) -> bool:
    """less than a minute is left to pay, and the task is over then"""
    ends = until(standing.order, standing.task)
    return last_minute(standing) and ends is not None and ends >= standing.task.closes_at


def day_known(standing: Standing) -> bool:
    """the day by which what comes next is expected is not over"""
    return expected_on(standing.order, standing.task, standing.now) is not None


def usual_known(standing: Standing) -> bool:
    """the time within which photos are usually decided is known, and not over"""
    return still_usual(standing.order.head, standing.usual, standing.now)


def expected_on(order: Order, task: Task, now: datetime) -> date | None:
    """The day of `expected_day`; None also once that day is over, as no new day is promised."""
    day = expected_day(order, task)
    return day if day and day >= now.astimezone(SHANGHAI).date() else None


# -- what the student may do ---------------------------------------------------------------------------------------


def may_submit(standing: Standing) -> bool:
    """its photo passed"""
    return "submit" in standing.actions


def may_appeal(standing: Standing) -> bool:
    """its photo did not pass, and a person may be asked"""
    return "appeal" in standing.actions


def appealed(standing: Standing) -> bool:
    """a person was asked to look at its photo"""
    head = standing.order.head
    return appeal_about(head.appeals, head.photo_no) is not None


def may_pay(standing: Standing) -> bool:
    """it may be paid"""
    return "pay" in standing.actions


def may_reopen(standing: Standing) -> bool:
    """it may be opened again"""
    return "reopen" in standing.actions


def claim_lost(standing: Standing) -> bool:
    """the enrolment is another order's by now"""
    return not standing.owns_claim


def judging(standing: Standing) -> bool:
    """its photo is being judged"""
    return _newest(standing) in UNJUDGED


def photo_failed(standing: Standing) -> bool:
    """its photo did not pass"""
    return _newest(standing) is PhotoState.FAILED


def photo_outdated(standing: Standing) -> bool:
    """its photo passed under another standard than the task has now"""
    return _newest(standing) is PhotoState.PASSED


def photo_lost(standing: Standing) -> bool:
    """its photo did not arrive, or cannot be read"""
    return _newest(standing) in (PhotoState.GONE, PhotoState.UNREADABLE)


def _newest(standing: Standing) -> PhotoState | None:
    photos = standing.order.photos
    newest = standing.order.newest_photo() or (photos[-1] if photos else None)
    return newest.state if newest else None


def new_photo(standing: Standing) -> bool:
    """another photo passed"""
    newest = standing.order.newest_photo()
    return newest is not None and newest.photo_no != standing.order.head.photo_no and "resubmit" in standing.actions


def late(standing: Standing) -> bool:
    """the time to hand in another photo is over"""
    deadline = standing.order.head.deadline
    return deadline is None or standing.now >= deadline


def will_be_refunded(standing: Standing) -> bool:
    """the time to hand in another photo is over, and the task gives the money back"""
    paid = standing.order.paid_attempt() is not None
    return closing(standing) and paid and rules_of(standing.order, standing.task).overdue == "REFUND"


def no_tries(standing: Standing) -> bool:
    """no tries are left"""
    return out_of_tries(standing.order, standing.task)


def may_appeal_last(standing: Standing) -> bool:
    """another photo did not pass, a person may be asked, and one try is left"""
    return may_appeal(standing) and last_try(standing)


def appealed_usual_known(standing: Standing) -> bool:
    """a person was asked to look at its photo, and the usual time for it is known, and not over"""
    return appealed(standing) and usual_known(standing)


def appealed_day_known(standing: Standing) -> bool:
    """a person was asked to look at its photo, and the day by which they will is not over"""
    return appealed(standing) and day_known(standing)


def last_try(standing: Standing) -> bool:
    """one try is left"""
    return tries_left(standing.order, standing.task) == 1


def stopped(standing: Standing) -> bool:
    """she took back her consent to the handling of her face"""
    return standing.order.head.stopped and standing.took_back


def stopped_refundable(standing: Standing) -> bool:
    """she took back her consent to the handling of her face, and may have her money back"""
    return stopped(standing) and "refund" in standing.actions


def stopped_free(standing: Standing) -> bool:
    """she took back her consent to the handling of her face, and paid nothing"""
    return stopped(standing) and "cancel" in standing.actions


def posted(standing: Standing) -> bool:
    """its prints were posted"""
    return standing.order.head.posting is not None


# -- money ---------------------------------------------------------------------------------------------------------


def suspect(standing: Standing) -> bool:
    """a payment does not match"""
    return any(attempt.state is AttemptState.SUSPECT for attempt in standing.order.attempts)


def refund_stuck(standing: Standing) -> bool:
    """the channel could not give the money back, or will not for now"""
    whole = [refund for refund in standing.order.refunds if not refund.part]
    return any(refund_group(standing.order, refund) is RefundGroup.STUCK for refund in whole)


def other_refund_stuck(standing: Standing) -> bool:
    """the same of money that came besides"""
    return standing.order.head.state is not State.REFUNDING and refund_stuck(standing)


def other_money_returns(standing: Standing) -> bool:
    """money that came besides goes back"""
    order = standing.order
    orphans = {attempt.attempt_no for attempt in order.attempts if attempt.state is AttemptState.ORPHAN}
    under_way = [refund for refund in order.refunds if refund_group(order, refund) is RefundGroup.OPEN]
    return order.head.state is not State.REFUNDING and any(refund.attempt_no in orphans for refund in under_way)


def by_hand(standing: Standing) -> bool:
    """it was given back some other way"""
    return any(refund.state is RefundState.BY_HAND for refund in standing.order.refunds)


# -- how it ended --------------------------------------------------------------------------------------------------


def end_of(standing: Standing) -> EventRecord | None:
    """The event that brought the order into its state."""
    head = standing.order.head
    moves = (record for record in reversed(standing.history) if record.source is not record.to)
    return next((record for record in moves if record.to is head.state), None)


def taken_over(standing: Standing) -> bool:
    """by another account"""
    end = end_of(standing)
    return end is not None and end.actor.kind == "takeover"


def by_staff(standing: Standing) -> bool:
    """by staff"""
    end = end_of(standing)
    return end is not None and end.actor.kind == "staff"


def abandoned_open(standing: Standing) -> bool:
    """nothing was handed in for too long, and the task is open"""
    end = end_of(standing)
    return end is not None and end.actor.kind == "clock" and task_open(standing)
