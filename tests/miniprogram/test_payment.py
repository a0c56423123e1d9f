"""Paying: what the callback says is never believed, and a tap too many costs nothing."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.phone import Subscribes
from tests.miniprogram.student import see_paid, unpaid
from tests.worlds.browsers import Pauses
from tests.worlds.staff import hire, who
from tests.worlds.staff_orders import made_order

OFF: tuple[Subscribes, ...] = ("off", "reject", "ban", "filter")


@pytest.fixture
def payer(someone: Opens, bundle: Path) -> Person:
    """Somebody before the cashier of an order that waits for its money."""
    person = someone(bundle, known=True)
    person.open(f"pages/orders/pay/pay?order_id={unpaid(person)}")
    person.title("支付")
    person.sees("剩余支付时间")
    return person


def state(person: Person) -> str:
    return str(person.api.order(person.order_id())["state"])


def asked_again(person: Person, before: int) -> bool:
    """Whether WeChat was asked about notices once more than before."""
    return person.phone.times("subscribe") == before + 1


def trades(box: Sandbox, person: Person) -> list[str]:
    """States of the order's trades at WeChat Pay."""
    return [one["state"] for one in box.pay.books.trades() if one["out_trade_no"].startswith(person.order_id())]


def test_cancelled_failed_and_lied_about_and_then_paid(payer: Person, box: Sandbox) -> None:
    """lied: WeChat says paid, and no money came; nothing is shown as paid."""
    payer.phone.wishes.pays = ["cancel", "fail", "lie", "ok"]
    for hint in ("您取消了支付", "支付没有完成，可以再试一次", "正在等待微信支付确认"):
        payer.tap(re.compile("微信支付"))
        payer.sees(hint)
        assert state(payer) == "AWAITING_PAYMENT"
    payer.look("pay-unclear")
    payer.tap(re.compile("微信支付"))
    see_paid(payer)
    assert payer.phone.times("requestPayment") == 4
    assert trades(box, payer).count("SUCCESS") == 1


def test_paid_but_the_callback_is_lost(payer: Person, box: Sandbox) -> None:
    payer.phone.wishes.pays = ["lost"]
    payer.tap(re.compile("微信支付"))
    see_paid(payer)
    assert trades(box, payer) == ["SUCCESS"]


def test_paid_and_the_app_ended_before_the_callback(payer: Person, box: Sandbox) -> None:
    payer.phone.wishes.pays = ["lost"]
    with payer.page.expect_response(re.compile("/payments$")):
        payer.tap(re.compile("微信支付"))
    payer.wait_until(lambda: payer.phone.times("requestPayment") == 1)
    payer.wait_until(lambda: state(payer) == "IN_REVIEW")
    payer.open("pages/orders/list/list")
    payer.sees("待审核")
    assert trades(box, payer) == ["SUCCESS"]


def test_two_quick_taps_are_one_payment_also_without_notices(payer: Person, box: Sandbox) -> None:
    payer.phone.wishes.subscribes = "reject"
    payer.button(re.compile("微信支付")).evaluate("button => { button.click(); button.click(); }")
    see_paid(payer)
    assert payer.phone.times("requestPayment") == 1
    assert trades(box, payer) == ["SUCCESS"]
    assert payer.requests().count("POST /api/orders/…/payments") == 1
    _allow_notices(payer)


def test_a_cashier_left_open_is_asked_about_more_rarely_and_in_the_end_no_more(payer: Person) -> None:
    payer.phone.wishes.pays = ["open"]
    payer.page.clock.install()
    pauses = Pauses(payer.page, 5000)
    begun = looks(payer)
    payer.tap(re.compile("微信支付"))
    passed = pauses.for_five_minutes()
    assert passed == sorted(passed)
    assert (passed[0], passed[-1]) == (5000, 30_000)
    assert 10 <= looks(payer) - begun <= len(passed) <= 36
    payer.page.clock.fast_forward("30:00")
    payer.sees("已停止自动查询支付结果")
    payer.look("pay-late")
    ended = looks(payer)
    payer.page.clock.fast_forward("10:00")
    assert looks(payer) == ended
    payer.tap("查看支付结果")
    payer.wait_until(lambda: looks(payer) == ended + 3)  # at the order, its payment, and the order
    expect(payer.button(re.compile("微信支付"))).to_be_visible()


