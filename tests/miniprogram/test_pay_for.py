"""The family pays: a card sent in WeChat, opened on another phone by somebody who has no account."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import expect

from chalicelib.wire import wire
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import unpaid

PAY = re.compile("微信支付")


class Family(NamedTuple):
    """mother: before the page of the card that the student's phone sent."""

    student: Person
    mother: Person
    card: dict[str, Any]


@pytest.fixture
def family(someone: Opens, bundle: Path) -> Family:
    student, mother = someone(bundle, known=True), someone(bundle)
    student.open(f"pages/orders/pay/pay?order_id={unpaid(student)}")
    student.tap("请家人代付")
    student.tap("发给微信里的家人")
    student.wait_until(lambda: student.phone.times("share") == 1)
    card = dict(student.phone.asked[-1][1])
    mother.open(card["path"][1:])
    return Family(student, mother, card)


def state(family: Family) -> str:
    return str(family.student.api.order(family.student.order_id())["state"])


def test_a_mother_pays_by_the_card_and_logs_in_nowhere(family: Family) -> None:
    student, mother, card = family
    assert card["title"] == "请您代付采集费 20.00 元"
    assert card["imageUrl"] == "/art/share.png"  # else WeChat sends a picture of the page, with a name and a number
    mother.title("请您代付")
    for text in ("张*请您代付", "20.00 元", "链接还剩", "付款前请向本人确认。如果退款，款项原路退回您的账户。"):
        mother.sees(text)
    mother.look("payfor-card")
    mother.phone.wishes.pays = ["cancel", "fail", "ok"]
    mother.tap(PAY)
    mother.sees("您取消了支付，可以在链接失效前继续支付。")
    mother.tap(PAY)
    mother.sees("支付没有完成，可以再试一次")
    assert state(family) == "AWAITING_PAYMENT"
    mother.tap(PAY)
    mother.sees("已支付，谢谢您")
    expect(mother.button(PAY)).to_have_count(0)
    mother.look("payfor-card-paid")
    assert mother.page.evaluate("wx.getStorageSync('token')") == ""
    student.tap("家人已付款，查看结果")
    student.sees("待审核")
    trades = student.world.box.pay.books.trades()
    assert trades[-1]["asked"]["payer"] == {"openid": mother.phone.openid}


def test_of_two_who_pay_one_pays(family: Family) -> None:
    """The student paid meanwhile: her mother is not asked for money any more."""
    student, mother, _ = family
    mother.sees("张*请您代付")
    student.outside_pays(student.order_id())
    mother.expected.append("409 (Conflict)")
    mother.tap(PAY)
    mother.sees("已支付，谢谢您")
    assert mother.phone.times("requestPayment") == 0


def test_a_card_whose_order_is_over_says_so(family: Family) -> None:
    student, mother, _ = family
    mother.sees("张*请您代付")
    student.api.act(student.order_id(), "cancel")
    mother.expected.append("404 (Not Found)")
    mother.tap(PAY)
    mother.sees("链接已失效")
    mother.sees("请让本人重新发送")
    expect(mother.button(PAY)).to_have_count(0)
    mother.look("payfor-card-over")


def test_paid_and_the_line_lost_before_the_answer(family: Family) -> None:
    _, mother, _ = family
    mother.sees("张*请您代付")
    mother.expected.append("ERR_CONNECTION_RESET")
    lost = re.compile(r"/api/payfor/\w+(/payments/[\w-]+)?(\?.*)?$")
    mother.page.route(lost, lambda route: route.abort("connectionreset"))
    mother.tap(PAY)
    mother.sees("网络不通，还没有查到支付结果")
    expect(mother.button(PAY)).to_have_count(0)
    mother.page.unroute(lost)
    mother.tap("重试")
    mother.sees("已支付，谢谢您")
    assert mother.phone.times("requestPayment") == 1


def test_from_wechats_menu_the_card_tells_of_the_service_alone(family: Family) -> None:
    shared = family.student.page.evaluate("getCurrentPages().at(-1).onShareAppMessage({ from: 'menu' })")
    assert shared["path"] == "/pages/home/home/home"


def test_an_iphone_where_the_platform_bars_it_is_led_to_the_browser(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire().pay, "_no_ios_pay", True)
    mother = family.mother
    mother.sees("张*请您代付")
    mother.page.evaluate("wx.getDeviceInfo = () => ({ platform: 'ios' })")
    mother.page.evaluate("getCurrentPages().at(-1).onShow()")
    mother.sees("苹果手机暂时不能在小程序中支付，请让本人把付款链接发给您，用浏览器打开")
    expect(mother.button(PAY)).to_have_count(0)
