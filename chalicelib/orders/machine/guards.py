"""The questions that the table asks about task, photo, claim, review and deadlines; docs/states.md prints each one's
docstring."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.claims.ownership import held_at_desk
from chalicelib.orders.machine.leases import is_of
from chalicelib.orders.machine.situation import Situation, SituationOf
from chalicelib.orders.model import PAID_STATES, PhotoState, State
from chalicelib.orders.money_model import RETURNED, AttemptState, RefundState, is_part_open
from chalicelib.shared.clock import add_days

PROOF_DAYS = 30  # schools tell students to look at CHSI 10 working days to 30 days after delivery
UNSETTLED_ATTEMPT = frozenset({AttemptState.PENDING, AttemptState.ABANDONED, AttemptState.SUSPECT})
SETTLED_REFUND = frozenset({RefundState.DONE, RefundState.BY_HAND})

# -- the task and the photo ----------------------------------------------------------------------------------------


def task_open(situation: Situation) -> bool:
    """task open"""
    return situation.task.is_open(situation.now)


def not_on_site(situation: Situation) -> bool:
    """its student was not photographed on site"""
    return not situation.around.on_site


def photo_ready(situation: SituationOf[ev.Submit | ev.Resubmit]) -> bool:
    """photo n is the newest that arrived and PASSED under the task's current spec"""
    newest = situation.order.newest_photo()
    if newest is None or newest.photo_no != situation.event.photo_no or newest.state is not PhotoState.PASSED:
        return False
    return (newest.spec, newest.spec_rev) == (situation.task.spec, situation.task.spec_rev)


def stopped(situation: Situation) -> bool:
    """she took back her consent to the handling of her face"""
    return situation.order.head.stopped


def priced(situation: Situation) -> bool:
    """price > 0"""
    return situation.task.price > 0


def free(situation: Situation) -> bool:
    """price = 0"""
    return situation.task.price == 0


def order_free(situation: Situation) -> bool:
    """the order's own price is 0"""
    return situation.order.head.price == 0


def new_content(situation: Situation) -> bool:
    """its content was not rejected before"""
    newest = situation.order.newest_photo()
    return newest is not None and newest.source_sha256 not in situation.order.head.rejected_sha256


def tries_left(situation: Situation) -> bool:
    """rejections below the limit (none counted while correcting)"""
    head = situation.order.head
    return head.state is State.CORRECTION or head.rejections < situation.rules.reject_limit + head.granted


def in_time(situation: Situation) -> bool:
    """before the deadline"""
    deadline = situation.order.head.deadline
    return deadline is not None and situation.now < deadline


def granted_until(situation: SituationOf[ev.Grant]) -> datetime | None:
    """Until when a grant leaves time: the end of the day so many days from now, and never earlier than the present
    deadline."""
    days, deadline = situation.event.days, situation.order.head.deadline
    later = add_days(situation.now, days) if days else deadline
    return max(later, deadline) if later and deadline else later


def grants(situation: SituationOf[ev.Grant]) -> bool:
    """it gives a later deadline or tries, and leaves time"""
    until, deadline = granted_until(situation), situation.order.head.deadline
    later = until is not None and (deadline is None or deadline < until)
    return (later or situation.event.tries > 0) and until is not None and situation.now < until


# -- the claim -----------------------------------------------------------------------------------------------------


def owns_claim(situation: Situation) -> bool:
    """the claim is still this order's"""
    return situation.around.owns_claim


def revivable(situation: Situation) -> bool:
    """the claim is still this order's and the task's grace is not over"""
    return situation.around.owns_claim and not situation.task.grace_over(situation.now)


def not_revivable(situation: Situation) -> bool:
    """the claim is gone or the task's grace is over"""
    return not revivable(situation)


def held_by_photo(situation: Situation) -> bool:
    """opened by a collection code, and a photo of it PASSED or was handed in"""
    return held_at_desk(situation.order)


def not_contested(situation: Situation) -> bool:
    """nobody else says that it is hers"""
    return situation.order.head.contest is None


def not_denied(situation: Situation) -> bool:
    """the branch has not denied her that"""
    return situation.event.actor.id not in situation.order.head.denied


def contested(situation: Situation) -> bool:
    """somebody says that it is hers"""
    return situation.order.head.contest is not None


# -- review --------------------------------------------------------------------------------------------------------


def lease_holder(situation: Situation) -> str | None:
    """Who holds a lease that has not ended."""
    lease = situation.order.head.lease
    return lease.owner if lease and lease.until > situation.now else None


def lease_free_or_own(situation: Situation) -> bool:
    """nobody else holds the lease"""
    return lease_holder(situation) in (None, situation.event.actor.id)


def lease_free(situation: Situation) -> bool:
    """nobody holds the lease"""
    return lease_holder(situation) is None


