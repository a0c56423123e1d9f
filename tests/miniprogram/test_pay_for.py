"""The family pays: a card sent in WeChat, opened on another phone by somebody who has no account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import expect

from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import unpaid

PAY = re.compile("微信支付")
ASKED = re.compile(r"/payments/[\w-]+$")
LOOKS = 6000  # ms, after which a page with an open cashier looks by itself


class Family(NamedTuple):
    """mother: before the page of the card that the student's phone sent."""

    student: Person
    mother: Person
    card: dict[str, Any]

    @property
    def state(self) -> str:
        return str(self.student.api.order(self.student.order_id())["state"])


@pytest.fixture
def family(someone: Opens, bundle: Path) -> Iterator[Family]:
    student, mother = someone(bundle, known=True), someone(bundle)
    student.open(f"pages/orders/pay/pay?order_id={unpaid(student)}")
    student.tap("请家人代付")
    student.tap("发给微信里的家人")
    student.wait_until(lambda: student.phone.times("share") == 1)
    card = dict(student.phone.asked[-1][1])
    mother.open(card["path"][1:])
    mother.sees("张*请您代付")
    yield Family(student, mother, card)
    student.world.box.faults.clear()


def open_cashier(person: Person) -> dict[str, str]:
    """Nobody says what became of it; the arguments of wx.requestPayment."""
    person.phone.wishes.pays = ["open"]
    person.page.clock.install()
    person.tap(PAY)
    person.wait_until(lambda: person.phone.times("requestPayment") == 1)
    return dict(person.phone.asked[-1][1]["params"])


def pay_there(person: Person, params: dict[str, str]) -> None:
    """In the cashier that is open."""
    person.phone.outside.control("POST", "/request-payment", openid=person.phone.openid, params=params)


def test_a_mother_pays_by_the_card_and_logs_in_nowhere(family: Family) -> None:
    student, mother, card = family
    assert card["title"] == "请您代付采集费 20.00 元"
    assert card["imageUrl"] == "/art/share.png"  # else WeChat sends a picture of the page, with a name and a number
    shared = student.page.evaluate("getCurrentPages().at(-1).onShareAppMessage({ from: 'menu' })")
    assert shared["path"] == "/pages/home/home/home"  # WeChat's own menu tells of the service alone
    mother.title("请您代付")
    for text in ("20.00 元", "链接还剩", "付款前请向本人确认。如果退款，款项原路退回您的账户。", "收款方："):
        mother.sees(text)
    mother.look("payfor-card")
    mother.phone.wishes.pays = ["cancel", "fail", "ok"]
    mother.tap(PAY)
    mother.sees("您取消了支付，可以在截止时间前继续支付。")
    mother.tap(PAY)
    mother.sees("支付没有完成，可以再试一次")
    mother.look("payfor-card-unsure")
    mother.tap("查看支付结果")
    mother.reads("还没有收到付款，请稍后再看")
    assert family.state == "AWAITING_PAYMENT"
    mother.tap(PAY)
    mother.sees("已支付，谢谢您")
    expect(mother.button(PAY)).to_have_count(0)
    mother.look("payfor-card-paid")
    assert mother.page.evaluate("wx.getStorageSync('token')") == ""
    student.tap("家人已付款，查看结果")
    student.sees("待审核")
    trades = student.world.box.pay.books.trades()
    assert trades[-1]["asked"]["payer"] == {"openid": mother.phone.openid}


def test_an_order_paid_meanwhile_is_not_paid_again(family: Family) -> None:
    student, mother, _ = family
    student.outside_pays(student.order_id())
    mother.expected.append("409 (Conflict)")
    mother.tap(PAY)
    mother.sees("已支付，谢谢您")
    assert mother.phone.times("requestPayment") == 0


def test_of_two_open_cashiers_the_last_counts(family: Family) -> None:
    """Her mother pays while the student's own cashier is open: nobody tells her that she has paid."""
    student, mother, _ = family
    open_cashier(student)
    mother.tap(PAY)
    mother.sees("已支付，谢谢您")
    student.page.clock.fast_forward(LOOKS)
    student.sees("待审核")
    expect(student.here.get_by_text("支付成功")).to_have_count(0)


def test_the_student_finds_what_her_mother_paid_though_the_notice_is_lost(family: Family, clock: SandboxClock) -> None:
    """Also where nobody told her phone that her mother had begun."""
    student, mother, _ = family
    student.world.box.faults.set("notice_lost")
    mother.expected.append("ERR_CONNECTION_RESET")
    mother.page.route(ASKED, lambda route: route.abort("connectionreset"))
    mother.tap(PAY)
    mother.sees("网络不通，还没有查到支付结果")
    clock.move(minutes=1, schedules=False)  # the channel is not asked about what has just begun
    student.tap("家人已付款，查看结果")
    student.sees("待审核")


