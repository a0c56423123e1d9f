"""What becomes of a fact about money, and of asking for one, with everything around it in memory."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState, OutsideRefund, RefundState
from chalicelib.pay import time_budget
from chalicelib.pay.model import Back, BillLine, CloseResult, RefundOrder, RefundStatus, TradeState
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from chalicelib.shared.money import Fen
from tests.unit.pay.pay_desk import ID, TROUBLE, A, Desk, desk_of, events, refund_said
from tests.worlds.orders import HOUR, PRICE, T0, a_refund, an_attempt, an_order

# -- told of a payment ---------------------------------------------------------------------------------------------


def test_money_under_a_strangers_number_is_alarmed(capsys: pytest.CaptureFixture[str]) -> None:
    desk = desk_of(A.PENDING)
    assert desk.pay.settling.paid(desk.paid(out_trade_no="4200001")) is None
    assert (events(desk), desk.talk.asked) == (0, [])
    assert "a number that is not ours" in capsys.readouterr().out


def slow(monkeypatch: pytest.MonkeyPatch, desk: Desk, seconds: float) -> None:
    """Every question takes so long."""
    monkeypatch.setattr(time_budget, "monotonic", lambda: seconds * len(desk.talk.asked))


def test_what_else_could_be_paid_is_closed_within_three_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(A.ABANDONED, A.PENDING, A.PENDING, A.CLOSED)
    slow(monkeypatch, desk, 1.0)
    desk.pay.settling.paid(desk.paid(out_trade_no=f"{ID}_02"))
    assert desk.talk.asked == [("close", f"{ID}_01", 3), ("close", f"{ID}_03", 2)]
    assert desk.attempts == [A.CLOSED, A.OK, A.CLOSED, A.CLOSED]


@pytest.mark.parametrize(("seconds", "given"), [(3.0, [3]), (2.6, [3]), (1.4, [3, 1.6])])
def test_a_channel_that_is_away_keeps_nobodys_notice_waiting(
    monkeypatch: pytest.MonkeyPatch, seconds: float, given: list[float]
) -> None:
    desk = desk_of(A.ABANDONED, A.ABANDONED, A.ABANDONED, A.PENDING)
    desk.talk.closing = CloseResult.UNKNOWN
    slow(monkeypatch, desk, seconds)
    desk.pay.settling.paid(desk.paid(out_trade_no=f"{ID}_04"))
    assert [left for _, _, left in desk.talk.asked] == pytest.approx(given)
    assert desk.attempts[3] is A.OK


def hanging(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Every question but a close takes all the seconds it is given."""
    monkeypatch.setattr(time_budget, "monotonic", lambda: sum(desk.talk.seconds))


@pytest.mark.parametrize("said", [OutsideBusy(), TradeState.NOTPAY])
def test_another_payment_that_is_found_keeps_nobodys_notice_waiting(monkeypatch: pytest.MonkeyPatch, said: Any) -> None:
    desk = desk_of(A.PENDING, A.PENDING, A.PENDING)
    hanging(monkeypatch, desk)
    desk.talk.closing, desk.talk.state = CloseResult.PAID, said
    desk.pay.settling.paid(desk.paid(out_trade_no=f"{ID}_02"))
    assert (desk.talk.seconds, desk.attempts) == ([3], [A.PENDING, A.OK, A.PENDING])


def test_what_follows_another_payment_that_is_found_shares_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_of(A.ABANDONED, A.PENDING, A.PENDING)
    slow(monkeypatch, desk, 0.9)
    desk.talk.closing, desk.talk.state = CloseResult.PAID, desk.paid()
    desk.pay.settling.paid(desk.paid(out_trade_no=f"{ID}_02"))
    closes = [seconds for kind, _, seconds in (one for one in desk.talk.asked if one[0] == "close")]
    assert closes + desk.talk.seconds == pytest.approx([3, 1.2, 2.1])
    assert desk.attempts == [A.ORPHAN, A.OK, A.PENDING]