def test_paid_and_the_line_lost_before_the_answer(payer: Person, box: Sandbox) -> None:
    """Nobody is invited to pay again, and the result is found as soon as the line is back."""
    asked, lost = re.compile(r"/api/orders/\w+(/payments/1)?$"), list[str]()

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort("connectionreset")

    payer.page.route(asked, lose)
    payer.expected.append("ERR_CONNECTION_RESET")
    payer.phone.wishes.subscribes = "silent"
    payer.tap(re.compile("微信支付"))
    payer.sees("请不要重复付款")
    payer.look("pay-lost")
    payer.wait_until(lambda: any(not url.endswith("/payments/1") for url in lost))  # it looked at the order once more
    payer.page.unroute(asked)
    # No button is left where the page has looked by itself meanwhile.
    payer.button("查看支付结果").evaluate_all("buttons => buttons.forEach((button) => button.click())")
    payer.sees(re.compile("照片正在等待人工审核|支付成功"))
    assert trades(box, payer) == ["SUCCESS"]


def test_paid_and_the_app_closed_and_the_notice_lost(payer: Person, box: Sandbox, clock: SandboxClock) -> None:
    """She comes back to a warning, and looking asks the channel."""
    box.faults.set("notice_lost")
    order_id = payer.order_id()
    payer.phone.wishes.pays = ["open"]
    payer.tap(re.compile("微信支付"))
    payer.wait_until(lambda: payer.phone.times("requestPayment") == 1)
    given = payer.phone.asked[-1][1]["params"]
    payer.open(f"pages/orders/pay/pay?order_id={order_id}")
    payer.sees("有一笔支付还没有结果")
    payer.phone.outside.control("POST", "/request-payment", openid=payer.phone.openid, params=given)
    clock.move(minutes=1, schedules=False)  # the channel is not asked about what has just begun
    payer.tap("查看支付结果")
    payer.sees("待审核")
    assert trades(box, payer) == ["SUCCESS"]


def test_a_payment_made_elsewhere_is_shown_after_the_refusal(payer: Person) -> None:
    payer.outside_pays(payer.order_id())
    payer.expected.append("409 (Conflict)")
    payer.tap(re.compile("微信支付"))
    payer.sees("待审核")
    expect(payer.button(re.compile("微信支付"))).to_have_count(0)
    assert payer.phone.times("requestPayment") == 0


def test_an_answer_about_notices_that_never_comes_keeps_nobody(payer: Person) -> None:
    payer.phone.wishes.subscribes = "silent"
    payer.page.clock.install()
    payer.tap(re.compile("微信支付"))
    payer.sees("支付成功")
    assert payer.phone.times("subscribe") == 1
    payer.page.clock.fast_forward("00:20")
    payer.phone.wishes.subscribes = "accept"
    payer.tap("用微信通知我")
    expect(payer.button("用微信通知我")).to_have_count(0)
    assert payer.phone.times("subscribe") == 2


def test_a_phone_whose_clock_is_fast_asks_once(payer: Person) -> None:
    """The time to pay is over for the phone, not for the server."""
    payer.page.clock.install()
    begun = looks(payer)
    payer.page.clock.fast_forward(30 * 24 * 3600 * 1000)
    payer.wait_until(lambda: looks(payer) == begun + 1)
    payer.wait_until(payer.is_answered)
    payer.sees("0 秒")
    payer.page.clock.run_for(3000)
    assert looks(payer) == begun + 1
    expect(payer.here.get_by_text("剩余支付时间")).to_be_visible()


def test_a_tap_after_the_prepay_died_is_the_same_attempt(payer: Person, box: Sandbox) -> None:
    payer.phone.wishes.pays = ["cancel"]
    payer.page.clock.install()
    payer.tap(re.compile("微信支付"))
    payer.sees("您取消了支付")
    payer.page.clock.fast_forward("05:00")
    payer.tap(re.compile("微信支付"))
    payer.wait_until(lambda: payer.phone.times("requestPayment") == 2)
    assert len(trades(box, payer)) == 1


