"""The questions the table asks about task, photo, claim, review and deadlines.  Small predicates of one scene."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.model import PAID_STATES, PhotoState, State
from chalicelib.orders.money_model import RETURNED, AttemptState, RefundState
from chalicelib.orders.scene import Scene, guard
from chalicelib.shared.clock import add_days

PROOF_DAYS = 30  # schools tell students to look at CHSI 10 working days to 30 days after delivery
UNSETTLED_ATTEMPT = frozenset({AttemptState.PENDING, AttemptState.ABANDONED, AttemptState.SUSPECT})
SETTLED_REFUND = frozenset({RefundState.DONE, RefundState.BY_HAND})

# -- the task and the photo ----------------------------------------------------------------------------------------


@guard("task open")
def task_open(scene: Scene) -> bool:
    return scene.task.is_open(scene.now)


@guard("its student was not photographed on site")
def not_on_site(scene: Scene) -> bool:
    return not scene.on_site


@guard("photo n is the newest that arrived and PASSED under the task's current spec")
def photo_ready(scene: Scene) -> bool:
    event, newest = scene.event, scene.order.newest_photo()
    assert isinstance(event, ev.Submit | ev.Resubmit)
    if newest is None or newest.photo_no != event.photo_no or newest.state is not PhotoState.PASSED:
        return False
    return (newest.spec, newest.spec_rev) == (scene.task.spec, scene.task.spec_rev)


@guard("she took back her consent to the handling of her face")
def stopped(scene: Scene) -> bool:
    return scene.order.head.stopped


@guard("price > 0")
def priced(scene: Scene) -> bool:
    return scene.task.price > 0


@guard("price = 0")
def free(scene: Scene) -> bool:
    return scene.task.price == 0


@guard("the order's own price is 0")
def order_free(scene: Scene) -> bool:
    return scene.order.head.price == 0


@guard("its content was not rejected before")
def new_content(scene: Scene) -> bool:
    newest = scene.order.newest_photo()
    return newest is not None and newest.source_sha256 not in scene.order.head.rejected_sha256


@guard("rejections below the limit (none counted while correcting)")
def tries_left(scene: Scene) -> bool:
    head = scene.order.head
    return head.state is State.CORRECTION or head.rejections < scene.rules.reject_limit + head.granted


@guard("before the deadline")
def in_time(scene: Scene) -> bool:
    deadline = scene.order.head.deadline
    return deadline is not None and scene.now < deadline


def granted_until(scene: Scene) -> datetime | None:
    """Until when a grant leaves time: the end of the day so many days on, and never earlier than before."""
    event, deadline = scene.event, scene.order.head.deadline
    assert isinstance(event, ev.Grant)
    later = add_days(scene.now, event.days) if event.days else deadline
    return max(later, deadline) if later and deadline else later


@guard("it gives days or tries, and leaves time")
def grants(scene: Scene) -> bool:
    event, until = scene.event, granted_until(scene)
    assert isinstance(event, ev.Grant)
    return bool(event.days or event.tries) and until is not None and scene.now < until


# -- the claim -----------------------------------------------------------------------------------------------------


@guard("the claim is still this order's")
def owns_claim(scene: Scene) -> bool:
    return scene.owns_claim


@guard("the claim is still this order's and the task's grace is not over")
def revivable(scene: Scene) -> bool:
    return scene.owns_claim and not scene.task.grace_over(scene.now)


@guard("the claim is gone or the task's grace is over")
def not_revivable(scene: Scene) -> bool:
    return not revivable(scene)


# -- review --------------------------------------------------------------------------------------------------------


def lease_holder(scene: Scene) -> str | None:
    """Who holds a lease that is not over."""
    lease = scene.order.head.lease
    return lease.owner if lease and lease.until > scene.now else None


@guard("nobody else holds the lease")
def lease_free_or_own(scene: Scene) -> bool:
    return lease_holder(scene) in (None, scene.event.actor.id)


@guard("nobody holds the lease")
def lease_free(scene: Scene) -> bool:
    return lease_holder(scene) is None


@guard("own lease, and the photo number as taken")
def lease_own(scene: Scene) -> bool:
    event, lease = scene.event, scene.order.head.lease
    if lease is None or lease_holder(scene) != event.actor.id:
        return False
    return bool(getattr(event, "photo_no", lease.photo_no) == lease.photo_no)


@guard("at least one coded reason")
def reasons_given(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Reject) and bool(scene.event.reasons)


@guard("what is to be corrected: a coded reason or words")
def to_correct(scene: Scene) -> bool:
    event = scene.event
    return isinstance(event, ev.Correct) and bool(event.reasons or event.note)


@guard("while correcting")
def correcting(scene: Scene) -> bool:
    return scene.order.head.correcting


@guard("not correcting")
def not_correcting(scene: Scene) -> bool:
    return not scene.order.head.correcting


def _was(scene: Scene, state: State) -> bool:
    correction = scene.order.head.correction
    return correction is not None and correction.state is state


@guard("it was IN_PRODUCTION when its correction began")
def was_in_production(scene: Scene) -> bool:
    return _was(scene, State.IN_PRODUCTION)


@guard("it was DONE when its correction began")
def was_done(scene: Scene) -> bool:
    return _was(scene, State.DONE)


@guard("not in a package")
def not_packaged(scene: Scene) -> bool:
    return scene.order.head.package is None


@guard("no package has its contact data")
def not_delivered(scene: Scene) -> bool:
    return scene.order.head.package is None


@guard("INDIVIDUAL task")
def individual(scene: Scene) -> bool:
    return scene.task.task_type == "INDIVIDUAL"


# -- personal data -------------------------------------------------------------------------------------------------


@guard("its data is still there")
def not_erased(scene: Scene) -> bool:
    return scene.order.head.erased_at is None


@guard("long enough after delivery that CHSI or the student would have found a mistake")
def proof_over(scene: Scene) -> bool:
    head = scene.order.head
    days = min(PROOF_DAYS, scene.task.retention_days)
    return head.state is not State.IN_PRODUCTION or scene.now >= head.state_at + timedelta(days=days)


@guard("no payment and no refund is open")
def money_at_rest(scene: Scene) -> bool:
    order = scene.order
    watched = any(one.state in UNSETTLED_ATTEMPT or one.due_at is not None for one in order.attempts)
    returning = [order.refund_of(one.attempt_no) for one in order.attempts if one.state not in RETURNED]
    return not watched and all(one is None or one.state in SETTLED_REFUND for one in returning)


# -- deadlines and staff -------------------------------------------------------------------------------------------


@guard("due")
def due(scene: Scene) -> bool:
    due_at = scene.order.head.due_at
    return due_at is not None and scene.now >= due_at


@guard("deadline passed, not yet handled")
def deadline_passed(scene: Scene) -> bool:
    head = scene.order.head
    return head.deadline is not None and scene.now >= head.deadline and not head.undecided


@guard("an OK attempt without a refund")
def refundable(scene: Scene) -> bool:
    paid = scene.order.paid_attempt()
    return paid is not None and scene.order.refund_of(paid.attempt_no) is None


@guard("the accepted policy is REFUND and the order holds an OK attempt without a refund")
def overdue_refund(scene: Scene) -> bool:
    return scene.rules.overdue == "REFUND" and refundable(scene)


@guard("neither refund by policy nor free")
def overdue_keep(scene: Scene) -> bool:
    return not overdue_refund(scene) and not order_free(scene)


BEFORE_APPROVAL = frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED})
WINDOWS: Mapping[str, frozenset[State]] = {
    "NEVER": frozenset(),
    "REVIEW": frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    "APPROVAL": BEFORE_APPROVAL,
}


@guard("not by the student while somebody holds the lease")
def not_looked_at(scene: Scene) -> bool:
    return scene.event.actor.kind != "student" or lease_free(scene)


@guard(
    "by the student: within the refund window she accepted, or stopped, not correcting; "
    "by staff: a reason, four eyes once it was approved"
)
def may_refund(scene: Scene) -> bool:
    event, head = scene.event, scene.order.head
    if event.actor.kind == "student":
        stopped = head.stopped and head.state is State.WITHDRAWN
        return (stopped or head.state in WINDOWS[scene.rules.refund_until]) and not head.correcting
    return reason_given(scene) and ((head.state in BEFORE_APPROVAL and not head.correcting) or four_eyes(scene))


@guard("four eyes")
def four_eyes(scene: Scene) -> bool:
    second = getattr(scene.event, "second", None)
    return bool(second) and second != scene.event.actor.id


@guard("four eyes if paid")
def four_eyes_if_paid(scene: Scene) -> bool:
    return scene.order.head.state not in PAID_STATES or four_eyes(scene)


@guard("a reason")
def reason_given(scene: Scene) -> bool:
    return bool(getattr(scene.event, "reason", ""))
