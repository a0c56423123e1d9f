"""The questions that the table asks about payment attempts and refunds; docs/states.md prints each one's docstring."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.machine.situation import Situation, SituationOf
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


def time_left(situation: Situation) -> bool:
    """more than 60 s left to pay"""
    ends = until(situation.order, situation.task)
    return ends is not None and ends - situation.now > PAY_MARGIN


def none_pending(situation: Situation) -> bool:
    """no attempt PENDING"""
    return all(attempt.state is not AttemptState.PENDING for attempt in situation.order.attempts)


def none_suspect(situation: Situation) -> bool:
    """no attempt SUSPECT"""
    return all(attempt.state is not AttemptState.SUSPECT for attempt in situation.order.attempts)


def attempts_left(situation: Situation) -> bool:
    """fewer than 99 attempts"""
    return len(situation.order.attempts) < MOST_ATTEMPTS


def pay_time_over(situation: Situation) -> bool:
    """now ≥ expires_at and every attempt's time_expire"""
    expires = situation.order.head.expires_at
    ends = [attempt.time_expire for attempt in situation.order.attempts]
    return expires is not None and situation.now >= max([expires, *ends])


# -- the attempt the event is about --------------------------------------------------------------------------------


def _is(situation: Situation, *states: AttemptState) -> bool:
    return situation.attempt is not None and situation.attempt.state in states


def attempt_unknown(situation: Situation) -> bool:
    """attempt unknown"""
    return situation.attempt is None


def attempt_open(situation: Situation) -> bool:
    """attempt open (PENDING, CLOSED or ABANDONED)"""
    return _is(situation, *OPEN_ATTEMPT)


def attempt_not_open(situation: Situation) -> bool:
    """attempt known and not open"""
    return situation.attempt is not None and situation.attempt.state not in OPEN_ATTEMPT


def attempt_pending(situation: Situation) -> bool:
    """attempt PENDING"""
    return _is(situation, AttemptState.PENDING)


def attempt_watched(situation: Situation) -> bool:
    """attempt PENDING or ABANDONED"""
    return _is(situation, AttemptState.PENDING, AttemptState.ABANDONED)


def attempt_suspect(situation: Situation) -> bool:
    """attempt SUSPECT"""
    return _is(situation, AttemptState.SUSPECT)


def attempt_ok(situation: Situation) -> bool:
    """attempt OK"""
    return _is(situation, AttemptState.OK)


def attempt_orphan(situation: Situation) -> bool:
    """attempt ORPHAN"""
    return _is(situation, AttemptState.ORPHAN)


def attempt_settled(situation: Situation) -> bool:
    """attempt OK or ORPHAN"""
    return _is(situation, AttemptState.OK, AttemptState.ORPHAN)


def attempt_returned(situation: Situation) -> bool:
    """attempt RETURNED or RETURNED_OUTSIDE"""
    return _is(situation, *RETURNED)


def attempt_not_ok(situation: Situation) -> bool:
    """attempt known, neither OK nor returned"""
    return situation.attempt is not None and situation.attempt.state not in {AttemptState.OK, *RETURNED}


def _same(situation: SituationOf[facts.Paid]) -> bool:
    """Money that is settled keeps its transaction: under another one it would have been paid twice.  Money of which
    some is gone is not the attempt's."""
    fact, attempt = situation.event, situation.attempt
    assert attempt is not None
    if fact.partly_back or (attempt.state in OPEN_ATTEMPT and attempt.outside):
        return False
    if attempt.state not in OPEN_ATTEMPT and attempt.transaction_id not in ("", fact.transaction_id):
        return False
    paid = (fact.amount, fact.currency, fact.mchid, fact.appid)
    return paid == (attempt.amount, attempt.currency, attempt.mchid, attempt.appid)


def matches(situation: SituationOf[facts.Paid]) -> bool:
    """amount, currency, merchant and app id (once settled, the transaction too) are the attempt's, nothing went back"""
    return _same(situation)


def differs(situation: SituationOf[facts.Paid]) -> bool:
    """amount, currency, merchant or app id (once settled, the transaction) differ, or some went back"""
    return not _same(situation)


