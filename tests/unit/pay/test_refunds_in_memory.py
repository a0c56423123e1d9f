"""Asking for a refund, asking how it stands, and what every answer comes to, with everything around it in memory."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import Refund, RefundState
from chalicelib.pay import time_budget
from chalicelib.pay.model import Back, ChannelRefund, NotEnough, RefundOrder, RefundStatus
from chalicelib.pay.refunds import REASONS
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.money import Fen
from tests.unit.orders.cases import CASES
from tests.unit.pay.pay_desk import ID, A, Desk
from tests.worlds.orders import PRICE, T0, a_refund, an_attempt, an_order

R, S = RefundState, RefundStatus
NUMBER = f"{ID}_01R1"
ASKS = ("query refund", NUMBER)


def said(status: RefundStatus, **changes: Any) -> ChannelRefund:
    known: dict[str, Any] = {"out_refund_no": NUMBER, "status": status, "amount": PRICE, "refund_id": "50"}
    return ChannelRefund(**known | changes)


def refunding(state: RefundState = R.REQUESTED, **changes: Any) -> Desk:
    return Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state, **changes),)))


def refund(desk: Desk) -> Refund:
    return desk.store.order.refunds[-1]


def events(desk: Desk) -> int:
    return desk.store.order.head.seq - 7


# -- told ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "state"), [
    (S.PROCESSING, R.PROCESSING), (S.SUCCESS, R.DONE), (S.ABNORMAL, R.ABNORMAL), (S.CLOSED, R.CLOSED),
])  # fmt: skip
def test_a_fact_is_applied(status: RefundStatus, state: RefundState) -> None:
    desk = refunding()
    assert desk.pay.refunds.apply(said(status)) is not None
    assert (refund(desk).state, events(desk)) == (state, 1)


def test_a_strangers_number_is_alarmed(capsys: pytest.CaptureFixture[str]) -> None:
    desk = refunding()
    assert desk.pay.refunds.apply(said(S.SUCCESS, out_refund_no="R-1")) is None
    assert events(desk) == 0
    assert "a number that is not ours" in capsys.readouterr().out


def test_a_payer_reads_our_words_alone() -> None:
    """Whatever staff typed may name somebody, and the payer may be a parent."""
    made = {one.reason for case in CASES.values() for one in case.new.get("refunds", ())}
    assert made == set(REASONS)


# -- due -----------------------------------------------------------------------------------------------------------


def test_what_is_not_there_not_due_or_an_earlier_number_is_not_asked_about() -> None:
    desk = refunding(try_no=2)
    for order_id, attempt_no, try_no in (("X" * 22, 1, 1), (ID, 7, 1), (ID, 1, 1), (ID, 1, 3)):
        desk.pay.refunds.push_due(order_id, attempt_no, try_no)
    settled = refunding(R.CLOSED, due_at=None)
    settled.pay.refunds.push_due(ID, 1, 1)
    assert (desk.talk.asked, settled.talk.asked) == ([], [])


def test_what_was_never_asked_for_is_asked_for_and_not_asked_about() -> None:
    desk = refunding(reason="student")
    desk.talk.returning = said(S.PROCESSING)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert desk.talk.asked == [
        RefundOrder(out_trade_no=f"{ID}_01", out_refund_no=NUMBER, amount=PRICE, total=PRICE, reason=REASONS["student"])
    ]
    assert (refund(desk).state, refund(desk).refund_id, events(desk)) == (R.PROCESSING, "50", 1)


@pytest.mark.parametrize("reason", ["refund", "疑似代拍，勿告知本人"])
def test_a_clerks_words_never_reach_the_payer(reason: str) -> None:
    desk = refunding(reason=reason)
    desk.talk.returning = said(S.PROCESSING)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert desk.talk.asked[0].reason == "经办人员同意退款，款项原路退回"


def test_the_total_is_what_was_paid_or_else_what_was_asked() -> None:
    for paid, total in ((Fen(1999), 1999), (None, PRICE)):
        desk = refunding(amount=paid or PRICE)
        order = desk.store.order
        desk.store.order = order.with_attempt(replace(order.attempts[0], paid_amount=paid))
        desk.talk.returning = said(S.PROCESSING)
        desk.pay.refunds.push_due(ID, 1, 1)
        assert desk.talk.asked[0].total == total


@pytest.mark.parametrize(("status", "state"), [(S.ABNORMAL, R.ABNORMAL), (S.CLOSED, R.CLOSED)])
def test_stuck_at_once_it_is_accepted_and_stuck(status: RefundStatus, state: RefundState) -> None:
    desk = refunding()
    desk.talk.returning = said(status)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, events(desk)) == (state, 2)


def test_done_at_once_it_is_accepted_and_done() -> None:
    desk = refunding()
    desk.talk.returning = said(S.SUCCESS)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, desk.attempts, events(desk)) == (R.DONE, [A.RETURNED], 2)
    assert desk.store.order.head.state is State.REFUNDED


@pytest.mark.parametrize(("state", "status", "after"), [
    (R.PROCESSING, S.SUCCESS, R.DONE), (R.ABNORMAL, S.SUCCESS, R.DONE), (R.PROCESSING, S.ABNORMAL, R.ABNORMAL),
])  # fmt: skip
def test_what_is_under_way_is_asked_about(state: RefundState, status: RefundStatus, after: RefundState) -> None:
    desk = refunding(state)
    desk.talk.returned = said(status)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (desk.talk.asked, refund(desk).state, events(desk)) == ([ASKS], after, 1)


def test_still_under_way_its_slot_moves_on() -> None:
    desk = refunding(R.PROCESSING)
    desk.talk.returned = said(S.PROCESSING)
    desk.pay.refunds.push_due(ID, 1, 1)
    due_at = refund(desk).due_at
    assert (events(desk), refund(desk).state) == (1, R.PROCESSING)
    assert due_at is not None
    assert due_at > desk.now


def test_the_channel_lost_it_so_it_is_asked_for_again_under_its_number() -> None:
    desk = refunding(R.PROCESSING)
    desk.talk.returned, desk.talk.returning = said(S.ABSENT), said(S.SUCCESS)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert [desk.talk.asked[0], desk.talk.asked[1].out_refund_no] == [ASKS, NUMBER]
    assert refund(desk).state is R.DONE


@pytest.mark.parametrize(("refusal", "why"), [(NotEnough(), "NOT_ENOUGH"), (OutsideFailed(), "REFUSED")])
def test_refused_it_waits_and_a_person_must_look(
    refusal: Exception, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = refunding()
    desk.talk.returning = refusal
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, refund(desk).waits, events(desk)) == (R.REQUESTED, why, 1)
    assert '"alarm"' in capsys.readouterr().out


@pytest.mark.parametrize(("refusal", "days", "known", "state"), [
    (OutsideFailed(), 2.9, said(S.ABSENT), R.REQUESTED), (OutsideFailed(), 3, said(S.ABSENT), R.CLOSED),
    (OutsideFailed(), 4, said(S.ABSENT), R.CLOSED), (OutsideFailed(), 4, said(S.PROCESSING), R.PROCESSING),
    (OutsideFailed(), 4, said(S.ABNORMAL), R.ABNORMAL), (OutsideFailed(), 0, said(S.SUCCESS), R.DONE),
    (OutsideFailed(), 4, OutsideBusy(), R.REQUESTED), (OutsideFailed(), 4, OutsideFailed(), R.REQUESTED),
    (NotEnough(), 4, said(S.ABSENT), R.REQUESTED),
])  # fmt: skip
def test_refused_for_days_and_unknown_there_it_is_for_finance_to_decide(
    refusal: Exception, days: float, known: Any, state: RefundState
) -> None:
    desk = refunding(waits="REFUSED", refused_since=T0, requested_at=T0 - timedelta(days=9))
    desk.now, desk.talk.returning, desk.talk.returned = T0 + timedelta(days=days), refusal, known
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, events(desk)) == (state, 1)
    assert (refund(desk).due_at is None) is (state in (R.CLOSED, R.DONE))


@pytest.mark.parametrize(("back", "refund_state", "waits", "order"), [
    (Back.ALL, R.CLOSED, "", State.REFUNDED), (Back.SOME, R.REQUESTED, "BACK", State.REFUNDING),
    (Back.NOTHING, R.REQUESTED, "REFUSED", State.REFUNDING),
])  # fmt: skip
def test_refused_because_it_went_back_on_the_channels_page(
    back: Back, refund_state: RefundState, waits: str, order: State
) -> None:
    desk = refunding(requested_at=T0)
    desk.talk.returning, desk.talk.returned, desk.talk.state = OutsideFailed(), said(S.ABSENT), desk.paid(back=back)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, refund(desk).waits, desk.store.order.head.state) == (refund_state, waits, order)
    assert desk.talk.asked[1:] == [ASKS, ("query", f"{ID}_01")]


@pytest.mark.parametrize(("earlier", "waits"), [
    (said(S.CLOSED), "REFUSED"), (said(S.ABSENT), "BACK"), (OutsideBusy(), "REFUSED"), (OutsideFailed(), "REFUSED"),
])  # fmt: skip
def test_an_earlier_refund_that_the_channel_closed_is_no_money_gone(earlier: Any, waits: str) -> None:
    tried = (a_refund(state=R.CLOSED, due_at=None), a_refund(try_no=2))
    desk = Desk(an_order(State.REFUNDING, refunds=tried))
    desk.talk.returning, desk.talk.state = OutsideFailed(), desk.paid(back=Back.SOME)
    desk.talk.returned = {NUMBER: earlier, f"{ID}_01R2": said(S.ABSENT)}
    desk.pay.refunds.push_due(ID, 1, 2)
    assert (refund(desk).state, refund(desk).waits) == (R.REQUESTED, waits)


def test_every_earlier_refund_is_asked_about() -> None:
    tried = [a_refund(try_no=number, state=R.CLOSED, due_at=None) for number in (1, 2)]
    desk = Desk(an_order(State.REFUNDING, refunds=(*tried, a_refund(try_no=3))))
    desk.talk.returning, desk.talk.state = OutsideFailed(), desk.paid(back=Back.SOME)
    desk.talk.returned = {NUMBER: said(S.ABSENT), f"{ID}_01R2": said(S.CLOSED), f"{ID}_01R3": said(S.ABSENT)}
    desk.pay.refunds.push_due(ID, 1, 3)
    assert refund(desk).waits == "REFUSED"


@pytest.mark.parametrize("trouble", [OutsideBusy(), OutsideFailed()])
def test_refused_while_nobody_says_how_the_trade_stands_it_waits(trouble: Exception) -> None:
    desk = refunding(requested_at=T0)
    desk.talk.returning, desk.talk.returned, desk.talk.state = OutsideFailed(), said(S.ABSENT), trouble
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, refund(desk).waits) == (R.REQUESTED, "REFUSED")


def test_what_follows_a_refusal_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = refunding()
    monkeypatch.setattr(time_budget, "monotonic", lambda: 1.0 * len(desk.talk.asked))
    desk.talk.returning, desk.talk.returned = OutsideFailed(), said(S.ABSENT)
    desk.pay.refunds.push(desk.store.order, refund(desk), seconds=3)
    assert desk.talk.seconds == pytest.approx([3, 1, 1])


@pytest.mark.parametrize(("away", "state"), [(80, R.REQUESTED), (1, R.CLOSED)])
def test_days_of_outage_are_no_days_of_refusals(away: int, state: RefundState) -> None:
    """away: hours of the eighty between two refusals in which the channel did not answer."""
    desk = refunding(requested_at=T0)
    desk.talk.returned, desk.talk.state = said(S.ABSENT), desk.paid()
    for hour in range(82):
        silent = 0 < hour <= away
        desk.talk.returning = OutsideBusy() if silent else OutsideFailed()
        desk.now = max(T0 + hour * timedelta(hours=1), refund(desk).due_at or desk.now)
        with pytest.raises(OutsideBusy) if silent else nullcontext():
            desk.pay.refunds.push_due(ID, 1, 1)
    assert refund(desk).state is state


def test_a_first_refusal_after_days_without_money_is_no_end() -> None:
    desk = refunding(waits="NOT_ENOUGH", requested_at=T0)
    desk.now, desk.talk.returning, desk.talk.returned = T0 + timedelta(days=4), OutsideFailed(), said(S.ABSENT)
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, refund(desk).waits, refund(desk).refused_since) == (R.REQUESTED, "REFUSED", desk.now)


@pytest.mark.parametrize("trouble", [OutsideBusy(), OutsideFailed()])
def test_the_slot_of_a_silent_channel_moves_on_and_changes_nothing_else(trouble: Exception) -> None:
    for state, before in ((R.PROCESSING, refunding(R.PROCESSING)), (R.REQUESTED, refunding(waits="NOT_ENOUGH"))):
        if state is R.REQUESTED and isinstance(trouble, OutsideFailed):
            continue  # that is a refusal
        before.talk.returning = before.talk.returned = trouble
        was = refund(before)
        with pytest.raises(type(trouble)):
            before.pay.refunds.push_due(ID, 1, 1)
        due_at = refund(before).due_at
        assert due_at is not None
        assert due_at > before.now
        assert refund(before) == replace(was, due_at=due_at)
        before.pay.refunds.push_due(ID, 1, 1)  # told again: the next slot will do
        assert (len(before.talk.asked), events(before)) == (2, 1)


@pytest.mark.parametrize("trouble", [OutsideBusy(), OutsideFailed()])
def test_a_slot_that_moved_while_the_channel_was_asked_is_no_trouble(trouble: Exception) -> None:
    desk = refunding(R.PROCESSING)
    desk.talk.returned, desk.talk.meanwhile = trouble, lambda: desk.pay.refunds.apply(said(S.SUCCESS))
    desk.pay.refunds.push_due(ID, 1, 1)
    assert (refund(desk).state, events(desk)) == (R.DONE, 1)


def test_a_refund_of_another_amount_alarms_and_is_looked_at_again(capsys: pytest.CaptureFixture[str]) -> None:
    desk = refunding(R.PROCESSING)
    desk.talk.returned = said(S.SUCCESS, amount=Fen(1))
    desk.pay.refunds.push_due(ID, 1, 1)
    due_at = refund(desk).due_at
    assert due_at is not None
    assert (refund(desk).state, refund(desk).waits, due_at > desk.now) == (R.PROCESSING, "AMOUNT", True)
    assert '"alarm"' in capsys.readouterr().out


def test_of_two_payments_the_right_one_goes_back() -> None:
    attempts = (an_attempt(1, A.OK), an_attempt(2, A.ORPHAN))
    desk = Desk(an_order(State.IN_REVIEW, attempts=attempts, refunds=(a_refund(attempt_no=2, try_no=3),)))
    desk.talk.returning = said(S.SUCCESS, out_refund_no=f"{ID}_02R3")
    desk.pay.refunds.push_due(ID, 2, 3)
    assert (desk.talk.asked[0].out_trade_no, desk.talk.asked[0].out_refund_no) == (f"{ID}_02", f"{ID}_02R3")
    assert desk.attempts == [A.OK, A.RETURNED]
