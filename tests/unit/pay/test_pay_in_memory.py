"""The payment service with everything around it in memory: an order, a channel that says what it is told to say."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import timedelta

import pytest

from chalicelib.orders.errors import NotInThisState, PaymentNeedsStaff, PaymentUnderWay, PayTimeOver
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.errors import (
    AttemptNotFound,
    ChannelRefuses,
    ChannelSilent,
    NeedsWeChatLogin,
    UnknownChannel,
)
from chalicelib.pay.model import (
    Kind,
    Trade,
    TradeState,
)
from chalicelib.pay.service import Begun, MerchantAccount
from chalicelib.shared.errors import OutsideBusy, OutsideFailed
from tests.unit.pay.pay_desk import ID, MINI, WHO, A, Desk
from tests.worlds.orders import APPID, HOUR, MCHID, PRICE, T0, an_attempt, an_order


@pytest.fixture
def desk() -> Desk:
    return Desk(an_order(State.AWAITING_PAYMENT))


# -- starting ----------------------------------------------------------------------------------------------------------


def test_an_attempt_is_written_then_the_channel_is_told(desk: Desk) -> None:
    desk.talk.meanwhile = lambda: desk.attempts == [A.PENDING] or pytest.fail("told before it was written")
    begun = desk.start(back="/orders")
    (attempt,) = desk.store.order.attempts
    assert begun == Begun(attempt=attempt, started=desk.talk.prepay)
    assert (attempt.channel, attempt.kind, attempt.mchid, attempt.appid) == ("wechat", "NATIVE", MCHID, APPID)
    assert (attempt.client_key, attempt.started_at) == ("key-1", T0)
    assert desk.talk.trade == Trade(
        out_trade_no=f"{ID}_01",
        amount=PRICE,
        kind=Kind.NATIVE,
        description="高校图像信息采集 OOOOOO",
        payer=None,
        payer_ip="10.0.0.1",
        back_url="https://site/orders",
    )
    assert desk.talk.deadline == attempt.time_expire == T0 + 24 * HOUR
    assert desk.prepays.of == {1: desk.talk.prepay}
    assert desk.talk.asked == ["start"]


def test_jsapi_is_for_whoever_came_with_wechat(desk: Desk) -> None:
    with pytest.raises(NeedsWeChatLogin):
        desk.start("WECHAT_JSAPI")
    assert desk.attempts == []
    desk.start("WECHAT_JSAPI", who=MINI)
    assert desk.talk.trade is not None
    assert (desk.talk.trade.payer, desk.talk.trade.kind, desk.talk.trade.back_url) == (
        "oMe",
        Kind.JSAPI,
        "https://site/",
    )


@pytest.mark.parametrize("channel", ["WECHAT_NATIVE", "WECHAT_H5", "ALIPAY_PAGE", "ALIPAY_WAP", "ALIPAY_NATIVE"])
def test_nobody_else_needs_wechat(desk: Desk, channel: str) -> None:
    desk.start(channel)
    (attempt,) = desk.store.order.attempts
    assert f"{attempt.channel}_{attempt.kind}".upper() == channel


@pytest.mark.parametrize("channel", ["WECHAT_H5", "WECHAT_NATIVE"])
def test_only_jsapi_names_the_payer(desk: Desk, channel: str) -> None:
    desk.start(channel, who=MINI)
    assert desk.talk.trade is not None
    assert desk.talk.trade.payer is None


@pytest.mark.parametrize(
    "channel", ["", "WECHAT", "_NATIVE", "wechat_native", "BANK_NATIVE", "ALIPAY_JSAPI", "ALIPAY_H5", "WECHAT_PAGE"]
)
def test_an_unknown_way_is_refused(desk: Desk, channel: str) -> None:
    with pytest.raises(UnknownChannel):
        desk.start(channel)
    assert (desk.attempts, desk.talk.asked) == ([], [])


def test_the_same_tap_at_once_is_the_same_and_asks_nobody(desk: Desk) -> None:
    first = desk.start()
    desk.now = T0 + timedelta(seconds=1.999)
    assert desk.start() == first
    assert desk.talk.asked == ["start"]


def test_the_same_tap_later_asks_first_and_shows_the_same(desk: Desk) -> None:
    first = desk.start()
    desk.now = T0 + timedelta(seconds=2)
    assert desk.start() == first
    assert desk.talk.asked == ["start", ("query", f"{ID}_01")]
    assert desk.attempts == [A.PENDING]


@pytest.mark.parametrize("trouble", [OutsideBusy(), OutsideFailed()])
def test_a_silent_channel_hides_no_code(desk: Desk, trouble: Exception) -> None:
    first = desk.start()
    desk.now, desk.talk.state = T0 + timedelta(seconds=9), trouble
    assert desk.start() == first


def test_the_same_tap_with_nothing_kept_asks_for_a_prepay_again(desk: Desk) -> None:
    desk.start()
    desk.prepays.of.clear()
    desk.start()
    assert (desk.talk.asked, desk.attempts) == (["start", "start"], [A.PENDING])


def test_another_tap_closes_the_one_before_within_three_seconds(desk: Desk) -> None:
    desk.start()
    begun = desk.start(key="key-2")
    assert begun.attempt.attempt_no == 2
    assert desk.talk.asked == ["start", ("close", f"{ID}_01", 3), "start"]
    assert desk.attempts == [A.CLOSED, A.PENDING]


def test_what_was_paid_meanwhile_is_not_shown_again(desk: Desk) -> None:
    desk.start()
    desk.now, desk.talk.state = T0 + HOUR, desk.paid()
    with pytest.raises(NotInThisState) as refused:
        desk.start()
    assert refused.value.data["order"]["state"] == "IN_REVIEW"
    assert desk.attempts == [A.OK]


def test_what_the_channel_closed_is_not_shown_again(desk: Desk) -> None:
    desk.start()
    desk.now, desk.talk.state = T0 + HOUR, TradeState.CLOSED
    with pytest.raises(PaymentUnderWay):
        desk.start()
    assert desk.attempts == [A.CLOSED]


def test_a_refused_prepay_is_a_failure_or_what_explains_it(desk: Desk) -> None:
    desk.talk.prepay = OutsideFailed()
    with pytest.raises(ChannelRefuses, match="pay_channel_refuses"):
        desk.start()
    assert (desk.attempts, desk.prepays.of) == ([A.PENDING], {})
    desk.talk.state = desk.paid()
    with pytest.raises(NotInThisState):
        desk.start()
    assert desk.attempts == [A.OK]


@pytest.mark.parametrize("seconds", [2, 9])
def test_a_prepay_that_is_refused_again_begins_anew_at_the_next_tap(desk: Desk, seconds: int) -> None:
    desk.start()
    desk.prepays.of.clear()
    desk.now, desk.talk.prepay = T0 + timedelta(seconds=seconds), OutsideFailed()
    with pytest.raises(OutsideFailed):
        desk.start()
    assert desk.talk.asked[-2:] == [("query", f"{ID}_01"), ("close", f"{ID}_01", 3)]
    desk.talk.prepay = Desk(desk.store.order).talk.prepay
    assert desk.start().attempt.attempt_no == 2
    assert desk.attempts == [A.CLOSED, A.PENDING]


def test_the_same_key_for_another_way_to_pay_is_another_tap(desk: Desk) -> None:
    desk.start()
    begun = desk.start("ALIPAY_NATIVE")
    assert (begun.attempt.attempt_no, begun.attempt.channel) == (2, "alipay")
    assert desk.start("WECHAT_H5").attempt.kind == "H5"
    assert desk.attempts == [A.CLOSED, A.CLOSED, A.PENDING]


def test_a_busy_channel_is_busy(desk: Desk) -> None:
    desk.talk.prepay = OutsideBusy()
    with pytest.raises(ChannelSilent) as refused:
        desk.start()
    assert "微信支付" in refused.value.text
    assert (desk.attempts, desk.talk.asked) == ([A.PENDING], ["start"])


def test_a_prepay_that_lands_after_the_time_is_closed(desk: Desk) -> None:
    def slow() -> None:
        desk.store.order = desk.store.order.but(state=State.EXPIRED)

    desk.talk.meanwhile = slow
    with pytest.raises(PayTimeOver):
        desk.start()
    assert desk.talk.asked == ["start", ("close", f"{ID}_01", 3)]
    assert desk.attempts == [A.CLOSED]


@pytest.mark.parametrize("hours", [24, 25])
def test_a_prepay_that_lands_when_the_time_is_just_over(desk: Desk, hours: int) -> None:
    def slow() -> None:
        order = desk.store.order
        desk.store.order = order.with_attempt(replace(order.attempts[0], state=A.ABANDONED))
        desk.now = T0 + hours * HOUR

    desk.talk.meanwhile = slow
    with pytest.raises(PayTimeOver):
        desk.start()


def test_a_prepay_that_another_one_overtook_is_closed(desk: Desk) -> None:
    def slow() -> None:
        order = desk.store.order
        desk.store.order = order.with_attempt(replace(order.attempts[0], state=A.ABANDONED))

    desk.talk.meanwhile = slow
    with pytest.raises(PaymentUnderWay):
        desk.start()
    assert desk.attempts == [A.CLOSED]


def test_a_prepay_for_money_that_does_not_match_sends_to_staff(desk: Desk) -> None:
    def slow() -> None:
        order = desk.store.order
        desk.store.order = order.with_attempt(replace(order.attempts[0], state=A.SUSPECT))

    desk.talk.meanwhile = slow
    with pytest.raises(PaymentNeedsStaff):
        desk.start()


@pytest.mark.parametrize("state", [State.CANCELLED, State.APPROVED])
def test_a_prepay_for_an_order_that_went_on_says_so(desk: Desk, state: State) -> None:
    desk.talk.meanwhile = lambda: setattr(desk.store, "order", desk.store.order.but(state=state))
    with pytest.raises(NotInThisState) as refused:
        desk.start()
    assert refused.value.data["order"]["state"] == state


# -- asking ------------------------------------------------------------------------------------------------------------


def test_a_brand_new_attempt_is_not_asked_about(desk: Desk) -> None:
    desk.start()
    desk.talk.state, desk.now = desk.paid(), T0 + timedelta(seconds=1.999)
    order, attempt = desk.pay.state(WHO, ID, 1)
    assert (order, attempt.state) == (desk.store.order, A.PENDING)
    desk.now = T0 + timedelta(seconds=2)
    order, attempt = desk.pay.state(WHO, ID, 1)
    assert (order.head.state, attempt.state) == (State.IN_REVIEW, A.OK)


def test_a_client_that_asks_in_a_loop_asks_the_channel_every_other_second(desk: Desk) -> None:
    desk.start()
    for tenth in range(20, 61):
        desk.now = T0 + timedelta(seconds=tenth / 10)
        desk.pay.state(WHO, ID, 1)
        desk.start()
    assert desk.talk.asked.count(("query", f"{ID}_01")) == 3


@pytest.mark.parametrize("trouble", [OutsideBusy(), OutsideFailed()])
def test_a_silent_channel_leaves_what_is_known(desk: Desk, trouble: Exception) -> None:
    desk.start()
    desk.now, desk.talk.state = T0 + HOUR, trouble
    order, attempt = desk.pay.state(WHO, ID, 1)
    assert (order.head.state, attempt.state) == (State.AWAITING_PAYMENT, A.PENDING)
    assert desk.talk.asked == ["start", ("query", f"{ID}_01")]


def test_what_a_service_hands_out_cannot_be_changed(desk: Desk) -> None:
    begun, account = desk.start(), MerchantAccount(mchid="1", appid="2")
    for one, name in ((begun, "attempt"), (account, "mchid")):
        with pytest.raises(FrozenInstanceError):
            setattr(one, name, None)
    for kind in (Begun, MerchantAccount):
        with pytest.raises(TypeError):
            kind("1", "2")  # type: ignore[call-arg,arg-type]


@pytest.mark.parametrize("state", [one for one in A if one is not A.PENDING])
def test_what_is_settled_is_not_asked_about(state: AttemptState) -> None:
    desk = Desk(an_order(State.IN_REVIEW, attempts=(an_attempt(state=state),)))
    desk.now = T0 + HOUR
    assert desk.pay.state(WHO, ID, 1)[1].state is state
    assert desk.talk.asked == []


def test_an_attempt_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(AttemptNotFound):
        desk.pay.state(WHO, ID, 1)
