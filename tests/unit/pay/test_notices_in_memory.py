"""Notices given to the payment service, with everything around it in memory."""

from __future__ import annotations

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.money_model import RefundState
from chalicelib.pay.model import RefundStatus
from chalicelib.shared.errors import NotFound
from tests.unit.pay.pay_desk import A, Desk, refund_said
from tests.worlds.orders import an_order


@pytest.fixture
def desk() -> Desk:
    return Desk(an_order(State.AWAITING_PAYMENT))


def notify(desk: Desk, fact: object, channel: str = "wechat") -> None:
    desk.talk.notice = fact
    desk.pay.notice(channel, {"a": "b"}, b"raw")


def test_a_notice_of_money_pays(desk: Desk) -> None:
    desk.start()
    notify(desk, desk.paid())
    assert (desk.store.order.head.state, desk.attempts) == (State.IN_REVIEW, [A.OK])


def test_a_notice_of_a_refund_ends_it() -> None:
    desk = Desk(an_order(State.REFUNDING))
    notify(desk, refund_said(RefundStatus.SUCCESS))
    assert (desk.store.order.head.state, desk.store.order.refunds[0].state) == (State.REFUNDED, RefundState.DONE)


def test_a_notice_of_nothing_changes_nothing(desk: Desk) -> None:
    desk.start()
    before = desk.store.order
    notify(desk, None)
    assert desk.store.order == before


def test_a_notice_of_an_unknown_channel_is_not_found(desk: Desk) -> None:
    desk.start()
    before = desk.store.order
    with pytest.raises(NotFound):
        notify(desk, desk.paid(), "bank")
    assert desk.store.order == before
