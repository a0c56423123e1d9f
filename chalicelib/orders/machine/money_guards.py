"""The questions the table asks about payment attempts and refunds."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.deadlines import until
from chalicelib.orders.machine.situation import Situation, guard
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

PAY_MARGIN = timedelta(seconds=60)  # WeChat Pay clamps time_expire to at least one minute
MOST_ATTEMPTS = 99  # two digits of out_trade_no
MOST_REFUND_TRIES = 9  # one digit of out_refund_no

# -- all attempts of the order -------------------------------------------------------------------------------------


@guard("more than 60 s left to pay")
def time_left(situation: Situation) -> bool:
    ends = until(situation.order, situation.task)
    return ends is not None and ends - situation.now > PAY_MARGIN


@guard("no attempt PENDING")
def none_pending(situation: Situation) -> bool:
    return all(attempt.state is not AttemptState.PENDING for attempt in situation.order.attempts)


@guard("no attempt SUSPECT")
def none_suspect(situation: Situation) -> bool:
    return all(attempt.state is not AttemptState.SUSPECT for attempt in situation.order.attempts)


@guard("fewer than 99 attempts")
def attempts_left(situation: Situation) -> bool:
    return len(situation.order.attempts) < MOST_ATTEMPTS


@guard("now ≥ expires_at and every attempt's time_expire")
def pay_time_over(situation: Situation) -> bool:
    expires = situation.order.head.expires_at
    ends = [attempt.time_expire for attempt in situation.order.attempts]
    return expires is not None and situation.now >= max([expires, *ends])


# -- the attempt the event is about --------------------------------------------------------------------------------


def _is(situation: Situation, *states: AttemptState) -> bool:
    return situation.attempt is not None and situation.attempt.state in states


@guard("attempt unknown")
def attempt_unknown(situation: Situation) -> bool:
    return situation.attempt is None


@guard("attempt open (PENDING, CLOSED or ABANDONED)")
def attempt_open(situation: Situation) -> bool:
    return _is(situation, *OPEN_ATTEMPT)


@guard("attempt known and not open")
def attempt_not_open(situation: Situation) -> bool:
    return situation.attempt is not None and situation.attempt.state not in OPEN_ATTEMPT


@guard("attempt PENDING")
def attempt_pending(situation: Situation) -> bool:
    return _is(situation, AttemptState.PENDING)


@guard("attempt PENDING or ABANDONED")
def attempt_watched(situation: Situation) -> bool:
    return _is(situation, AttemptState.PENDING, AttemptState.ABANDONED)


@guard("attempt SUSPECT")
def attempt_suspect(situation: Situation) -> bool:
    return _is(situation, AttemptState.SUSPECT)


@guard("attempt OK")
def attempt_ok(situation: Situation) -> bool:
    return _is(situation, AttemptState.OK)


@guard("attempt ORPHAN")
def attempt_orphan(situation: Situation) -> bool:
    return _is(situation, AttemptState.ORPHAN)


@guard("attempt OK or ORPHAN")
def attempt_settled(situation: Situation) -> bool:
    return _is(situation, AttemptState.OK, AttemptState.ORPHAN)


@guard("attempt RETURNED or RETURNED_OUTSIDE")
def attempt_returned(situation: Situation) -> bool:
    return _is(situation, *RETURNED)


@guard("attempt known, neither OK nor returned")
def attempt_not_ok(situation: Situation) -> bool:
    return situation.attempt is not None and situation.attempt.state not in {AttemptState.OK, *RETURNED}


def _same(situation: Situation) -> bool:
    """Money that is settled keeps its transaction: under another one it would have been paid twice.  Money of which
    some is gone is not the attempt's."""
    fact, attempt = situation.event, situation.attempt
    assert isinstance(fact, facts.Paid)
    assert attempt is not None
    if fact.partly_back:
        return False
    if attempt.state not in OPEN_ATTEMPT and attempt.transaction_id not in ("", fact.transaction_id):
        return False
    said = (fact.amount, fact.currency, fact.mchid, fact.appid)
    return said == (attempt.amount, attempt.currency, attempt.mchid, attempt.appid)


