"""The questions the table asks about task, photo, claim, review and deadlines.  Small predicates of one situation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.machine.situation import Situation, guard
from chalicelib.orders.model import PAID_STATES, PhotoState, State
from chalicelib.orders.money_model import RETURNED, AttemptState, RefundState
from chalicelib.shared.clock import add_days

PROOF_DAYS = 30  # schools tell students to look at CHSI 10 working days to 30 days after delivery
UNSETTLED_ATTEMPT = frozenset({AttemptState.PENDING, AttemptState.ABANDONED, AttemptState.SUSPECT})
SETTLED_REFUND = frozenset({RefundState.DONE, RefundState.BY_HAND})

# -- the task and the photo ----------------------------------------------------------------------------------------


@guard("task open")
def task_open(situation: Situation) -> bool:
    return situation.task.is_open(situation.now)


@guard("its student was not photographed on site")
def not_on_site(situation: Situation) -> bool:
    return not situation.around.on_site


@guard("photo n is the newest that arrived and PASSED under the task's current spec")
def photo_ready(situation: Situation) -> bool:
    event, newest = situation.event, situation.order.newest_photo()
    assert isinstance(event, ev.Submit | ev.Resubmit)
    if newest is None or newest.photo_no != event.photo_no or newest.state is not PhotoState.PASSED:
        return False
    return (newest.spec, newest.spec_rev) == (situation.task.spec, situation.task.spec_rev)


@guard("she took back her consent to the handling of her face")
def stopped(situation: Situation) -> bool:
    return situation.order.head.stopped


@guard("price > 0")
def priced(situation: Situation) -> bool:
    return situation.task.price > 0


@guard("price = 0")
def free(situation: Situation) -> bool:
    return situation.task.price == 0


@guard("the order's own price is 0")
def order_free(situation: Situation) -> bool:
    return situation.order.head.price == 0


@guard("its content was not rejected before")
def new_content(situation: Situation) -> bool:
    newest = situation.order.newest_photo()
    return newest is not None and newest.source_sha256 not in situation.order.head.rejected_sha256


@guard("rejections below the limit (none counted while correcting)")
def tries_left(situation: Situation) -> bool:
    head = situation.order.head
    return head.state is State.CORRECTION or head.rejections < situation.rules.reject_limit + head.granted


@guard("before the deadline")
def in_time(situation: Situation) -> bool:
    deadline = situation.order.head.deadline
    return deadline is not None and situation.now < deadline


def granted_until(situation: Situation) -> datetime | None:
    """Until when a grant leaves time: the end of the day so many days on, and never earlier than before."""
    event, deadline = situation.event, situation.order.head.deadline
    assert isinstance(event, ev.Grant)
    later = add_days(situation.now, event.days) if event.days else deadline
    return max(later, deadline) if later and deadline else later


@guard("it gives days or tries, and leaves time")
def grants(situation: Situation) -> bool:
    event, until = situation.event, granted_until(situation)
    assert isinstance(event, ev.Grant)
    return bool(event.days or event.tries) and until is not None and situation.now < until


# -- the claim -----------------------------------------------------------------------------------------------------


@guard("the claim is still this order's")
def owns_claim(situation: Situation) -> bool:
    return situation.around.owns_claim


@guard("the claim is still this order's and the task's grace is not over")
def revivable(situation: Situation) -> bool:
    return situation.around.owns_claim and not situation.task.grace_over(situation.now)


@guard("the claim is gone or the task's grace is over")
def not_revivable(situation: Situation) -> bool:
    return not revivable(situation)


# -- review --------------------------------------------------------------------------------------------------------


def lease_holder(situation: Situation) -> str | None:
    """Who holds a lease that is not over."""
    lease = situation.order.head.lease
    return lease.owner if lease and lease.until > situation.now else None


@guard("nobody else holds the lease")
def lease_free_or_own(situation: Situation) -> bool:
    return lease_holder(situation) in (None, situation.event.actor.id)


@guard("nobody holds the lease")
def lease_free(situation: Situation) -> bool:
    return lease_holder(situation) is None


@guard("own lease, and the photo number as taken")
def lease_own(situation: Situation) -> bool:
    event, lease = situation.event, situation.order.head.lease
    if lease is None or lease_holder(situation) != event.actor.id:
        return False
    return bool(getattr(event, "photo_no", lease.photo_no) == lease.photo_no)


@guard("at least one coded reason")
def reasons_given(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Reject) and bool(situation.event.reasons)


@guard("what is to be corrected: a coded reason or words")
def to_correct(situation: Situation) -> bool:
    event = situation.event
    return isinstance(event, ev.Correct) and bool(event.reasons or event.note)


@guard("while correcting")
def correcting(situation: Situation) -> bool:
    return situation.order.head.correcting


@guard("not correcting")
def not_correcting(situation: Situation) -> bool:
    return not situation.order.head.correcting


def _was(situation: Situation, state: State) -> bool:
    correction = situation.order.head.correction
    return correction is not None and correction.state is state


@guard("it was IN_PRODUCTION when its correction began")
def was_in_production(situation: Situation) -> bool:
    return _was(situation, State.IN_PRODUCTION)


@guard("it was DONE when its correction began")
def was_done(situation: Situation) -> bool:
    return _was(situation, State.DONE)


@guard("not in a package")
def not_packaged(situation: Situation) -> bool:
    return situation.order.head.package is None


@guard("no package has its contact data")
def not_delivered(situation: Situation) -> bool:
    return situation.order.head.package is None


@guard("INDIVIDUAL task")
def individual(situation: Situation) -> bool:
    return situation.task.task_type == "INDIVIDUAL"


# -- personal data -------------------------------------------------------------------------------------------------


@guard("its data is still there")
def not_erased(situation: Situation) -> bool:
    return situation.order.head.erased_at is None


@guard("long enough after delivery that CHSI or the student would have found a mistake")
def proof_over(situation: Situation) -> bool:
    head = situation.order.head
    days = min(PROOF_DAYS, situation.task.retention_days)
    return head.state is not State.IN_PRODUCTION or situation.now >= head.state_at + timedelta(days=days)


@guard("no payment and no refund is open")
def money_at_rest(situation: Situation) -> bool:
    order = situation.order
    watched = any(one.state in UNSETTLED_ATTEMPT or one.due_at is not None for one in order.attempts)
    returning = [order.refund_of(one.attempt_no) for one in order.attempts if one.state not in RETURNED]
    return not watched and all(one is None or one.state in SETTLED_REFUND for one in returning)


# -- deadlines and staff -------------------------------------------------------------------------------------------


@guard("due")
def due(situation: Situation) -> bool:
    due_at = situation.order.head.due_at
    return due_at is not None and situation.now >= due_at


@guard("deadline passed, not yet handled")
def deadline_passed(situation: Situation) -> bool:
    head = situation.order.head
    return head.deadline is not None and situation.now >= head.deadline and not head.undecided


@guard("an OK attempt without a refund")
def refundable(situation: Situation) -> bool:
    paid = situation.order.paid_attempt()
    return paid is not None and situation.order.refund_of(paid.attempt_no) is None


@guard("the accepted policy is REFUND and the order holds an OK attempt without a refund")
def overdue_refund(situation: Situation) -> bool:
    return situation.rules.overdue == "REFUND" and refundable(situation)


@guard("neither refund by policy nor free")
def overdue_keep(situation: Situation) -> bool:
    return not overdue_refund(situation) and not order_free(situation)


BEFORE_APPROVAL = frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED})
WINDOWS: Mapping[str, frozenset[State]] = {
    "NEVER": frozenset(),
    "REVIEW": frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    "APPROVAL": BEFORE_APPROVAL,
}


@guard("not by the student while somebody holds the lease")
def not_looked_at(situation: Situation) -> bool:
    return situation.event.actor.kind != "student" or lease_free(situation)


@guard(
    "by the student: within the refund window she accepted, or stopped, not correcting; "
    "by staff: a reason, four eyes once it was approved"
)
def may_refund(situation: Situation) -> bool:
    event, head = situation.event, situation.order.head
    if event.actor.kind == "student":
        stopped = head.stopped and head.state is State.WITHDRAWN
        return (stopped or head.state in WINDOWS[situation.rules.refund_until]) and not head.correcting
    return reason_given(situation) and ((head.state in BEFORE_APPROVAL and not head.correcting) or four_eyes(situation))


@guard("four eyes")
def four_eyes(situation: Situation) -> bool:
    second = getattr(situation.event, "second", None)
    return bool(second) and second != situation.event.actor.id


@guard("four eyes if paid")
def four_eyes_if_paid(situation: Situation) -> bool:
    return situation.order.head.state not in PAID_STATES or four_eyes(situation)


@guard("a reason")
def reason_given(situation: Situation) -> bool:
    return bool(getattr(situation.event, "reason", ""))
