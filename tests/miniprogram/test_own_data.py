"""A copy of one's data, its deletion, closing the account, and the title of an invoice."""

from __future__ import annotations

import re
from pathlib import Path

import requests
from playwright.sync_api import Route, expect

from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import by_sms, is_visitor, pay, unpaid
from tests.worlds.wording import says
from tools.suite.patience import PATIENCE


def _sure(person: Person, word: str) -> None:
    person.page.locator("dialog").get_by_role("button", name=word).tap()


def test_own_data_is_exported_deleted_and_the_account_closed(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/account/account")
    person.here.get_by_role("button", name=re.compile("我的数据")).tap()
    person.title("我的数据")
    person.look("data")
    person.expected.append("403")  # a proof is wanted first, which WeChat's login is
    person.tap("导出")
    person.tap("复制下载地址")
    person.wait_until(lambda: person.phone.times("setClipboardData") == 1)
    assert requests.get(person.phone.asked[-1][1]["data"], timeout=PATIENCE).content.startswith(b"PK")
    person.look("data-export")
    person.tap("删除我的数据")
    person.reads(re.compile("将删除：.*账号资料"))
    _sure(person, "确认删除")
    person.sees("同意记录")
    person.sees(re.compile("已于 .* 删除"))
    person.look("data-deleted")
    person.tap("注销账号")
    _sure(person, "确认注销")
    is_visitor(person)
    assert person.page.evaluate("wx.getStorageInfoSync().keys") == []


def test_with_anothers_wechat_the_account_is_exported_after_an_sms(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.phone.openid = person.phone.outside.control("POST", "/users", phone=new_phone())["openid"]
    person.expected += ["403", "422"]
    person.open("pages/me/data/data")
    person.tap("导出")
    person.sees("先验证是您本人")
    by_sms(person, person.phone.number, typed=False)
    person.look("data-proof")
    person.tap("下一步")
    person.sees("已准备好")


def test_what_was_typed_goes_with_the_data(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/form/form?code={seeded.plain}")
    person.here.get_by_label("收件人").fill("王小明")
    kept = [f"kept.read.{seeded.encrypted}"]
    person.page.evaluate("names => names.forEach((name) => wx.setStorageSync(name, { title: '王小明' }))", kept)
    person.open("pages/me/data/data")
    person.expected.append("403")
    person.tap("删除我的数据")
    _sure(person, "确认删除")
    person.sees(re.compile("已于 .* 删除"))
    assert "王小明" not in person.page.evaluate("JSON.stringify(localStorage)")
    assert person.page.evaluate("wx.getStorageSync('token')")


def test_what_was_typed_and_never_sent_is_gone_after_a_week(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.page.clock.install()
    person.open(f"pages/tasks/form/form?code={seeded.plain}")
    person.here.get_by_label("收件人").fill("王小明")
    begun = person.page.evaluate("Date.now()") / 1000
    for days, kept in ((6, True), (8, False)):
        person.page.clock.set_fixed_time(begun + days * 24 * 3600)
        person.open()
        person.sees("三步完成")
        assert ("王小明" in person.page.evaluate("JSON.stringify(localStorage)")) is kept


def test_an_account_with_an_order_stays(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    unpaid(person)
    person.open("pages/me/data/data")
    person.expected += ["403", "409"]
    person.tap("注销账号")
    _sure(person, "确认注销")
    person.sees(says("account_has_orders", count=1))
    person.here.get_by_role("link", name="查看我的订单").tap()
    person.title("我的订单")


def test_the_title_of_an_invoice(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.expected += ["404", "422"]  # nothing was asked for yet; a wrong number
    order_id = unpaid(person)
    person.open("pages/me/invoice/invoice")
    person.sees("还没有已支付的订单")
    person.look("invoice-none")
    person.open(f"pages/orders/pay/pay?order_id={order_id}")
    pay(person)
    person.here.get_by_role("link", name="填写发票抬头").tap()
    person.title("发票抬头")
    person.here.get_by_label("抬头类型").select_option("企业")
    person.tap("提交")
    person.sees(says("tax_no_needed"))
    person.here.get_by_role("textbox", name="发票抬头").fill("湖南某某文化有限公司")
    person.here.get_by_role("textbox", name="税号").fill("123")
    person.here.get_by_role("textbox", name="接收邮箱").fill("a@example.com")
    person.tap("提交")
    person.sees("税号不正确")
    person.look("invoice-wrong")
    person.here.get_by_role("textbox", name="税号").fill("430100123456789")
    person.tap("提交")
    person.sees("已保存，等待财务开票")
    expect(person.button("修改抬头")).to_be_visible()
    assert person.api.call("GET", f"/api/orders/{order_id}/invoice-title")["tax_no"] == "430100123456789"
    person.look("invoice")
    person.open(f"pages/me/invoice/invoice?order_id={order_id}")
    expect(person.here.get_by_label("抬头类型")).to_have_value("1")  # the choice opens where it stands


def test_the_order_one_comes_from_needs_no_list_and_else_all_of_them_are_listed(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = unpaid(person)
    person.outside_pays(order_id)
    person.expected.append("404")
    person.open(f"pages/me/invoice/invoice?order_id={order_id}")
    expect(person.here.locator("select").first).to_have_value("0")
    assert "GET /api/orders" not in person.requests()
    old = person.api.call("GET", f"/api/orders/{order_id}")

    def answer(route: Route) -> None:
        last = "cursor=" in route.request.url
        route.fulfill(json={"orders": [old] if last else [], "cursor": None if last else "next"})

    person.page.route(re.compile("/api/orders([?]|$)"), answer)
    person.open("pages/me/invoice/invoice")
    expect(person.here.locator("select").first.locator("option")).to_have_count(1)