def looks(payer: Person) -> int:
    """How often the order, or its payment, was asked for."""
    return sum(line in ("GET /api/orders/…", "GET /api/orders/…/payments/…") for line in payer.requests())


def _allow_notices(payer: Person) -> None:
    """The order says that no notice will come, and how to change that; also when WeChat asks nothing any more."""
    payer.sees("没有开启微信通知")
    payer.look("order-without-notices")
    for wish in OFF:
        payer.phone.wishes.subscribes = wish
        before = payer.phone.times("subscribe")
        payer.tap("开启通知")
        payer.wait_until(partial(asked_again, payer, before))
        payer.sees("“设置”→“通知管理”中允许")
    payer.look("order-notices-off")
    payer.tap("去设置")
    payer.wait_until(lambda: payer.phone.times("openSetting") == 1)
    payer.phone.wishes.subscribes = "acceptWithAudio"
    payer.tap("开启通知")
    expect(payer.here.get_by_text("没有开启微信通知")).to_have_count(0)


def test_one_accept_is_one_message(someone: Opens, bundle: Path, box: Sandbox) -> None:
    """What WeChat told of a new state is spent, so the order's page offers the next one."""
    person = someone(bundle, known=True)
    world = person.world
    order_id = made_order(world, world.plain_task(), person_id=world.person(person.api))
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.tap("开启通知")
    person.wait_until(lambda: person.phone.times("subscribe") == 1)
    expect(person.here.get_by_text("没有开启微信通知")).to_have_count(0)
    assert set(person.phone.accepted.values()) == {1}
    reviewer = who(hire(StaffRole.REVIEWER))
    wire().review.orders.take(reviewer, order_id)
    wire().review.orders.approve(reviewer, order_id, 1)
    person.open(f"pages/orders/detail/detail?order_id={order_id}&notice=result")
    person.sees("人工审核通过，等待制作")
    expect(person.here.get_by_text("没有开启微信通知")).to_have_count(0)  # that of the next state was accepted too
    again = made_order(world, world.plain_task(), person_id=world.person(person.api))
    person.open(f"pages/orders/detail/detail?order_id={again}")
    person.sees("没有开启微信通知")
    person.tap("开启通知")
    person.wait_until(lambda: person.phone.times("subscribe") == 2)
    assert sorted(person.phone.accepted.values()) == [1, 2]  # only the result was missing


def test_a_login_goes_on_with_the_familys_link(payer: Person) -> None:
    payer.api.call("POST", "/api/logout")
    payer.page.evaluate("wx.removeStorageSync('known')")
    payer.expected.append("401 (Unauthorized)")
    payer.tap("请家人代付")
    payer.title("登录")
    payer.here.get_by_role("checkbox").tap()
    payer.tap("微信手机号登录")
    payer.tap("同意并继续")
    payer.title("支付")
    payer.sees("请发给家人")


def test_the_family_pays_by_a_link(payer: Person) -> None:
    payer.expected.append("ERR_CONNECTION_RESET")
    payer.page.route("**/pay-link", lambda route: route.abort("connectionreset"))
    payer.tap("请家人代付")
    payer.sees("网络连接不上")
    payer.page.unroute("**/pay-link")
    payer.tap("重试")
    payer.sees("家人打开就能付款，不用登录，只看到任务名称、隐去部分的姓名和金额。")
    payer.look("pay-family")
    payer.tap("复制链接")
    payer.sees("代付链接已复制，请发给家人")
    (link,) = (given["data"] for name, given in payer.phone.asked if name == "setClipboardData")
    opened = payer.api.call("GET", f"/api/payfor/{link.rpartition('/')[2]}")
    assert (opened["state"], opened["amount_text"]) == ("PAYABLE", "20.00")
    payer.tap("家人已付款，查看结果")
    payer.reads("还没有收到付款，请稍后再看")
    payer.outside_pays(payer.order_id())
    payer.tap("家人已付款，查看结果")
    payer.sees("待审核")
    expect(payer.button(re.compile("微信支付"))).to_have_count(0)
