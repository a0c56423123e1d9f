"""What a row does to payment attempts and refunds, and when each is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.deadlines import until
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import AMOUNT, NOT_ENOUGH, UNSENT_REFUND, Attempt, AttemptState, Refund, RefundState
from chalicelib.orders.scene import Scene, effect

FIRST_LOOK = timedelta(seconds=90)  # a notice normally needs seconds; then the polling twin asks
WATCH_AFTER = timedelta(minutes=10)  # an attempt nobody could close is watched this long past its time_expire
REFUND_LOOK = timedelta(minutes=2)
STUCK_LOOK = timedelta(hours=1)


def _attempt(scene: Scene, order: Order) -> Attempt:
    attempt = order.attempt(scene.attempt.attempt_no) if scene.attempt else None
    assert attempt is not None
    return attempt


def _refund(scene: Scene, order: Order) -> Refund:
    refund = order.refund_of(_attempt(scene, order).attempt_no)
    assert refund is not None
    return refund


def _set_attempt(scene: Scene, order: Order, **changes: Any) -> Order:
    return order.with_attempt(replace(_attempt(scene, order), **changes))


def _set_refund(scene: Scene, order: Order, **changes: Any) -> Order:
    """What it waited for is over, unless the changes say otherwise."""
    return order.with_refund(replace(_refund(scene, order), **{"waits": "", "refused_since": None, **changes}))


def _request_refund(scene: Scene, order: Order, attempt: Attempt) -> Order:
    by_herself = scene.event.actor.kind == "student"
    return order.with_refund(
        Refund(
            attempt_no=attempt.attempt_no, try_no=1, state=RefundState.REQUESTED, amount=attempt.taken,
            reason="student" if by_herself else scene.event.name, requested_at=scene.now, due_at=scene.now,
            by=scene.event.actor.kind, branch=scene.task.branch,
        )
    )  # fmt: skip


# -- attempts ------------------------------------------------------------------------------------------------------


@effect
def new_attempt(scene: Scene, order: Order) -> Order:
    event, head = scene.event, order.head
    assert isinstance(event, ev.Start)
    assert head.price is not None
    ends = until(order, scene.task)
    assert ends is not None
    return order.with_attempt(
        Attempt(
            attempt_no=len(order.attempts) + 1, state=AttemptState.PENDING, channel=event.channel, kind=event.kind,
            amount=head.price, mchid=event.mchid, appid=event.appid, client_key=event.client_key,
            started_at=scene.now, time_expire=ends, due_at=scene.now + FIRST_LOOK,
        )
    )  # fmt: skip


@effect
def attempt_closed(scene: Scene, order: Order) -> Order:
    return _set_attempt(scene, order, state=AttemptState.CLOSED, due_at=None)


@effect
def attempt_abandoned(scene: Scene, order: Order) -> Order:
    """Money may still arrive: it stays watched until WATCH_AFTER its end."""
    return look_again(scene, _set_attempt(scene, order, state=AttemptState.ABANDONED, paid_amount=None))


@effect
def look_again(scene: Scene, order: Order) -> Order:
    """The older the attempt, the rarer the question: half its age on, at least FIRST_LOOK, never past its end.  Behind
    it, where only a channel that is away brings one, never later than STUCK_LOOK."""
    attempt = _attempt(scene, order)
    end = attempt.time_expire + (WATCH_AFTER if attempt.state is AttemptState.ABANDONED else timedelta())
    at = scene.now + max(FIRST_LOOK, (scene.now - attempt.started_at) / 2)
    latest = end if scene.now < end else scene.now + STUCK_LOOK
    return _set_attempt(scene, order, due_at=min(at, latest))


def _took(event: ev.Event) -> dict[str, Any]:
    """What the channel took, as the fact says it, or as it said when finance asked."""
    if isinstance(event, facts.Paid | facts.ReturnedOutside | ev.ReturnedOnPage):
        return {"transaction_id": event.transaction_id, "paid_at": event.paid_at, "paid_amount": event.amount}
    assert isinstance(event, ev.Resolve)
    return {"paid_amount": event.held}


@effect
def money(scene: Scene, order: Order) -> Order:
    """The attempt pays for the order."""
    paid = _set_attempt(scene, order, state=AttemptState.OK, due_at=None, **_took(scene.event))
    return paid.but(price=_attempt(scene, order).amount)


@effect
def orphan(scene: Scene, order: Order) -> Order:
    """The money has no order to pay for: it goes back."""
    taken = _set_attempt(scene, order, state=AttemptState.ORPHAN, due_at=None, **_took(scene.event))
    return _request_refund(scene, taken, _attempt(scene, taken))


@effect
def suspect(scene: Scene, order: Order) -> Order:
    return _set_attempt(scene, order, state=AttemptState.SUSPECT, due_at=None, **_took(scene.event))


# -- refunds -------------------------------------------------------------------------------------------------------


def _paid(order: Order) -> Attempt:
    paid = order.paid_attempt()
    assert paid is not None
    return paid


@effect
def refund(scene: Scene, order: Order) -> Order:
    return _request_refund(scene, order, _paid(order))


@effect
def orphan_paid(scene: Scene, order: Order) -> Order:
    """A CLOSED order gives its money back and stays CLOSED."""
    paid = _paid(order)
    return _request_refund(scene, order.with_attempt(replace(paid, state=AttemptState.ORPHAN)), paid)


@effect
def refund_processing(scene: Scene, order: Order) -> Order:
    event = scene.event
    assert isinstance(event, facts.RefundFact)
    due_at = scene.now + REFUND_LOOK
    return _set_refund(scene, order, state=RefundState.PROCESSING, due_at=due_at, refund_id=event.refund_id)


def _until_next(scene: Scene, refund: Refund) -> timedelta:
    """The older the refund, the rarer the question."""
    return max(REFUND_LOOK, min((scene.now - refund.requested_at) / 2, STUCK_LOOK))


@effect
def refund_goes_on(scene: Scene, order: Order) -> Order:
    """Still under way there: it waits for nothing any more."""
    return _set_refund(scene, order, due_at=scene.now + _until_next(scene, _refund(scene, order)))


@effect
def refund_unheard(scene: Scene, order: Order) -> Order:
    """It stays as it is, and what it waits for too; while the channel is away it refuses nothing."""
    refund = _refund(scene, order)
    pause = _until_next(scene, refund)
    since = refund.refused_since and refund.refused_since + pause
    return order.with_refund(replace(refund, due_at=scene.now + pause, refused_since=since))


@effect
def refund_other_amount(scene: Scene, order: Order) -> Order:
    """Not what was asked for: a person must look; it is asked about again, for the channel may have been mistaken."""
    later = scene.now + _until_next(scene, _refund(scene, order))
    return _set_refund(scene, order, waits=AMOUNT, due_at=later)


@effect
def refund_waits(scene: Scene, order: Order) -> Order:
    event, refund = scene.event, _refund(scene, order)
    assert isinstance(event, facts.RefundWaits)
    since = None if event.why == NOT_ENOUGH else (refund.refused_since or scene.now)
    later = scene.now + _until_next(scene, refund)
    return order.with_refund(replace(refund, waits=event.why, due_at=later, refused_since=since))


@effect
def refund_done(scene: Scene, order: Order) -> Order:
    return refund_settled(scene, _set_attempt(scene, order, state=AttemptState.RETURNED))


@effect
def refund_settled(scene: Scene, order: Order) -> Order:
    """Our refund went through although the attempt was no longer ours to refund."""
    return _set_refund(scene, order, state=RefundState.DONE, due_at=None)


@effect
def refund_stuck(scene: Scene, order: Order) -> Order:
    return _set_refund(scene, order, state=RefundState.ABNORMAL, due_at=scene.now + STUCK_LOOK)


@effect
def refund_refused(scene: Scene, order: Order) -> Order:
    """Final at the channel: there is nothing to ask any more, a person must act."""
    return _set_refund(scene, order, state=RefundState.CLOSED, due_at=None)


@effect
def refund_again(scene: Scene, order: Order) -> Order:
    """ABNORMAL keeps its number; CLOSED needs a new one."""
    try_no = _refund(scene, order).try_no + (_refund(scene, order).state is RefundState.CLOSED)
    return _set_refund(
        scene, order, try_no=try_no, state=RefundState.REQUESTED, requested_at=scene.now, due_at=scene.now, refund_id=""
    )


@effect
def by_hand(scene: Scene, order: Order) -> Order:
    returned = _set_attempt(scene, order, state=AttemptState.RETURNED)
    return _set_refund(scene, returned, state=RefundState.BY_HAND, due_at=None)


@effect
def returned_outside(scene: Scene, order: Order) -> Order:
    """A refund of ours that the channel never took on would be asked for in vain for ever, and one of another amount
    is as good as none: it ends too."""
    event, known = scene.event, _attempt(scene, order).paid_amount is not None
    assert isinstance(event, facts.ReturnedOutside | ev.ReturnedOnPage)
    back_at = event.back_at if isinstance(event, facts.ReturnedOutside) else None
    gone: dict[str, Any] = {"state": AttemptState.RETURNED_OUTSIDE, "due_at": None, "back_at": back_at}
    returned = _set_attempt(scene, order, **gone, **({} if known else _took(event)))
    ours = order.refund_of(_attempt(scene, order).attempt_no)
    if ours is None or (ours.state not in UNSENT_REFUND and ours.waits != AMOUNT):
        return returned
    return _set_refund(scene, returned, state=RefundState.CLOSED, due_at=None)
