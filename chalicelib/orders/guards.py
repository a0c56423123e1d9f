"""The questions the table asks.  Each is a small predicate of one scene, with the sentence the docs print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.model import (
    OPEN_ATTEMPT,
    OPEN_REFUND,
    PAID_STATES,
    STUCK_REFUND,
    Attempt,
    AttemptState,
    Order,
    PhotoState,
    Refund,
    State,
)
from chalicelib.tasks.model import Task

PAY_MARGIN = timedelta(seconds=60)  # WeChat Pay clamps time_expire to at least one minute


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What one decision sees.  owns_claim: the enrolment's claim on the task still names this order."""

    order: Order
    event: ev.Event
    task: Task
    owns_claim: bool
    now: datetime

    @property
    def attempt(self) -> Attempt | None:
        return self.order.attempt(getattr(self.event, "attempt_no", 0))

    @property
    def refund(self) -> Refund | None:
        attempt = self.attempt
        return self.order.refund_of(attempt.attempt_no) if attempt else None


Guard = Callable[[Scene], bool]
GUARDS: dict[str, tuple[Guard, str]] = {}


def guard(says: str) -> Callable[[Guard], Guard]:
    """Enters a predicate into GUARDS under its own name."""

    def enter(predicate: Guard) -> Guard:
        GUARDS[predicate.__name__] = (predicate, says)
        return predicate

    return enter


# -- the task and the photo ----------------------------------------------------------------------------------------


@guard("task open")
def task_open(scene: Scene) -> bool:
    return scene.task.is_open(scene.now)


@guard("photo n is the newest that arrived and PASSED under the task's current spec")
def photo_ready(scene: Scene) -> bool:
    event, newest = scene.event, scene.order.newest_photo()
    assert isinstance(event, ev.Submit | ev.Resubmit)
    if newest is None or newest.photo_no != event.photo_no or newest.state is not PhotoState.PASSED:
        return False
    return (newest.spec, newest.spec_rev) == (scene.task.spec, scene.task.spec_rev)


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
    return head.state is State.CORRECTION or head.rejections < scene.task.reject_limit + head.granted


@guard("before the deadline")
def in_time(scene: Scene) -> bool:
    deadline = scene.order.head.deadline
    return deadline is not None and scene.now < deadline


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


# -- attempts ------------------------------------------------------------------------------------------------------


@guard("more than 60 s left to pay")
def time_left(scene: Scene) -> bool:
    expires = scene.order.head.expires_at
    return expires is not None and expires - scene.now > PAY_MARGIN


@guard("no attempt PENDING")
def none_pending(scene: Scene) -> bool:
    return all(attempt.state is not AttemptState.PENDING for attempt in scene.order.attempts)


@guard("no attempt SUSPECT")
def none_suspect(scene: Scene) -> bool:
    return all(attempt.state is not AttemptState.SUSPECT for attempt in scene.order.attempts)


@guard("now ≥ expires_at and every attempt's time_expire")
def pay_time_over(scene: Scene) -> bool:
    expires = scene.order.head.expires_at
    ends = [attempt.time_expire for attempt in scene.order.attempts if attempt.state is AttemptState.PENDING]
    return expires is not None and scene.now >= max([expires, *ends])


@guard("attempt unknown")
def attempt_unknown(scene: Scene) -> bool:
    return scene.attempt is None


