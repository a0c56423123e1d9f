"""A channel that the settings no longer have keeps nobody from paying in another way, and loses no money."""

from __future__ import annotations

import pytest

from chalicelib.orders.machine.money_effects import WATCH_AFTER
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.pay.channels.retired import Away, Channels
from chalicelib.pay.model import Kind, NoticeRefused, RefundOrder, Trade
from chalicelib.shared.errors import NotFound, OutsideBusy
from tests.unit.pay.pay_desk import ID, A, Desk
from tests.worlds.orders import HOUR, PRICE, T0, a_refund, an_attempt, an_order


def desk_without_alipay(order: Order) -> Desk:
    return Desk(order, channels=lambda talk: Channels(wechat=talk))


def test_its_attempt_is_abandoned_and_another_begins() -> None:
    pending = an_attempt(channel="alipay", kind="NATIVE")
    desk = desk_without_alipay(an_order(State.AWAITING_PAYMENT, attempts=(pending,)))
    assert desk.start().started.params
    assert desk.attempts == [A.ABANDONED, A.PENDING]


def test_its_slots_move_on() -> None:
    desk = desk_without_alipay(
        an_order(State.REFUNDING, attempts=(an_attempt(state=A.OK, channel="alipay"),), refunds=(a_refund(),))
    )
    desk.pay.refunds.push_due(ID, 1, 1)
    (refund,) = desk.store.order.refunds
    assert refund.due_at is not None
    assert (refund.state, refund.due_at > desk.now) == (RefundState.REQUESTED, True)


@pytest.mark.parametrize("state", [A.PENDING, A.ABANDONED])
def test_its_attempt_is_not_watched_for_ever_and_money_that_comes_later_is_taken(
    state: AttemptState, capsys: pytest.CaptureFixture[str]
) -> None:
    abandoned = an_attempt(state=state, channel="alipay", due_at=T0)
    desk = desk_without_alipay(an_order(State.CANCELLED, attempts=(abandoned,)))
    over = abandoned.time_expire + WATCH_AFTER + 7 * 24 * HOUR
    looks = 0
    while (due_at := desk.store.order.attempts[0].due_at) is not None:
        assert desk.attempts == [state]
        assert '"alarm"' not in capsys.readouterr().out
        desk.now, looks = due_at, looks + 1
        desk.pay.settling.look(ID, 1)
    assert (desk.attempts, over <= desk.now < over + HOUR) == ([A.CLOSED], True)
    assert looks < 8 * 24
    assert "look on its page" in capsys.readouterr().out
    desk.pay.settling.paid(desk.paid())
    assert desk.attempts == [A.ORPHAN]


def test_it_is_not_offered_and_its_notices_are_strangers() -> None:
    desk = desk_without_alipay(an_order(State.AWAITING_PAYMENT))
    with pytest.raises(NotFound):
        desk.pay.notice("alipay", {}, b"")
    assert list(Channels()) == []
    with pytest.raises(NoticeRefused):
        Away().read_notice({}, b"")


def test_whatever_it_is_asked_it_does_not_answer() -> None:
    away, number = Away(), f"{ID}_01"
    trade = Trade(out_trade_no=number, amount=PRICE, kind=Kind.NATIVE, description="")
    wanted = RefundOrder(out_trade_no=number, out_refund_no=f"{number}R1", amount=PRICE, total=PRICE, reason="")
    for ask in (
        lambda: away.start(trade, T0 + HOUR),
        lambda: away.query(number),
        lambda: away.refund(wanted),
        lambda: away.query_refund(f"{number}R1"),
        lambda: away.bill(T0.date()),
    ):
        with pytest.raises(OutsideBusy):
            ask()