def lease_own(situation: Situation) -> bool:
    """own lease, and the photo number as taken"""
    event, lease = situation.event, situation.order.head.lease
    if lease is None or lease_holder(situation) != event.actor.id:
        return False
    return getattr(event, "photo_no", lease.photo_no) == lease.photo_no and is_of(lease, getattr(event, "taken", None))


def reasons_given(situation: SituationOf[ev.Reject]) -> bool:
    """at least one coded reason"""
    return bool(situation.event.reasons)


def to_correct(situation: SituationOf[ev.Correct | ev.Explain]) -> bool:
    """what is to be corrected: a coded reason or words"""
    return bool(situation.event.reasons or situation.event.note)


def correcting(situation: Situation) -> bool:
    """while correcting"""
    return situation.order.head.correcting


def not_correcting(situation: Situation) -> bool:
    """not correcting"""
    return not situation.order.head.correcting


def _was(situation: Situation, state: State) -> bool:
    correction = situation.order.head.correction
    return correction is not None and correction.state is state


def was_in_production(situation: Situation) -> bool:
    """it was IN_PRODUCTION when its correction began"""
    return _was(situation, State.IN_PRODUCTION)


def was_done(situation: Situation) -> bool:
    """it was DONE when its correction began"""
    return _was(situation, State.DONE)


def not_packaged(situation: Situation) -> bool:
    """not in a package"""
    return situation.order.head.package is None


def not_delivered(situation: Situation) -> bool:
    """no package has its contact data"""
    return situation.order.head.package is None


def individual(situation: Situation) -> bool:
    """INDIVIDUAL task"""
    return situation.task.task_type == "INDIVIDUAL"


# -- personal data -------------------------------------------------------------------------------------------------


def not_erased(situation: Situation) -> bool:
    """its data is still there"""
    return situation.order.head.erased_at is None


def proof_over(situation: Situation) -> bool:
    """long enough after delivery that CHSI or the student would have found a mistake"""
    head = situation.order.head
    days = min(PROOF_DAYS, situation.task.retention_days)
    return head.state is not State.IN_PRODUCTION or situation.now >= head.state_at + timedelta(days=days)


def money_at_rest(situation: Situation) -> bool:
    """no payment and no refund is open"""
    order = situation.order
    watched = any(attempt.state in UNSETTLED_ATTEMPT or attempt.due_at is not None for attempt in order.attempts)
    refunds = filter(None, (order.refund_of(one.attempt_no) for one in order.attempts if one.state not in RETURNED))
    return not (watched or is_part_open(order.refunds)) and all(one.state in SETTLED_REFUND for one in refunds)


# -- deadlines and staff -------------------------------------------------------------------------------------------


def due(situation: Situation) -> bool:
    """due"""
    due_at = situation.order.head.due_at
    return due_at is not None and situation.now >= due_at


def deadline_passed(situation: Situation) -> bool:
    """deadline passed, not yet handled"""
    head = situation.order.head
    return head.deadline is not None and situation.now >= head.deadline and not head.undecided


def refundable(situation: Situation) -> bool:
    """an OK attempt without a refund"""
    paid = situation.order.paid_attempt()
    return paid is not None and situation.order.refund_of(paid.attempt_no) is None


def overdue_refund(situation: Situation) -> bool:
    """the accepted policy is REFUND and the order holds an OK attempt without a refund"""
    return situation.rules.overdue == "REFUND" and refundable(situation)


def overdue_keep(situation: Situation) -> bool:
    """neither refund by policy nor free"""
    return not overdue_refund(situation) and not order_free(situation)


BEFORE_APPROVAL = frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED})
WINDOWS: Mapping[str, frozenset[State]] = {
    "NEVER": frozenset(),
    "REVIEW": frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    "APPROVAL": BEFORE_APPROVAL,
}


def not_looked_at(situation: Situation) -> bool:
    """not by the student while somebody holds the lease"""
    return situation.event.actor.kind != "student" or lease_free(situation)


def may_refund(situation: SituationOf[ev.FourEyes]) -> bool:
    """by the student: within the refund window she accepted, or stopped, not correcting;
    by staff: a reason, four eyes once it was approved"""
    event, head = situation.event, situation.order.head
    if event.actor.kind == "student":
        stopped = head.stopped and head.state is State.WITHDRAWN
        return (stopped or head.state in WINDOWS[situation.rules.refund_until]) and not head.correcting
    return reason_given(situation) and ((head.state in BEFORE_APPROVAL and not head.correcting) or four_eyes(situation))


def four_eyes(situation: SituationOf[ev.FourEyes]) -> bool:
    """four eyes"""
    second = situation.event.second
    return bool(second) and second != situation.event.actor.id


def four_eyes_if_paid(situation: SituationOf[ev.FourEyes]) -> bool:
    """four eyes if paid"""
    return situation.order.head.state not in PAID_STATES or four_eyes(situation)


def reason_given(situation: SituationOf[ev.FourEyes]) -> bool:
    """a reason"""
    return bool(situation.event.reason)