@pytest.mark.parametrize("tries", [1, 9])
def test_the_question_whose_refund_it_was_keeps_nobodys_notice_waiting(
    monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    asked = tuple(a_refund(state=RefundState.CLOSED, try_no=number, due_at=None) for number in range(1, tries + 1))
    desk = Desk(an_order(State.REFUNDING, refunds=asked))
    hanging(monkeypatch, desk)
    desk.talk.returned = refund_said(RefundStatus.ABSENT)
    if tries == 1:
        desk.pay.settling.paid(desk.paid(back=Back.ALL))
    else:
        with pytest.raises(OutsideBusy):
            desk.pay.settling.paid(desk.paid(back=Back.ALL))
    assert desk.talk.seconds == [3]


@pytest.mark.parametrize(("seconds", "asked"), [(0.4, True), (2.0, True), (2.6, False)])
def test_money_goes_back_at_once_when_the_closes_left_time_for_it(
    monkeypatch: pytest.MonkeyPatch, seconds: float, asked: bool
) -> None:
    desk = desk_of(A.CLOSED, A.PENDING, order=State.CANCELLED)
    slow(monkeypatch, desk, seconds)
    desk.pay.settling.paid(desk.paid())
    assert [isinstance(one, RefundOrder) for one in desk.talk.asked] == [False, *([True] if asked else [])]
    assert desk.talk.seconds == pytest.approx([3 - seconds] if asked else [])
    assert desk.store.order.refunds[0].state is RefundState.REQUESTED


def test_told_again_nothing_is_done_again() -> None:
    desk = desk_of(A.OK, A.ABANDONED, order=State.IN_REVIEW)
    desk.pay.settling.paid(desk.paid())
    assert (desk.talk.asked, events(desk)) == ([], 0)


@pytest.mark.parametrize("trouble", TROUBLE)
def test_an_orphans_money_is_sent_back_or_waits_for_its_slot(trouble: Exception) -> None:
    desk = desk_of(A.CLOSED, order=State.CANCELLED)
    desk.talk.returning = OutsideBusy() if isinstance(trouble, OutsideBusy) else OutsideFailed()
    desk.pay.settling.paid(desk.paid())
    assert isinstance(desk.talk.asked[0], RefundOrder)
    assert desk.attempts == [A.ORPHAN]
    assert desk.store.order.refunds[0].state is RefundState.REQUESTED


def test_money_that_came_and_went_without_us_is_no_payment() -> None:
    desk = desk_of(A.OK, order=State.IN_REVIEW)
    desk.pay.settling.paid(desk.paid(back=Back.ALL))
    assert (desk.store.order.head.state, desk.attempts) == (State.REFUNDED, [A.RETURNED_OUTSIDE])


def test_money_that_came_and_went_is_booked_when_it_did() -> None:
    desk = desk_of(A.PENDING)
    desk.pay.settling.paid(desk.paid(back=Back.ALL, paid_at=T0 - HOUR, back_at=T0 - HOUR / 2))
    (attempt,) = desk.store.order.attempts
    assert (attempt.paid_at, attempt.paid_amount, attempt.transaction_id) == (T0 - HOUR, PRICE, "4200")
    assert attempt.outside == (OutsideRefund(number="", amount=PRICE, at=T0 - HOUR / 2),)


@pytest.mark.parametrize("state", [A.PENDING, A.CLOSED, A.ABANDONED])
def test_of_money_of_which_some_went_back_a_person_must_know(
    state: AttemptState, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = desk_of(state)
    desk.pay.settling.paid(desk.paid(back=Back.SOME))
    assert (desk.store.order.head.state, desk.attempts) == (State.AWAITING_PAYMENT, [A.SUSPECT])
    assert "a payment does not fit its order" in capsys.readouterr().out


def test_of_a_payment_of_which_some_went_back_only_the_alarm_tells(capsys: pytest.CaptureFixture[str]) -> None:
    desk = desk_of(A.OK, order=State.IN_REVIEW)
    before = desk.store.order
    desk.pay.settling.paid(desk.paid(back=Back.SOME))
    assert desk.store.order == before
    assert "a payment does not fit its order" in capsys.readouterr().out


@pytest.mark.parametrize("state", [A.PENDING, A.SUSPECT, A.OK])
def test_what_the_bills_show_as_gone_is_gone_whatever_the_channel_calls_it(state: AttemptState) -> None:
    desk = desk_of(state, order=State.IN_REVIEW if state is A.OK else State.AWAITING_PAYMENT)
    desk.pay.settling.paid(desk.paid(back=Back.SOME))
    line = BillLine(
        out_trade_no=f"{ID}_01",
        transaction_id="4200",
        state="SUCCESS",
        amount=Fen(0),
        out_refund_no="page1",
        refund_amount=PRICE,
        at=T0 - HOUR,
    )
    desk.pay.settling.part_returned(line, T0 - HOUR)
    (attempt,) = desk.store.order.attempts
    assert attempt.state is A.RETURNED_OUTSIDE
    assert attempt.outside == (OutsideRefund(number="page1", amount=PRICE, at=T0 - HOUR),)


R = RefundState
UNSENT = [RefundState.REQUESTED, RefundState.ABNORMAL, RefundState.CLOSED]


@pytest.mark.parametrize("there", TROUBLE)
@pytest.mark.parametrize("state", UNSENT)
def test_while_the_channel_does_not_say_whose_refund_it_was_nothing_changes(state: RefundState, there: Any) -> None:
    desk = Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state),)))
    desk.talk.returned, desk.talk.notice = there, desk.paid(back=Back.ALL)
    before = desk.store.order
    with pytest.raises(type(there)):  # the channel comes again
        desk.pay.notice("wechat", {"a": "b"}, b"raw")
    assert desk.store.order == before


