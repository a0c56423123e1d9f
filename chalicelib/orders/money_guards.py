"""The questions the table asks about payment attempts and refunds."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.deadlines import until
from chalicelib.orders.money_model import (
    AMOUNT,
    OPEN_ATTEMPT,
    OPEN_REFUND,
    RETURNED,
    STUCK_REFUND,
    UNSENT_REFUND,
    AttemptState,
    Refund,
    RefundState,
)
from chalicelib.orders.scene import Scene, guard

PAY_MARGIN = timedelta(seconds=60)  # WeChat Pay clamps time_expire to at least one minute
MOST_ATTEMPTS = 99  # two digits of out_trade_no
MOST_REFUND_TRIES = 9  # one digit of out_refund_no

# -- all attempts of the order -------------------------------------------------------------------------------------


@guard("more than 60 s left to pay")
def time_left(scene: Scene) -> bool:
    ends = until(scene.order, scene.task)
    return ends is not None and ends - scene.now > PAY_MARGIN


@guard("no attempt PENDING")
def none_pending(scene: Scene) -> bool:
    return all(attempt.state is not AttemptState.PENDING for attempt in scene.order.attempts)


@guard("no attempt SUSPECT")
def none_suspect(scene: Scene) -> bool:
    return all(attempt.state is not AttemptState.SUSPECT for attempt in scene.order.attempts)


@guard("fewer than 99 attempts")
def attempts_left(scene: Scene) -> bool:
    return len(scene.order.attempts) < MOST_ATTEMPTS


@guard("now ≥ expires_at and every attempt's time_expire")
def pay_time_over(scene: Scene) -> bool:
    expires = scene.order.head.expires_at
    ends = [attempt.time_expire for attempt in scene.order.attempts]
    return expires is not None and scene.now >= max([expires, *ends])


# -- the attempt the event is about --------------------------------------------------------------------------------


def _is(scene: Scene, *states: AttemptState) -> bool:
    return scene.attempt is not None and scene.attempt.state in states


@guard("attempt unknown")
def attempt_unknown(scene: Scene) -> bool:
    return scene.attempt is None


@guard("attempt open (PENDING, CLOSED or ABANDONED)")
def attempt_open(scene: Scene) -> bool:
    return _is(scene, *OPEN_ATTEMPT)


@guard("attempt known and not open")
def attempt_not_open(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state not in OPEN_ATTEMPT


@guard("attempt PENDING")
def attempt_pending(scene: Scene) -> bool:
    return _is(scene, AttemptState.PENDING)


@guard("attempt PENDING or ABANDONED")
def attempt_watched(scene: Scene) -> bool:
    return _is(scene, AttemptState.PENDING, AttemptState.ABANDONED)


@guard("attempt SUSPECT")
def attempt_suspect(scene: Scene) -> bool:
    return _is(scene, AttemptState.SUSPECT)


@guard("attempt OK")
def attempt_ok(scene: Scene) -> bool:
    return _is(scene, AttemptState.OK)


@guard("attempt ORPHAN")
def attempt_orphan(scene: Scene) -> bool:
    return _is(scene, AttemptState.ORPHAN)


@guard("attempt OK or ORPHAN")
def attempt_settled(scene: Scene) -> bool:
    return _is(scene, AttemptState.OK, AttemptState.ORPHAN)


@guard("attempt RETURNED or RETURNED_OUTSIDE")
def attempt_returned(scene: Scene) -> bool:
    return _is(scene, *RETURNED)


@guard("attempt known, neither OK nor returned")
def attempt_not_ok(scene: Scene) -> bool:
    return scene.attempt is not None and scene.attempt.state not in {AttemptState.OK, *RETURNED}


def _same(scene: Scene) -> bool:
    """Money that is settled keeps its transaction: under another one it would have been paid twice.  Money of which
    some is gone is not the attempt's."""
    fact, attempt = scene.event, scene.attempt
    assert isinstance(fact, facts.Paid)
    assert attempt is not None
    if fact.partly_back:
        return False
    if attempt.state not in OPEN_ATTEMPT and attempt.transaction_id not in ("", fact.transaction_id):
        return False
    said = (fact.amount, fact.currency, fact.mchid, fact.appid)
    return said == (attempt.amount, attempt.currency, attempt.mchid, attempt.appid)