# -- finance resolves a suspect attempt ----------------------------------------------------------------------------


def held(situation: SituationOf[ev.Resolve]) -> bool:
    """the channel, asked now, holds the money"""
    return situation.event.held is not None


def not_held(situation: SituationOf[ev.Resolve]) -> bool:
    """the channel, asked now, holds nothing"""
    return situation.event.held is None


def verdict_accept(situation: SituationOf[ev.Resolve]) -> bool:
    """verdict: accept"""
    return situation.event.verdict == "accept"


def verdict_refund(situation: SituationOf[ev.Resolve]) -> bool:
    """verdict: refund"""
    return situation.event.verdict == "refund"


def verdict_dismiss(situation: SituationOf[ev.Resolve]) -> bool:
    """verdict: dismiss"""
    return situation.event.verdict == "dismiss"


# -- the refund the event is about ---------------------------------------------------------------------------------


def _this_refund(situation: Situation) -> Refund | None:
    """The one that a fact names, or else the newest."""
    try_no, attempt = getattr(situation.event, "try_no", None), situation.attempt
    return situation.order.refund(attempt.attempt_no, try_no) if try_no and attempt else situation.refund


def refund_open(situation: Situation) -> bool:
    """refund open"""
    refund = _this_refund(situation)
    return refund is not None and refund.state in OPEN_REFUND


def refund_not_open(situation: Situation) -> bool:
    """refund not open"""
    return not refund_open(situation)


# CLOSED may be our own word, after days of refusals, and what was paid by hand may come back once more: money that went
# out all the same went out.
def refund_matches(situation: SituationOf[facts.RefundFact]) -> bool:
    """refund not paid out yet by the channel, and the amounts match"""
    refund = _this_refund(situation)
    return refund is not None and refund.done_at is None and refund.amount == situation.event.amount


def refund_is_part(situation: Situation) -> bool:
    """refund of a part"""
    refund = _this_refund(situation)
    return refund is not None and refund.part


def refund_is_whole(situation: Situation) -> bool:
    """refund of all that is left"""
    return not refund_is_part(situation)


def refund_differs(situation: SituationOf[facts.RefundFact]) -> bool:
    """refund open and the amounts differ"""
    return refund_open(situation) and not refund_matches(situation)


def refund_is_done(situation: Situation) -> bool:
    """refund paid out by the channel"""
    refund = _this_refund(situation)
    return refund is not None and refund.done_at is not None


def refund_not_awaited(situation: SituationOf[facts.RefundFact]) -> bool:
    """refund BY_HAND or CLOSED with another amount, or none"""
    return not (refund_open(situation) or refund_matches(situation) or refund_is_done(situation))


def refund_requested(situation: Situation) -> bool:
    """refund REQUESTED"""
    refund = _this_refund(situation)
    return refund is not None and refund.state is RefundState.REQUESTED


def refund_under_way(situation: Situation) -> bool:
    """refund open and no longer REQUESTED"""
    return refund_open(situation) and not refund_requested(situation)


def refund_stuck(situation: Situation) -> bool:
    """refund ABNORMAL, or CLOSED with fewer than 9 numbers used"""
    refund = situation.refund
    if refund is None or refund.state not in STUCK_REFUND:
        return False
    return refund.state is RefundState.ABNORMAL or refund.try_no < MOST_REFUND_TRIES


# It may never have got there, or not as it was asked for.
def refund_unsent(situation: Situation) -> bool:
    """refund REQUESTED, ABNORMAL or CLOSED, or of another amount"""
    refund = situation.refund
    return refund is not None and (refund.state in UNSENT_REFUND | STUCK_REFUND or refund.waits == AMOUNT)


# What a channel took on arrives by itself, though its settings are gone.
def refund_given_up(situation: SituationOf[ev.ReturnedByHand]) -> bool:
    """refund CLOSED, or its channel not set up any more and it REQUESTED or ABNORMAL"""
    refund = situation.refund
    if refund is None:
        return False
    return refund.state is RefundState.CLOSED or (situation.event.channel_gone and refund.state in UNSENT_REFUND)
