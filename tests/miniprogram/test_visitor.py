"""Who has not logged in: looks around, is asked where it is needed, and is never trapped there."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.miniprogram.person import Opens
from tests.miniprogram.student import is_visitor, log_in, unpaid


def test_a_visitor_looks_around_and_is_asked_only_where_it_is_needed(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.open()
    is_visitor(person)
    person.look("home-visitor")
    assert set(person.requests()) <= {"GET /settings.json"}
    person.here.get_by_role("button", name="照片要求与示例").tap()
    person.title("照片要求")
    person.look("requirements-visitor")
    person.tap("线上采集")
    person.title("线上采集")
    person.here.get_by_label("特征码").fill("A7K9Q2")
    person.tap("下一步")
    person.title("登录")
    person.here.get_by_role("link", name="联系分社").tap()
    person.title("联系分社")
    person.sees("服务时间")
    person.back()
    person.tap("暂不登录")
    person.title("线上采集")
    expect(person.here.get_by_label("特征码")).to_have_value("A7K9Q2")
    person.page.evaluate("wx.switchTab({ url: '/pages/me/account/account' })")
    person.here.get_by_role("button", name="隐私政策").tap()
    person.sees("隐私政策")
    person.back()
    person.look("me-visitor")
    person.switch("我的订单")
    person.sees("登录后查看订单")
    person.look("orders-visitor")
    assert person.pages() == ["pages/orders/list/list"]
    assert "GET /api/me" not in person.requests()


def test_a_session_that_is_over_makes_the_first_page_a_visitors(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open()
    unpaid(person)
    person.page.evaluate("getCurrentPages().at(-1).onShow()")
    person.sees("待支付")
    expect(person.tab("我的订单")).to_contain_text("1")
    person.look("home-todo")
    person.tap("去支付")
    person.title("支付")
    person.back()
    person.api.call("POST", "/api/logout")
    person.page.evaluate("wx.removeStorageSync('known')")
    person.expected.append("401 (Unauthorized)")
    person.page.evaluate("getCurrentPages().at(-1).onShow()")
    is_visitor(person)
    expect(person.tab("我的订单")).to_have_text("我的订单")
    for tab in ("我的订单", "我的"):
        person.switch(tab)
        person.sees("登录后查看订单")
    assert person.pages() == ["pages/me/account/account"]


def test_who_comes_back_from_the_login_without_one_is_not_sent_there_again(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.open("pages/me/invoice/invoice")
    person.title("登录")
    person.back()
    person.title("发票抬头")
    person.sees("登录已失效")
    person.page.evaluate("getCurrentPages().at(-1).onShow()")  # back from the background
    person.page.evaluate("harness.moved()")
    assert person.pages() == ["pages/me/invoice/invoice"]
    person.here.get_by_role("link", name="重新登录").tap()
    log_in(person)
    person.title("发票抬头")
    person.sees("还没有已支付的订单")


def test_an_api_missing_in_wechats_list_is_no_lost_line(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/orders/list/list")
    person.sees("还没有订单")
    person.page.evaluate("globalThis.domains.request = []; getCurrentPages().at(-1).onShow()")
    person.sees("系统暂时无法处理")
    assert person.record()["logs"] == [["/api/orders", "request:fail url not in domain list"]]
