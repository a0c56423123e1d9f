"""What a row changes in payment attempts and refunds, and when each of them is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.deadlines import until
from chalicelib.orders.machine.situation import Situation, SituationOf
from chalicelib.orders.model import Order
from chalicelib.orders.money_model import (
    AMOUNT,
    NOT_ENOUGH,
    OPEN_REFUND,
    RETURNED,
    UNSENT_REFUND,
    Attempt,
    AttemptState,
    OutsideRefund,
    Refund,
    RefundState,
    left_of,
)
from chalicelib.shared.money import Fen

FIRST_LOOK = timedelta(seconds=90)  # a notice normally takes seconds; after this we ask
WATCH_AFTER = timedelta(minutes=10)  # how long past its time_expire an attempt is watched that could not be closed
REFUND_LOOK = timedelta(minutes=2)
STUCK_LOOK = timedelta(hours=1)


def _attempt(situation: Situation, order: Order) -> Attempt:
    attempt = order.attempt(situation.attempt.attempt_no) if situation.attempt else None
    assert attempt is not None
    return attempt


def _refund(situation: Situation, order: Order) -> Refund:
    """The one that a fact names, or else the newest."""
    attempt_no, try_no = _attempt(situation, order).attempt_no, getattr(situation.event, "try_no", None)
    refund = order.refund(attempt_no, try_no) if try_no else order.refund_of(attempt_no)
    assert refund is not None
    return refund


def _set_attempt(situation: Situation, order: Order, **changes: Any) -> Order:
    return order.with_attempt(replace(_attempt(situation, order), **changes))


def _set_refund(situation: Situation, order: Order, **changes: Any) -> Order:
    """Changes the refund; it waits for nothing any more, unless the changes say so."""
    return order.with_refund(replace(_refund(situation, order), **{"waits": "", "refused_since": None, **changes}))


def _next_try(order: Order, attempt: Attempt) -> int:
    """The number of the attempt's next refund."""
    return 1 + max((refund.try_no for refund in order.refunds if refund.attempt_no == attempt.attempt_no), default=0)


def _request_refund(situation: Situation, order: Order, attempt: Attempt, part: Fen | None = None) -> Order:
    """part: fen of a part; None: all that is left."""
    by_herself = situation.event.actor.kind == "student"
    return order.with_refund(
        Refund(
            attempt_no=attempt.attempt_no,
            try_no=_next_try(order, attempt),
            state=RefundState.REQUESTED,
            amount=left_of(attempt, order.refunds) if part is None else part,
            reason="student" if by_herself else situation.event.name,
            requested_at=situation.now,
            due_at=situation.now,
            by=situation.event.actor.kind,
            branch=situation.task.branch,
            part=part is not None,
        )
    )


# -- attempts ------------------------------------------------------------------------------------------------------


def new_attempt(situation: SituationOf[ev.Start], order: Order) -> Order:
    event, head = situation.event, order.head
    assert head.price is not None
    ends = until(order, situation.task)
    assert ends is not None
    return order.with_attempt(
        Attempt(
            attempt_no=len(order.attempts) + 1,
            state=AttemptState.PENDING,
            channel=event.channel,
            kind=event.kind,
            amount=head.price,
            mchid=event.mchid,
            appid=event.appid,
            client_key=event.client_key,
            started_at=situation.now,
            time_expire=ends,
            due_at=situation.now + FIRST_LOOK,
        )
    )


def attempt_closed(situation: Situation, order: Order) -> Order:
    return _set_attempt(situation, order, state=AttemptState.CLOSED, due_at=None)


def attempt_abandoned(situation: Situation, order: Order) -> Order:
    """Money may still arrive, so the attempt is watched until WATCH_AFTER its end."""
    return look_again(situation, _set_attempt(situation, order, state=AttemptState.ABANDONED, paid_amount=None))