def test_what_her_mother_began_is_not_told_as_her_own(family: Family) -> None:
    student, mother, _ = family
    order_id = student.order_id()
    student.phone.wishes.pays = ["cancel"]
    student.tap(PAY)
    student.sees("您取消了支付")
    open_cashier(mother)
    student.open(f"pages/orders/pay/pay?order_id={order_id}")
    student.sees("剩余支付时间")
    expect(student.here.get_by_text("这部手机上有一笔支付")).to_have_count(0)


def test_an_order_that_ends_before_an_open_cashier_was_not_paid(family: Family) -> None:
    student = family.student
    open_cashier(student)
    student.api.act(student.order_id(), "cancel")
    student.page.clock.fast_forward(LOOKS)
    student.sees("已取消")
    expect(student.here.get_by_text("支付成功")).to_have_count(0)


def test_a_card_whose_order_is_over_says_so(family: Family) -> None:
    student, mother, _ = family
    mother.phone.wishes.pays = ["cancel"]
    mother.tap(PAY)
    mother.sees("您取消了支付")
    student.api.act(student.order_id(), "cancel")
    mother.expected.append("404 (Not Found)")
    mother.tap(PAY)
    mother.sees("链接已失效")
    mother.sees("请让本人重新发送")
    expect(mother.here.get_by_text("继续支付")).to_have_count(0)
    expect(mother.button(PAY)).to_have_count(0)
    mother.look("payfor-card-over")


def test_a_link_that_ends_before_an_open_cashier_is_not_the_end(family: Family, clock: SandboxClock) -> None:
    """A link begins payments for a day; what it began waits as long as the order does."""
    student, mother, _ = family
    clock.move(minutes=24 * 60 - 10, schedules=False)
    params = open_cashier(mother)
    clock.move(minutes=9, seconds=15, schedules=False, hold=True)  # the link is over, and the last minute begins
    mother.page.clock.fast_forward(LOOKS)
    mother.wait_until(lambda: any(ASKED.search(line) for line in mother.requests()))
    mother.wait_until(mother.is_answered)
    expect(mother.here.get_by_text("链接已失效")).to_have_count(0)
    pay_there(mother, params)
    student.api.wait_for(student.order_id(), "IN_REVIEW")
    mother.page.clock.fast_forward(60_000)
    mother.sees("已支付，谢谢您")


def test_paid_and_both_the_line_and_the_notice_lost(family: Family, clock: SandboxClock) -> None:
    """What she is told first is that she may have paid; looking again asks the channel."""
    student, mother, _ = family
    student.world.box.faults.set("notice_lost")
    mother.expected.append("ERR_CONNECTION_RESET")
    mother.page.route(ASKED, lambda route: route.abort("connectionreset"))
    mother.tap(PAY)
    mother.sees("网络不通，还没有查到支付结果")
    mother.look("payfor-card-lost")
    mother.page.unroute(ASKED)
    clock.move(minutes=1, schedules=False)  # the channel is not asked about what has just begun
    mother.tap("重试")
    mother.sees("已支付，谢谢您")
    assert family.state == "IN_REVIEW"
    assert mother.phone.times("requestPayment") == 1


def test_paid_and_the_app_closed_before_the_answer(family: Family, clock: SandboxClock) -> None:
    student, mother, card = family
    student.world.box.faults.set("notice_lost")
    params = open_cashier(mother)
    mother.open(card["path"][1:])
    mother.sees("有一笔支付还没有结果")
    expect(mother.button("查看支付结果")).to_have_class(re.compile("btn-main"))
    pay_there(mother, params)
    clock.move(minutes=1, schedules=False)
    mother.tap("查看支付结果")
    mother.sees("已支付，谢谢您")


def test_an_iphone_where_the_platform_bars_it_is_led_to_the_browser(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire().money.pay, "_no_ios_pay", True)
    mother = family.mother
    mother.page.evaluate("wx.getDeviceInfo = () => ({ platform: 'ios' })")
    mother.page.evaluate("getCurrentPages().at(-1).onShow()")
    mother.sees("苹果手机暂时不能在小程序中支付，请让本人把付款链接发给您，用浏览器打开")
    expect(mother.button(PAY)).to_have_count(0)
