"""Which ways to pay are offered, and until when what was begun can be paid; everything around the service in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.identity.model import LINK
from chalicelib.orders.model import State
from chalicelib.pay.errors import NotOnThisPhone
from chalicelib.pay.methods import HINT, IOS_HINT, PAYER_IOS_HINT, Device
from chalicelib.pay.model import Kind
from chalicelib.pay.service import Begun
from chalicelib.shared.errors import NotFound
from tests.unit.pay.pay_desk import ID, MINI, WHO, Desk
from tests.worlds.orders import HOUR, ME, T0, an_order


@pytest.fixture
def desk() -> Desk:
    return Desk(an_order(State.AWAITING_PAYMENT))


def test_ways_follow_from_the_session_and_the_browser(desk: Desk) -> None:
    assert [way.channel for way in desk.pay.ways(MINI, ID, "MicroMessenger")[0]] == ["WECHAT_JSAPI"]
    assert [way.channel for way in desk.pay.ways(WHO, ID, "iPhone")[0]] == ["WECHAT_H5", "ALIPAY_WAP"]
    assert desk.pay.ways(WHO, ID, "iPhone MicroMessenger") == ((), HINT)
    with pytest.raises(NotFound):
        desk.pay.ways(replace(WHO, person_id="somebody"), ID, "")


def test_on_ios_nobody_pays_where_the_settings_bar_it() -> None:
    desk = Desk(an_order(State.AWAITING_PAYMENT), no_ios_pay=True)
    assert desk.pay.ways(MINI, ID, "", "ios") == ((), IOS_HINT)
    assert desk.pay.payers_ways(Device(mini=True, platform="ios")) == ((), PAYER_IOS_HINT)
    for platform in ("android", "windows"):
        ways, _ = desk.pay.payers_ways(Device(mini=True, platform=platform))
        assert [way.channel for way in ways] == ["WECHAT_JSAPI"]
        assert desk.pay.ways(MINI, ID, "", platform)[0] == ways
    assert [way.channel for way in desk.pay.ways(WHO, ID, "iPhone", "ios")[0]] == ["WECHAT_H5", "ALIPAY_WAP"]
    assert desk.pay.ways(replace(WHO, client=LINK), ID, "", "ios")[0]
    with pytest.raises(NotOnThisPhone):
        desk.start("WECHAT_JSAPI", who=replace(MINI, openid="o-1"), platform="ios")
    assert desk.pay.check("WECHAT_H5", "ios", known=False) == ("wechat", Kind.H5)
    assert desk.start("WECHAT_NATIVE", platform="ios")
    assert desk.store.by == [ME]


def test_a_code_is_good_as_long_as_its_prepay_and_its_trade(desk: Desk) -> None:
    begun = desk.start()
    (attempt,) = desk.store.order.attempts
    assert begun.until == T0 + HOUR
    assert Begun(attempt=attempt, started=replace(begun.started, until=None)).until == attempt.time_expire
    later = replace(begun.started, until=attempt.time_expire + HOUR)
    assert Begun(attempt=attempt, started=later).until == attempt.time_expire