def look_again(situation: Situation, order: Order) -> Order:
    """The older the attempt, the rarer the question: after half its age, at least FIRST_LOOK, and never past its end.
    After its end, reached only when a channel is away, never later than STUCK_LOOK."""
    attempt = _attempt(situation, order)
    end = attempt.time_expire + (WATCH_AFTER if attempt.state is AttemptState.ABANDONED else timedelta())
    at = situation.now + max(FIRST_LOOK, (situation.now - attempt.started_at) / 2)
    latest = end if situation.now < end else situation.now + STUCK_LOOK
    return _set_attempt(situation, order, due_at=min(at, latest))


type Took = facts.Paid | facts.ReturnedOutside | ev.ReturnedOnPage | ev.Resolve


def _took(event: Took) -> dict[str, Any]:
    """What the channel took, according to the fact, or to its answer when finance asked."""
    if isinstance(event, ev.Resolve):
        return {"paid_amount": event.held}
    return {"transaction_id": event.transaction_id, "paid_at": event.paid_at, "paid_amount": event.amount}


def money(situation: SituationOf[Took], order: Order) -> Order:
    """The attempt pays for the order."""
    paid = _set_attempt(situation, order, state=AttemptState.OK, due_at=None, **_took(situation.event))
    return paid.but(price=_attempt(situation, order).amount)


def orphan(situation: SituationOf[Took], order: Order) -> Order:
    """No order wants the money: it goes back."""
    taken = _set_attempt(situation, order, state=AttemptState.ORPHAN, due_at=None, **_took(situation.event))
    return _request_refund(situation, taken, _attempt(situation, taken))


def suspect(situation: SituationOf[Took], order: Order) -> Order:
    return _set_attempt(situation, order, state=AttemptState.SUSPECT, due_at=None, **_took(situation.event))


# -- refunds -------------------------------------------------------------------------------------------------------


def _paid(order: Order) -> Attempt:
    paid = order.paid_attempt()
    assert paid is not None
    return paid


def refund(situation: Situation, order: Order) -> Order:
    return _request_refund(situation, order, _paid(order))


def refund_part(situation: SituationOf[ev.RefundPart], order: Order) -> Order:
    return _request_refund(situation, order, _attempt(situation, order), situation.event.amount)


def orphan_paid(situation: Situation, order: Order) -> Order:
    """A CLOSED order returns the money and stays CLOSED."""
    paid = _paid(order)
    return _request_refund(situation, order.with_attempt(replace(paid, state=AttemptState.ORPHAN)), paid)


def refund_processing(situation: SituationOf[facts.RefundFact], order: Order) -> Order:
    due_at, refund_id = situation.now + REFUND_LOOK, situation.event.refund_id
    return _set_refund(situation, order, state=RefundState.PROCESSING, due_at=due_at, refund_id=refund_id)


def _until_next(situation: Situation, refund: Refund) -> timedelta:
    """The older the refund, the rarer the question."""
    return max(REFUND_LOOK, min((situation.now - refund.requested_at) / 2, STUCK_LOOK))


def refund_goes_on(situation: Situation, order: Order) -> Order:
    """Still under way at the channel: it waits for nothing any more."""
    return _set_refund(situation, order, due_at=situation.now + _until_next(situation, _refund(situation, order)))


def refund_unheard(situation: Situation, order: Order) -> Order:
    """The refund stays as it is, and so does what it waits for; while the channel is away it refuses nothing."""
    refund = _refund(situation, order)
    pause = _until_next(situation, refund)
    since = refund.refused_since and refund.refused_since + pause
    return order.with_refund(replace(refund, due_at=situation.now + pause, refused_since=since))


def refund_other_amount(situation: Situation, order: Order) -> Order:
    """The amount is not the one asked for: a person must look.  The channel is asked again, as it may have been
    mistaken."""
    later = situation.now + _until_next(situation, _refund(situation, order))
    return _set_refund(situation, order, waits=AMOUNT, due_at=later)


def refund_waits(situation: SituationOf[facts.RefundWaits], order: Order) -> Order:
    event, refund = situation.event, _refund(situation, order)
    since = None if event.why == NOT_ENOUGH else (refund.refused_since or situation.now)
    later = situation.now + _until_next(situation, refund)
    return order.with_refund(replace(refund, waits=event.why, due_at=later, refused_since=since))


