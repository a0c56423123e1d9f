"""What a row does to the order besides its state.  Pure: a scene and an order in, an order out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from chalicelib.orders import events as ev
from chalicelib.orders.guards import Scene
from chalicelib.orders.model import (
    Attempt,
    AttemptState,
    Lease,
    Order,
    Posting,
    Refund,
    RefundState,
    Rejection,
)

Effect = Callable[[Scene, Order], Order]
EFFECTS: dict[str, Effect] = {}

FIRST_LOOK = timedelta(seconds=90)  # a notice normally needs seconds; then the polling twin asks
WATCH_AFTER = timedelta(minutes=10)  # an attempt nobody could close is watched this long past its time_expire
REFUND_LOOK = timedelta(minutes=2)
STUCK_LOOK = timedelta(hours=1)


def effect(change: Effect) -> Effect:
    EFFECTS[change.__name__] = change
    return change


def _attempt(scene: Scene, order: Order) -> Attempt:
    attempt = order.attempt(scene.event.attempt_no)  # type: ignore[attr-defined]
    assert attempt is not None
    return attempt


def _set_attempt(scene: Scene, order: Order, state: AttemptState, **more: object) -> Order:
    return order.with_attempt(replace(_attempt(scene, order), state=state, **more))  # type: ignore[arg-type]


def _set_refund(scene: Scene, order: Order, state: RefundState, **more: object) -> Order:
    refund = order.refund_of(_attempt(scene, order).attempt_no)
    assert refund is not None
    return order.with_refund(replace(refund, state=state, **more))  # type: ignore[arg-type]


def _request_refund(scene: Scene, order: Order, attempt: Attempt) -> Order:
    reason = getattr(scene.event, "reason", "") or scene.event.name
    return order.with_refund(
        Refund(
            attempt_no=attempt.attempt_no, try_no=1, state=RefundState.REQUESTED, amount=attempt.amount,
            reason=reason, requested_at=scene.now, due_at=scene.now,
        )
    )  # fmt: skip


# -- the head ------------------------------------------------------------------------------------------------------


@effect
def no_due(_: Scene, order: Order) -> Order:
    return order.but(due_at=None)


@effect
def submitted(scene: Scene, order: Order) -> Order:
    return order.but(photo_no=scene.event.photo_no)  # type: ignore[attr-defined]


@effect
def price(scene: Scene, order: Order) -> Order:
    return order.but(price=scene.task.price)


@effect
def pay_deadline(scene: Scene, order: Order) -> Order:
    expires = scene.task.deadline_to_pay(scene.now)
    return order.but(expires_at=expires, due_at=expires)


@effect
def no_pay_deadline(_: Scene, order: Order) -> Order:
    return order.but(expires_at=None)


@effect
def queue(scene: Scene, order: Order) -> Order:
    return order.but(queued_at=scene.now, priority=False)


@effect
def queue_first(scene: Scene, order: Order) -> Order:
    return order.but(queued_at=scene.now, priority=True)


@effect
def no_queue(_: Scene, order: Order) -> Order:
    return order.but(queued_at=None, priority=False)


@effect
def no_lease(_: Scene, order: Order) -> Order:
    return order.but(lease=None)


@effect
def lease(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Take)
    assert order.head.photo_no is not None
    return order.but(lease=Lease(owner=event.actor.id, until=event.until, photo_no=order.head.photo_no))


@effect
def rejection(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Reject)
    photo = order.photo(event.photo_no)
    known = order.head.rejected_sha256
    return order.but(
        rejection=Rejection(reasons=event.reasons, note=event.note),
        rejected_sha256=(*known, photo.source_sha256) if photo else known,
    )


@effect
def count_rejection(_: Scene, order: Order) -> Order:
    return order.but(rejections=order.head.rejections + 1)


@effect
def resubmit_deadline(scene: Scene, order: Order) -> Order:
    deadline = scene.task.resubmit_deadline(scene.now)
    return order.but(deadline=deadline, due_at=deadline, undecided=False)


@effect
def no_deadline(_: Scene, order: Order) -> Order:
    return order.but(deadline=None, undecided=False)


@effect
def decision_item(_: Scene, order: Order) -> Order:
    return order.but(undecided=True)


@effect
def granted(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Grant)
    deadline = scene.now + timedelta(days=event.days)
    return order.but(deadline=deadline, due_at=deadline, undecided=False, granted=order.head.granted + event.tries)


@effect
def packaged(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Deliver)
    return order.but(package=event.package, correcting=False)


@effect
def posted(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Post)
    return order.but(posting=Posting(courier=event.courier, number=event.number))


@effect
def start_correcting(_: Scene, order: Order) -> Order:
    return order.but(correcting=True, package=None)


@effect
def late(_: Scene, order: Order) -> Order:
    return order.but(late=True)


@effect
def new_owner(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Transfer)
    return order.but(person_id=event.owner)


@effect
def new_info(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.Edit)
    return order.but(student=event.student)


# -- attempts ------------------------------------------------------------------------------------------------------


@effect
def new_attempt(scene: Scene, order: Order) -> Order:
    event, head = scene.event, order.head
    assert isinstance(event, ev.Start)
    assert head.price is not None
    assert head.expires_at is not None
    return order.with_attempt(
        Attempt(
            attempt_no=len(order.attempts) + 1, state=AttemptState.PENDING, channel=event.channel, kind=event.kind,
            amount=head.price, mchid=event.mchid, appid=event.appid, client_key=event.client_key,
            started_at=scene.now, time_expire=head.expires_at, due_at=scene.now + FIRST_LOOK,
        )
    )  # fmt: skip


@effect
def attempt_closed(scene: Scene, order: Order) -> Order:
    return _set_attempt(scene, order, AttemptState.CLOSED, due_at=None)


@effect
def attempt_abandoned(scene: Scene, order: Order) -> Order:
    attempt = _attempt(scene, order)
    return _set_attempt(scene, order, AttemptState.ABANDONED, due_at=attempt.time_expire + WATCH_AFTER)


@effect
def look_again(scene: Scene, order: Order) -> Order:
    """The older the attempt, the rarer the question: half its age on, at least FIRST_LOOK, never past its end."""
    attempt = _attempt(scene, order)
    wait = max(FIRST_LOOK, (scene.now - attempt.started_at) / 2)
    end = attempt.time_expire + (WATCH_AFTER if attempt.state is AttemptState.ABANDONED else timedelta())
    at = scene.now + wait
    return order.with_attempt(replace(attempt, due_at=min(at, end) if scene.now < end else at))


@effect
def money(scene: Scene, order: Order) -> Order:
    """The attempt pays for the order."""
    fact = scene.event
    more: dict[str, object] = {"due_at": None}
    if isinstance(fact, ev.Paid):
        more |= {"transaction_id": fact.transaction_id, "paid_at": fact.paid_at}
    return _set_attempt(scene, order, AttemptState.OK, **more).but(price=_attempt(scene, order).amount)


@effect
def orphan(scene: Scene, order: Order) -> Order:
    """The money has no order to pay for: it goes back."""
    fact = scene.event
    more: dict[str, object] = {"due_at": None}
    if isinstance(fact, ev.Paid):
        more |= {"transaction_id": fact.transaction_id, "paid_at": fact.paid_at}
    return _request_refund(scene, _set_attempt(scene, order, AttemptState.ORPHAN, **more), _attempt(scene, order))


@effect
def suspect(scene: Scene, order: Order) -> Order:
    return _set_attempt(scene, order, AttemptState.SUSPECT, due_at=None)


# -- refunds -------------------------------------------------------------------------------------------------------


@effect
def refund(scene: Scene, order: Order) -> Order:
    paid = order.paid_attempt()
    assert paid is not None
    return _request_refund(scene, order, paid)


@effect
def orphan_paid(scene: Scene, order: Order) -> Order:
    """A CLOSED order gives its money back and stays CLOSED."""
    paid = order.paid_attempt()
    assert paid is not None
    return _request_refund(scene, order.with_attempt(replace(paid, state=AttemptState.ORPHAN)), paid)


@effect
def refund_processing(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, ev.RefundFact)
    return _set_refund(scene, order, RefundState.PROCESSING, due_at=scene.now + REFUND_LOOK, refund_id=event.refund_id)


@effect
def refund_look_again(scene: Scene, order: Order) -> Order:
    refund_ = order.refund_of(_attempt(scene, order).attempt_no)
    assert refund_ is not None
    wait = max(REFUND_LOOK, min((scene.now - refund_.requested_at) / 2, STUCK_LOOK))
    return order.with_refund(replace(refund_, due_at=scene.now + wait))


@effect
def refund_done(scene: Scene, order: Order) -> Order:
    return _set_refund(scene, _set_attempt(scene, order, AttemptState.RETURNED), RefundState.DONE, due_at=None)


@effect
def refund_settled(scene: Scene, order: Order) -> Order:
    """Our refund went through although the attempt was no longer ours to refund."""
    return _set_refund(scene, order, RefundState.DONE, due_at=None)


@effect
def refund_stuck(scene: Scene, order: Order) -> Order:
    return _set_refund(scene, order, RefundState.ABNORMAL, due_at=scene.now + STUCK_LOOK)


@effect
def refund_refused(scene: Scene, order: Order) -> Order:
    return _set_refund(scene, order, RefundState.CLOSED, due_at=None)


@effect
def refund_again(scene: Scene, order: Order) -> Order:
    """ABNORMAL keeps its number; CLOSED needs a new one."""
    old = order.refund_of(_attempt(scene, order).attempt_no)
    assert old is not None
    try_no = old.try_no + (old.state is RefundState.CLOSED)
    return order.with_refund(replace(old, try_no=try_no, state=RefundState.REQUESTED, due_at=scene.now))


@effect
def by_hand(scene: Scene, order: Order) -> Order:
    return _set_refund(scene, _set_attempt(scene, order, AttemptState.RETURNED), RefundState.BY_HAND, due_at=None)


@effect
def returned_outside(scene: Scene, order: Order) -> Order:
    return _set_attempt(scene, order, AttemptState.RETURNED_OUTSIDE, due_at=None)