@guard("amount, currency, merchant and app id (once settled, the transaction too) are the attempt's, nothing went back")
def matches(scene: Scene) -> bool:
    return _same(scene)


@guard("amount, currency, merchant or app id (once settled, the transaction) differ, or some went back")
def differs(scene: Scene) -> bool:
    return not _same(scene)


# -- finance resolves a suspect attempt ----------------------------------------------------------------------------


@guard("the channel, asked now, holds the money")
def held(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.held is not None


@guard("the channel, asked now, holds nothing")
def not_held(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.held is None


@guard("verdict: accept")
def verdict_accept(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.verdict == "accept"


@guard("verdict: refund")
def verdict_refund(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.verdict == "refund"


@guard("verdict: dismiss")
def verdict_dismiss(scene: Scene) -> bool:
    return isinstance(scene.event, ev.Resolve) and scene.event.verdict == "dismiss"


# -- the refund the event is about ---------------------------------------------------------------------------------


def _this_refund(scene: Scene) -> Refund | None:
    """The newest refund; None when the fact is about an earlier try."""
    refund = scene.refund
    return refund if refund and refund.try_no == getattr(scene.event, "try_no", refund.try_no) else None


@guard("refund open")
def refund_open(scene: Scene) -> bool:
    refund = _this_refund(scene)
    return refund is not None and refund.state in OPEN_REFUND


@guard("refund not open")
def refund_not_open(scene: Scene) -> bool:
    return not refund_open(scene)


@guard("refund open or CLOSED, and the amounts match")
def refund_matches(scene: Scene) -> bool:
    """CLOSED may be our own word, after days of refusals: money that went out all the same went out."""
    refund, event = _this_refund(scene), scene.event
    assert isinstance(event, facts.RefundFact)
    return refund is not None and refund.state in (*OPEN_REFUND, RefundState.CLOSED) and refund.amount == event.amount


@guard("refund open and the amounts differ")
def refund_differs(scene: Scene) -> bool:
    return refund_open(scene) and not refund_matches(scene)


@guard("refund DONE")
def refund_is_done(scene: Scene) -> bool:
    refund = _this_refund(scene)
    return refund is not None and refund.state is RefundState.DONE


@guard("refund BY_HAND, CLOSED with another amount, another number's, or none")
def refund_not_awaited(scene: Scene) -> bool:
    return not (refund_open(scene) or refund_matches(scene) or refund_is_done(scene))


@guard("refund REQUESTED")
def refund_requested(scene: Scene) -> bool:
    refund = _this_refund(scene)
    return refund is not None and refund.state is RefundState.REQUESTED


@guard("refund open and no longer REQUESTED")
def refund_under_way(scene: Scene) -> bool:
    return refund_open(scene) and not refund_requested(scene)


@guard("refund ABNORMAL, or CLOSED with fewer than 9 numbers used")
def refund_stuck(scene: Scene) -> bool:
    refund = scene.refund
    if refund is None or refund.state not in STUCK_REFUND:
        return False
    return refund.state is RefundState.ABNORMAL or refund.try_no < MOST_REFUND_TRIES


@guard("refund REQUESTED, ABNORMAL or CLOSED, or of another amount")
def refund_unsent(scene: Scene) -> bool:
    """It may never have got there, or not as it was asked for."""
    refund = scene.refund
    return refund is not None and (refund.state in UNSENT_REFUND | STUCK_REFUND or refund.waits == AMOUNT)


@guard("refund CLOSED, or its channel not set up any more and it REQUESTED or ABNORMAL")
def refund_given_up(scene: Scene) -> bool:
    """What a channel took on arrives by itself, though its settings are gone."""
    event, refund = scene.event, scene.refund
    assert isinstance(event, ev.ReturnedByHand)
    if refund is None:
        return False
    return refund.state is RefundState.CLOSED or (event.channel_gone and refund.state in UNSENT_REFUND)