@pytest.mark.parametrize(("state", "there", "ours"), [
    (R.REQUESTED, RefundStatus.PROCESSING, R.PROCESSING), (R.REQUESTED, RefundStatus.SUCCESS, R.DONE),
    (R.REQUESTED, RefundStatus.ABNORMAL, R.ABNORMAL), (R.REQUESTED, RefundStatus.CLOSED, R.CLOSED),
    (R.ABNORMAL, RefundStatus.PROCESSING, R.ABNORMAL), (R.ABNORMAL, RefundStatus.SUCCESS, R.DONE),
    (R.ABNORMAL, RefundStatus.ABNORMAL, R.ABNORMAL), (R.ABNORMAL, RefundStatus.CLOSED, R.CLOSED),
    (R.CLOSED, RefundStatus.PROCESSING, R.CLOSED), (R.CLOSED, RefundStatus.SUCCESS, R.DONE),
    (R.CLOSED, RefundStatus.ABNORMAL, R.CLOSED), (R.CLOSED, RefundStatus.CLOSED, R.CLOSED),
])  # fmt: skip
@pytest.mark.parametrize("back", [Back.SOME, Back.ALL])
def test_a_refund_of_ours_that_moved_is_not_money_gone_without_us_and_what_is_said_of_it_counts(
    back: Back, state: RefundState, there: RefundStatus, ours: RefundState
) -> None:
    desk = Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state),)))
    desk.talk.returned = refund_said(there)
    desk.pay.settling.paid(desk.paid(back=back))
    assert desk.store.order.refunds[0].state is ours
    without_us = back is Back.ALL and there is RefundStatus.CLOSED
    assert desk.attempts == [A.RETURNED_OUTSIDE if without_us else A.RETURNED if ours is R.DONE else A.OK]
    over = without_us or ours is R.DONE
    assert desk.store.order.head.state is (State.REFUNDED if over else State.REFUNDING)


