"""A link opened as a card in the mini-program: WeChat says who pays, where it has to."""

from __future__ import annotations

import pytest

from chalicelib.identity.errors import WeChatCodeUsed
from chalicelib.orders.model import State
from chalicelib.pay.errors import PayerNotOnThisPhone
from chalicelib.pay.methods import PAYER_IOS_HINT
from chalicelib.pay.model import Kind
from tests.unit.pay.pay_desk import Desk
from tests.unit.pay.pay_family import AT, KEY, Family
from tests.worlds.orders import HOUR, T0, an_order


@pytest.fixture
def family() -> Family:
    return Family(Desk(an_order(State.AWAITING_PAYMENT, expires_at=T0 + 48 * HOUR)))


def test_inside_the_mini_program_wechat_pays_with_the_payers_own_money(family: Family) -> None:
    token = family.ask().token
    seen = family.look_inside(token)
    assert [way.channel for way in seen.ways] == ["WECHAT_JSAPI"]
    family.links.start(token, AT, "WECHAT_JSAPI", KEY, code="mothers-code")
    assert family.desk.talk.trade
    assert (family.desk.talk.trade.payer, family.desk.talk.trade.kind) == ("oMother", Kind.JSAPI)
    assert family.desk.store.by[-1].kind == "payer"
    assert "oMother" not in f"{family.inbox.of}{family.desk.store.order}"


def test_in_the_mini_program_nobody_pays_without_a_wechat_login(family: Family) -> None:
    token = family.ask().token
    with pytest.raises(WeChatCodeUsed):
        family.links.start(token, AT, "WECHAT_JSAPI", KEY)
    assert (family.desk.attempts, family.begun) == ([], [])  # and none of the link's starts is used up


def test_wechat_is_asked_who_pays_only_where_it_has_to_say_so(family: Family) -> None:
    """Codes nobody knows: whoever is asked about one raises KeyError."""
    token = family.ask().token
    family.links.start(token, AT, "WECHAT_NATIVE", KEY, code="whose")
    family.desk.pay._no_ios_pay = True
    with pytest.raises(PayerNotOnThisPhone):
        family.links.start(token, AT, "WECHAT_JSAPI", "another-key", code="whose", platform="ios")
    family.links.start(token, AT, "WECHAT_JSAPI", "mothers-key", code="mothers-code")
    family.links.start(token, AT, "WECHAT_JSAPI", "mothers-key", code="used")  # tapped again: what was given is shown
    before = family.desk.store.order
    with pytest.raises(KeyError):
        family.links.start(token, AT, "WECHAT_JSAPI", "fathers-key", code="whose")
    assert family.desk.store.order == before  # nobody's code on a screen was closed for it


def test_where_the_platform_bars_it_an_iphone_is_led_to_the_browser(family: Family) -> None:
    token = family.ask().token
    family.desk.pay._no_ios_pay = True
    seen = family.look_inside(token, "ios")
    assert (seen.ways, seen.hint) == ((), PAYER_IOS_HINT)
    with pytest.raises(PayerNotOnThisPhone):
        family.links.start(token, AT, "WECHAT_JSAPI", KEY, code="mothers-code", platform="ios")
    assert family.look_inside(token).ways