@guard("amount, currency, merchant and app id (once settled, the transaction too) are the attempt's, nothing went back")
def matches(situation: Situation) -> bool:
    return _same(situation)


@guard("amount, currency, merchant or app id (once settled, the transaction) differ, or some went back")
def differs(situation: Situation) -> bool:
    return not _same(situation)


# -- finance resolves a suspect attempt ----------------------------------------------------------------------------


@guard("the channel, asked now, holds the money")
def held(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Resolve) and situation.event.held is not None


@guard("the channel, asked now, holds nothing")
def not_held(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Resolve) and situation.event.held is None


@guard("verdict: accept")
def verdict_accept(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Resolve) and situation.event.verdict == "accept"


@guard("verdict: refund")
def verdict_refund(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Resolve) and situation.event.verdict == "refund"


@guard("verdict: dismiss")
def verdict_dismiss(situation: Situation) -> bool:
    return isinstance(situation.event, ev.Resolve) and situation.event.verdict == "dismiss"


# -- the refund the event is about ---------------------------------------------------------------------------------


def _this_refund(situation: Situation) -> Refund | None:
    """The newest refund; None when the fact is about an earlier try."""
    refund = situation.refund
    return refund if refund and refund.try_no == getattr(situation.event, "try_no", refund.try_no) else None


@guard("refund open")
def refund_open(situation: Situation) -> bool:
    refund = _this_refund(situation)
    return refund is not None and refund.state in OPEN_REFUND


@guard("refund not open")
def refund_not_open(situation: Situation) -> bool:
    return not refund_open(situation)


@guard("refund open or CLOSED, and the amounts match")
def refund_matches(situation: Situation) -> bool:
    """CLOSED may be our own word, after days of refusals: money that went out all the same went out."""
    refund, event = _this_refund(situation), situation.event
    assert isinstance(event, facts.RefundFact)
    return refund is not None and refund.state in (*OPEN_REFUND, RefundState.CLOSED) and refund.amount == event.amount


@guard("refund open and the amounts differ")
def refund_differs(situation: Situation) -> bool:
    return refund_open(situation) and not refund_matches(situation)


@guard("refund DONE")
def refund_is_done(situation: Situation) -> bool:
    refund = _this_refund(situation)
    return refund is not None and refund.state is RefundState.DONE


@guard("refund BY_HAND, CLOSED with another amount, another number's, or none")
def refund_not_awaited(situation: Situation) -> bool:
    return not (refund_open(situation) or refund_matches(situation) or refund_is_done(situation))


@guard("refund REQUESTED")
def refund_requested(situation: Situation) -> bool:
    refund = _this_refund(situation)
    return refund is not None and refund.state is RefundState.REQUESTED


@guard("refund open and no longer REQUESTED")
def refund_under_way(situation: Situation) -> bool:
    return refund_open(situation) and not refund_requested(situation)


@guard("refund ABNORMAL, or CLOSED with fewer than 9 numbers used")
def refund_stuck(situation: Situation) -> bool:
    refund = situation.refund
    if refund is None or refund.state not in STUCK_REFUND:
        return False
    return refund.state is RefundState.ABNORMAL or refund.try_no < MOST_REFUND_TRIES


@guard("refund REQUESTED, ABNORMAL or CLOSED, or of another amount")
def refund_unsent(situation: Situation) -> bool:
    """It may never have got there, or not as it was asked for."""
    refund = situation.refund
    return refund is not None and (refund.state in UNSENT_REFUND | STUCK_REFUND or refund.waits == AMOUNT)


@guard("refund CLOSED, or its channel not set up any more and it REQUESTED or ABNORMAL")
def refund_given_up(situation: Situation) -> bool:
    """What a channel took on arrives by itself, though its settings are gone."""
    event, refund = situation.event, situation.refund
    assert isinstance(event, ev.ReturnedByHand)
    if refund is None:
        return False
    return refund.state is RefundState.CLOSED or (event.channel_gone and refund.state in UNSENT_REFUND)