def refund_done(situation: SituationOf[facts.RefundDone], order: Order) -> Order:
    """The newest refund ends too, where an earlier one succeeded: all of the money is back."""
    newest = order.refund_of(situation.event.attempt_no)
    if newest is not None and newest.state in OPEN_REFUND:
        order = order.with_refund(replace(newest, state=RefundState.CLOSED, due_at=None, waits="", refused_since=None))
    return refund_settled(situation, _set_attempt(situation, order, state=AttemptState.RETURNED))


def refund_settled(situation: SituationOf[facts.RefundDone], order: Order) -> Order:
    """One that was paid back by hand stays so: its money has gone back twice."""
    by_hand = _refund(situation, order).state is RefundState.BY_HAND
    return _set_refund(
        situation,
        order,
        state=RefundState.BY_HAND if by_hand else RefundState.DONE,
        due_at=None,
        done_at=situation.event.done_at or situation.now,
    )


def refund_stuck(situation: Situation, order: Order) -> Order:
    return _set_refund(situation, order, state=RefundState.ABNORMAL, due_at=situation.now + STUCK_LOOK)


def refund_refused(situation: Situation, order: Order) -> Order:
    """Final at the channel: asking again is pointless, and a person must act."""
    return _set_refund(situation, order, state=RefundState.CLOSED, due_at=None)


def refund_again(situation: Situation, order: Order) -> Order:
    """ABNORMAL keeps its number and amount; CLOSED needs a new number, and asks for what is left."""
    refund, attempt = _refund(situation, order), _attempt(situation, order)
    is_new = refund.state is RefundState.CLOSED
    return _set_refund(
        situation,
        order,
        try_no=_next_try(order, attempt) if is_new else refund.try_no,
        amount=left_of(attempt, order.refunds) if is_new else refund.amount,
        state=RefundState.REQUESTED,
        requested_at=situation.now,
        due_at=situation.now,
        refund_id="",
    )


def by_hand(situation: Situation, order: Order) -> Order:
    returned = _set_attempt(situation, order, state=AttemptState.RETURNED)
    return _set_refund(situation, returned, state=RefundState.BY_HAND, due_at=None)


def returned_outside(situation: SituationOf[facts.ReturnedOutside | ev.ReturnedOnPage], order: Order) -> Order:
    """All of it went back; what no bill has told of yet has no number."""
    event = situation.event
    if _attempt(situation, order).paid_amount is None:
        order = _set_attempt(situation, order, **_took(event))
    attempt = _attempt(situation, order)
    at, left = event.back_at if isinstance(event, facts.ReturnedOutside) else None, left_of(attempt, order.refunds)
    rest = (OutsideRefund(number="", amount=left, at=at or situation.now),) if left > 0 else ()
    return _all_back(situation, _set_attempt(situation, order, outside=(*attempt.outside, *rest)))


def part_returned(situation: SituationOf[facts.PartReturned], order: Order) -> Order:
    """A refund that the bill gives the number of, in place of as much of what has none."""
    event, attempt = situation.event, _attempt(situation, order)
    named = OutsideRefund(number=event.refund_no, amount=event.amount, at=event.back_at)
    less = (replace(one, amount=Fen(max(one.amount - named.amount, 0))) for one in attempt.outside if not one.number)
    outside = (*(one for one in attempt.outside if one.number), named, *(one for one in less if one.amount))
    after = _set_attempt(situation, order, outside=outside)
    is_over = attempt.state in RETURNED or left_of(_attempt(situation, after), after.refunds) > 0
    return after if is_over else _all_back(situation, after)


def _all_back(situation: Situation, order: Order) -> Order:
    """Our own refund ends too: one that the channel never accepted would be asked for in vain for ever, and one of
    another amount counts as none."""
    returned = _set_attempt(situation, order, state=AttemptState.RETURNED_OUTSIDE, due_at=None)
    ours = order.refund_of(_attempt(situation, order).attempt_no)
    if ours is None or (ours.state not in UNSENT_REFUND and ours.waits != AMOUNT):
        return returned
    return _set_refund(situation, returned, state=RefundState.CLOSED, due_at=None)