@guard("attempt open (PENDING, CLOSED or ABANDONED)")
def attempt_open(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state in OPEN_ATTEMPT


@guard("attempt not open")
def attempt_not_open(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state not in OPEN_ATTEMPT


@guard("attempt PENDING")
def attempt_pending(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state is AttemptState.PENDING


@guard("attempt PENDING or ABANDONED")
def attempt_watched(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state in (AttemptState.PENDING, AttemptState.ABANDONED)


@guard("attempt SUSPECT")
def attempt_suspect(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state is AttemptState.SUSPECT


@guard("attempt OK")
def attempt_ok(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state is AttemptState.OK


@guard("attempt ORPHAN")
def attempt_orphan(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state is AttemptState.ORPHAN


@guard("attempt not OK")
def attempt_not_ok(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state is not AttemptState.OK


@guard("amount, currency, merchant and app id are the attempt's")
def matches(scene: Scene) -> bool:
    fact, attempt = scene.event, scene.attempt
    assert isinstance(fact, ev.Paid)
    if attempt is None:
        return False
    said = (fact.amount, fact.currency, fact.mchid, fact.appid)
    return said == (attempt.amount, attempt.currency, attempt.mchid, attempt.appid)


@guard("amount, currency, merchant or app id differ")
def differs(scene: Scene) -> bool:
    return not matches(scene)


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
    return getattr(event, "photo_no", lease.photo_no) == lease.photo_no


@guard("at least one coded reason")
def reasons_given(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Reject) and bool(scene.event.reasons)


@guard("while correcting")
def correcting(scene: Scene) -> bool:
    return scene.order.head.correcting


@guard("not correcting")
def not_correcting(scene: Scene) -> bool:
    return not scene.order.head.correcting


@guard("not in a package")
def not_packaged(scene: Scene) -> bool:
    return scene.order.head.package is None


@guard("INDIVIDUAL task")
def individual(scene: Scene) -> bool:
    return scene.task.task_type == "INDIVIDUAL"


# -- deadlines and refunds -----------------------------------------------------------------------------------------


@guard("due")
def due(scene: Scene) -> bool:
    due_at = scene.order.head.due_at
    return due_at is not None and scene.now >= due_at


@guard("deadline passed, not yet handled")
def deadline_passed(scene: Scene) -> bool:
    head = scene.order.head
    return head.deadline is not None and scene.now >= head.deadline and not head.undecided


@guard("task's policy is REFUND and the order holds an OK attempt without a refund")
def overdue_refund(scene: Scene) -> bool:
    return scene.task.overdue == "REFUND" and refundable(scene)


@guard("neither refund by policy nor free")
def overdue_keep(scene: Scene) -> bool:
    return not overdue_refund(scene) and not order_free(scene)


@guard("an OK attempt without a refund")
def refundable(scene: Scene) -> bool:
    paid = scene.order.paid_attempt()
    return paid is not None and scene.order.refund_of(paid.attempt_no) is None


WINDOWS: Mapping[str, frozenset[State]] = {
    "NEVER": frozenset(),
    "REVIEW": frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    "APPROVAL": frozenset({State.IN_REVIEW, State.WITHDRAWN, State.REJECTED}),
}


@guard(
    "by the student: within the task's refund window, no lease held; by finance: a reason, four eyes from APPROVED on"
)
def may_refund(scene: Scene) -> bool:
    event, state = scene.event, scene.order.head.state
    assert isinstance(event, ev.AskRefund | ev.Release)
    if event.actor.kind == "student":
        return state in WINDOWS[scene.task.refund_until] and lease_free(scene)
    early = state in (State.IN_REVIEW, State.WITHDRAWN, State.REJECTED)
    return bool(event.reason) and (early or four_eyes(scene))


@guard("four eyes")
def four_eyes(scene: Scene) -> bool:
    second = getattr(scene.event, "second", None)
    return second is not None and second != scene.event.actor.id


@guard("four eyes if paid")
def four_eyes_if_paid(scene: Scene) -> bool:
    return scene.order.head.state not in PAID_STATES or four_eyes(scene)


@guard("a reason")
def reason_given(scene: Scene) -> bool:
    return bool(getattr(scene.event, "reason", ""))


def _this_refund(scene: Scene) -> Refund | None:
    refund, event = scene.refund, scene.event
    return refund if refund and refund.try_no == getattr(event, "try_no", refund.try_no) else None


@guard("refund open")
def refund_open(scene: Scene) -> bool:
    refund = _this_refund(scene)
    return refund is not None and refund.state in OPEN_REFUND


@guard("refund open and the amounts match")
def refund_matches(scene: Scene) -> bool:
    refund, event = _this_refund(scene), scene.event
    assert isinstance(event, ev.RefundFact)
    return refund is not None and refund.state in OPEN_REFUND and refund.amount == event.amount


@guard("refund not open, or another amount")
def refund_over(scene: Scene) -> bool:
    return not refund_matches(scene)


@guard("refund REQUESTED")
def refund_requested(scene: Scene) -> bool:
    refund = _this_refund(scene)
    return refund is not None and refund.state.name == "REQUESTED"


@guard("refund not REQUESTED")
def refund_not_requested(scene: Scene) -> bool:
    return not refund_requested(scene)


@guard("refund not open")
def refund_not_open(scene: Scene) -> bool:
    return not refund_open(scene)


@guard("refund ABNORMAL or CLOSED")
def refund_stuck(scene: Scene) -> bool:
    return scene.refund is not None and scene.refund.state in STUCK_REFUND


@guard("refund CLOSED")
def refund_closed(scene: Scene) -> bool:
    return scene.refund is not None and scene.refund.state.name == "CLOSED"


def _verdict(name: str) -> Guard:
    return lambda scene: isinstance(scene.event, ev.Resolve) and scene.event.verdict == name


GUARDS["verdict_accept"] = (_verdict("accept"), "verdict: accept")
GUARDS["verdict_refund"] = (_verdict("refund"), "verdict: refund")
GUARDS["verdict_dismiss"] = (_verdict("dismiss"), "verdict: dismiss")


@guard("the channel, asked now, holds the money")
def held(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.held


@guard("the channel, asked now, holds nothing")
def not_held(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and not scene.event.held