@pytest.mark.parametrize(("back", "state"), [(Back.SOME, A.OK), (Back.ALL, A.RETURNED_OUTSIDE)])
def test_an_earlier_refund_that_the_channel_closed_is_why_it_says_some(
    back: Back, state: AttemptState, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = (a_refund(state=R.CLOSED, due_at=None), a_refund(try_no=2))
    desk = Desk(an_order(State.REFUNDING, refunds=tried))
    desk.talk.returned = {
        f"{ID}_01R1": refund_said(RefundStatus.CLOSED),
        f"{ID}_01R2": refund_said(RefundStatus.ABSENT),
    }
    desk.pay.settling.paid(desk.paid(back=back))
    assert desk.attempts == [state]
    assert ('"alarm"' in capsys.readouterr().out) is (back is Back.ALL)


@pytest.mark.parametrize("state", [RefundState.PROCESSING, RefundState.DONE])
def test_a_refund_that_the_channel_took_on_is_ours(state: RefundState) -> None:
    desk = Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state),)))
    desk.talk.returned = refund_said(RefundStatus.ABSENT)
    desk.pay.settling.paid(desk.paid(back=Back.ALL))
    assert (desk.talk.asked, events(desk)) == ([], 0)


@pytest.mark.parametrize("state", UNSENT)
def test_a_refund_of_ours_that_never_got_there_ends_with_money_gone_without_us(state: RefundState) -> None:
    due_at = None if state is RefundState.CLOSED else T0
    desk = Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state, due_at=due_at),)))
    desk.talk.returned = refund_said(RefundStatus.ABSENT)
    desk.pay.settling.paid(desk.paid(back=Back.ALL))
    order = desk.store.order
    assert (order.head.state, desk.attempts) == (State.REFUNDED, [A.RETURNED_OUTSIDE])
    assert (order.refunds[0].state, order.refunds[0].due_at) == (RefundState.CLOSED, None)


@pytest.mark.parametrize("state", UNSENT)
def test_a_refund_of_ours_waits_for_the_bill_where_only_some_went_back(
    state: RefundState, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(an_order(State.REFUNDING, refunds=(a_refund(state=state),)))
    desk.talk.returned = refund_said(RefundStatus.ABSENT)
    before = desk.store.order
    desk.pay.settling.paid(desk.paid(back=Back.SOME))
    assert desk.store.order == before
    assert '"alarm"' in capsys.readouterr().out


def test_a_refund_that_comes_after_all_is_told_of_what_was_paid_back_by_hand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    attempts = (an_attempt(state=A.RETURNED),)
    desk = Desk(an_order(State.REFUNDED, attempts=attempts, refunds=(a_refund(state=RefundState.BY_HAND),)))
    desk.talk.returned = refund_said(RefundStatus.SUCCESS)
    desk.pay.settling.paid(desk.paid(back=Back.ALL))
    [refund] = desk.store.order.refunds
    assert (refund.state, refund.done_at is not None, desk.attempts) == (RefundState.BY_HAND, True, [A.RETURNED])
    assert "the money may be back twice" in capsys.readouterr().out


def test_money_of_an_attempt_nobody_made_is_alarmed_as_a_payment(capsys: pytest.CaptureFixture[str]) -> None:
    desk = desk_of(A.OK, order=State.IN_REVIEW)
    desk.pay.settling.paid(desk.paid(out_trade_no=f"{ID}_07", back=Back.ALL))
    assert events(desk) == 0
    assert "a payment does not fit its order" in capsys.readouterr().out


def test_an_order_that_is_not_there_is_alarmed(capsys: pytest.CaptureFixture[str]) -> None:
    desk = desk_of(A.OK)
    for back in Back:
        assert desk.pay.settling.paid(desk.paid(out_trade_no=f"{'X' * 22}_01", back=back)) is None
        assert "an order that does not exist" in capsys.readouterr().out


# -- refunds -------------------------------------------------------------------------------------------------------


def test_a_refund_is_never_of_another_amount_than_was_paid() -> None:
    attempt = an_attempt(1, A.ORPHAN, paid_amount=Fen(PRICE - 1))
    desk = Desk(an_order(State.CANCELLED, attempts=(attempt,), refunds=(a_refund(amount=Fen(PRICE - 1)),)))
    with pytest.raises(OutsideBusy):
        desk.pay.refunds.push_due(ID, 1, 1)
    (wanted,) = desk.talk.asked
    assert (wanted.amount, wanted.total, wanted.out_refund_no) == (PRICE - 1, PRICE - 1, f"{ID}_01R1")
