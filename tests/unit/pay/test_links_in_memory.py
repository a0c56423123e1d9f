"""A link by which somebody else pays: what it tells, what it starts, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.identity.errors import ConsentNeeded
from chalicelib.orders.errors import NotInThisState, OrderNotFound, PaymentNeedsStaff, PaymentUnderWay, PayTimeOver
from chalicelib.orders.model import Actor, State
from chalicelib.pay.errors import (
    AttemptNotFound,
    ChannelSilent,
    LinkPaid,
    PayLinkOver,
)
from chalicelib.pay.links import LIFE, THANKS, LinkState, Request
from chalicelib.pay.methods import PAYER_HINT
from chalicelib.pay.model import CloseResult
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import OutsideBusy, TooMany
from tests.unit.pay.pay_desk import ID, WHO, A, Desk
from tests.unit.pay.pay_family import AT, KEY, Family
from tests.worlds.orders import HOUR, OTHER, PRICE, STUDENT, T0, an_attempt, an_order

MINUTE = timedelta(minutes=1)


@pytest.fixture
def family() -> Family:
    student = replace(STUDENT, name="欧阳小雨")
    return Family(Desk(an_order(State.AWAITING_PAYMENT, expires_at=T0 + 48 * HOUR, student=student)))


def test_a_link_is_the_same_while_the_time_to_pay_is_and_its_digest_alone_is_kept(family: Family) -> None:
    link = family.ask()
    assert link.until == T0 + LIFE
    digest = sha256_hex(link.token.encode())
    assert list(family.inbox.of) == [f"PAYLINK#{digest}"]
    assert link.token not in str(family.inbox.of)
    family.desk.now += HOUR
    again = family.ask()
    assert (again.token, again.until, len(family.inbox.of)) == (link.token, T0 + HOUR + LIFE, 1)
    family.move(State.AWAITING_PAYMENT, expires_at=T0 + 50 * HOUR)
    other = family.ask()
    assert other.token != link.token


def test_a_link_ends_a_minute_before_the_time_to_pay(family: Family) -> None:
    family.desk.now = T0 + 40 * HOUR
    link = family.ask()
    assert link.until == T0 + 48 * HOUR - MINUTE
    family.desk.now = link.until - timedelta(seconds=1)
    assert family.look(link.token).state is LinkState.PAYABLE
    family.desk.now = link.until
    with pytest.raises(PayLinkOver):
        family.look(link.token)
    with pytest.raises(PayTimeOver):
        family.ask()


@pytest.mark.parametrize("state", [one for one in State if one is not State.AWAITING_PAYMENT])
def test_only_what_may_be_paid_has_a_link(state: State) -> None:
    with pytest.raises(NotInThisState) as refusal:
        Family(Desk(an_order(state))).ask()
    assert refusal.value.data["order"]["state"] == state


def test_only_the_owner_asks(family: Family) -> None:
    with pytest.raises(OrderNotFound):
        family.links.make(replace(WHO, person_id=OTHER.id), ID)
    assert family.inbox.of == {}


def test_money_that_does_not_match_is_for_staff() -> None:
    with pytest.raises(PaymentNeedsStaff):
        Family(Desk(an_order(State.AWAITING_PAYMENT, attempts=(an_attempt(state=A.SUSPECT),)))).ask()


def test_a_payer_sees_a_title_half_a_name_an_amount_and_an_end(family: Family) -> None:
    link = family.ask()
    assert family.look(link.token, "iPhone") == Request(
        title="2026届毕业生图像采集",
        name="欧*雨",
        amount=PRICE,
        until=link.until,
        state=LinkState.PAYABLE,
        ways=family.look(link.token, touch=True).ways,
        hint="",
    )
    assert family.asked == [(AT, sha256_hex(link.token.encode()))] * 2


def test_ways_follow_from_what_points(family: Family) -> None:
    token = family.ask().token

    def ways(agent: str, touch: bool | None) -> list[str]:
        return [way.channel for way in family.look(token, agent, touch).ways]

    phone, desktop = ["WECHAT_H5", "ALIPAY_WAP"], ["WECHAT_NATIVE", "ALIPAY_PAGE", "ALIPAY_NATIVE"]
    assert (ways("iPhone", None), ways("Macintosh", True), ways("Android", True)) == (phone, phone, phone)
    assert (ways("Windows", None), ways("Android", False)) == (desktop, desktop)
    inside = family.look(token, "iPhone MicroMessenger", touch=True)
    assert (inside.ways, inside.hint) == ((), PAYER_HINT)


@pytest.mark.parametrize("token", ["", "x" * 64, "0" * 64, "0" * 63, "\udcff" * 64])
def test_a_link_nobody_made_is_over(family: Family, token: str) -> None:
    family.ask()
    for use in (
        lambda: family.look(token),
        lambda: family.links.start(token, AT, "WECHAT_H5", KEY),
        lambda: family.links.state(token, AT, KEY),
    ):
        with pytest.raises(PayLinkOver):
            use()


def over(family: Family, token: str) -> None:
    """Neither looked at nor paid by."""
    with pytest.raises(PayLinkOver):
        family.look(token)
    with pytest.raises(PayLinkOver):
        family.links.start(token, AT, "WECHAT_H5", KEY)
    assert family.desk.attempts == []


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.CANCELLED}, {"state": State.EXPIRED}, {"state": State.REFUNDED}, {"state": State.IN_REVIEW},
        {"person_id": OTHER.id}, {"erased_at": T0},
    ],
)  # fmt: skip
def test_a_link_ends_when_its_order_goes_on(family: Family, changes: dict[str, Any]) -> None:
    token = family.ask().token
    family.move(**{"state": State.AWAITING_PAYMENT} | changes)
    over(family, token)


def test_a_link_ends_when_the_student_went_to_the_site(family: Family) -> None:
    token = family.ask().token
    family.desk.tasks.is_captured = lambda *who: True
    over(family, token)


def test_a_link_ends_while_its_owner_has_taken_back_her_consent(family: Family) -> None:
    token = family.ask().token
    family.desk.consents = False
    over(family, token)
    with pytest.raises(ConsentNeeded):
        family.ask()
    family.desk.consents, family.taken_back = True, True
    with pytest.raises(PayLinkOver):
        family.links.start(token, AT, "WECHAT_H5", KEY)
    assert (family.begun, family.desk.attempts) == ([(sha256_hex(token.encode()), T0 + LIFE + THANKS)], [])


def test_a_link_ends_with_its_day(family: Family) -> None:
    token = family.ask().token
    family.desk.now = T0 + LIFE
    over(family, token)


def test_a_payer_starts_what_its_owner_would(family: Family) -> None:
    link, desk = family.ask(), family.desk
    begun = family.links.start(link.token, AT, "WECHAT_NATIVE", KEY)
    assert family.links.start(link.token, AT, "WECHAT_NATIVE", KEY) == begun
    assert desk.store.by == [Actor(kind="payer")]
    assert (begun.attempt.client_key, desk.attempts) == (KEY, [A.PENDING])
    assert desk.talk.trade is not None
    assert (desk.talk.trade.payer, desk.talk.trade.payer_ip) == (None, AT)
    assert desk.talk.trade.back_url == f"https://site/#/payfor/{link.token}"
    digest = sha256_hex(link.token.encode())
    assert family.begun == [(digest, link.until + THANKS)]


def test_the_owners_pending_payment_gives_way(family: Family) -> None:
    token = family.ask().token
    family.desk.start()
    family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    assert family.desk.attempts == [A.CLOSED, A.PENDING]


def test_a_channel_that_is_silent_is_told_as_to_its_owner(family: Family) -> None:
    token = family.ask().token
    family.desk.talk.prepay = OutsideBusy()
    with pytest.raises(ChannelSilent) as refusal:
        family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    assert (refusal.value.data, family.desk.attempts) == (None, [A.PENDING])


def test_who_comes_too_late_is_thanked(family: Family) -> None:
    token, desk = family.ask().token, family.desk
    family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    desk.talk.closing, desk.talk.state = CloseResult.PAID, desk.paid()
    with pytest.raises(LinkPaid) as refusal:
        family.links.start(token, AT, "WECHAT_NATIVE", "others-key")
    assert (refusal.value.text, refusal.value.data, desk.attempts) == ("已支付，谢谢您", None, [A.OK])
    with pytest.raises(LinkPaid):
        family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    assert family.look(token).state is LinkState.PAID
    assert family.look(token).ways == ()
    desk.now = T0 + LIFE + THANKS - MINUTE
    assert family.look(token).state is LinkState.PAID
    desk.now += MINUTE
    with pytest.raises(PayLinkOver):
        family.look(token)


def test_an_order_that_ends_while_a_payment_starts_is_over(family: Family) -> None:
    token = family.ask().token
    family.desk.talk.meanwhile = lambda: family.move(State.CANCELLED)
    with pytest.raises(PayLinkOver):
        family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    assert family.desk.attempts == [A.CLOSED]


def test_a_start_that_another_overtakes_is_under_way(family: Family) -> None:
    token = family.ask().token

    def overtaken() -> None:
        order = family.desk.store.order
        family.desk.store.order = order.with_attempt(replace(order.attempts[0], state=A.ABANDONED))

    family.desk.talk.meanwhile = overtaken
    with pytest.raises(PaymentUnderWay) as refusal:
        family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    assert refusal.value.data is None


def test_a_link_that_began_too_much_begins_no_more(family: Family) -> None:
    token = family.ask().token
    family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    family.full = True
    with pytest.raises(TooMany):
        family.links.start(token, AT, "WECHAT_NATIVE", "another-key")
    with pytest.raises(TooMany):
        family.links.start(token, AT, "ALIPAY_NATIVE", KEY)
    assert family.links.start(token, AT, "WECHAT_NATIVE", KEY).attempt.attempt_no == 1


def test_a_payer_asks_about_her_own_payment_alone(family: Family) -> None:
    token, desk = family.ask().token, family.desk
    desk.start()
    with pytest.raises(AttemptNotFound):
        family.links.state(token, AT, KEY)
    family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    attempt, link = family.links.state(token, AT, KEY)
    assert (attempt.attempt_no, attempt.state, link) == (2, A.PENDING, LinkState.PAYABLE)
    desk.now += MINUTE
    desk.talk.state = desk.paid(out_trade_no=f"{ID}_02")
    attempt, link = family.links.state(token, AT, KEY)
    assert (attempt.state, link) == (A.OK, LinkState.PAID)


def test_money_for_an_order_that_has_ended_goes_back_and_its_payer_is_told(family: Family) -> None:
    token, desk = family.ask().token, family.desk
    family.links.start(token, AT, "WECHAT_NATIVE", KEY)
    family.move(State.CANCELLED, expires_at=None)
    desk.now += MINUTE
    desk.talk.state = desk.paid()
    attempt, link = family.links.state(token, AT, KEY)
    assert (attempt.state, link) == (A.ORPHAN, LinkState.OVER)
    assert [one.amount for one in desk.store.order.refunds] == [PRICE]
