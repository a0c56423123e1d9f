"""What a login goes on with: the step it interrupted, and never what moves money or cannot be taken back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import unpaid

REFUND = "POST /api/orders/…/refund"


def asks_for_the_refund(person: Person) -> None:
    """Confirms the refund of a paid order; her session is over, and nobody can renew it unseen."""
    order_id = unpaid(person)
    person.outside_pays(order_id)
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.title("订单详情")
    person.tap("申请退款")
    person.api.call("POST", "/api/logout")
    person.page.evaluate("wx.removeStorageSync('known')")
    person.expected.append("401 (Unauthorized)")
    confirm(person)
    person.title("登录")
    assert person.requests().count(REFUND) == 1


def confirm(person: Person) -> None:
    person.page.get_by_role("dialog").get_by_role("button", name="申请退款").tap()


def log_in(person: Person) -> None:
    person.title("登录")
    person.here.get_by_role("checkbox").tap()
    person.tap("微信手机号登录")
    person.tap("同意并继续")
    person.title("订单详情")


def test_a_refund_is_asked_for_by_another_tap(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    asks_for_the_refund(person)
    log_in(person)
    person.reads("已登录，请再点一次")
    assert person.requests().count(REFUND) == 1
    person.tap("申请退款")
    confirm(person)
    person.sees("退款中")
    assert person.requests().count(REFUND) == 2


def test_a_login_that_was_left_goes_on_with_nothing(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    asks_for_the_refund(person)
    person.back()
    expect(person.page.locator("main.wx-page", has_text="登录已失效")).to_have_count(1)  # it asked for the order
    log_in(person)
    person.tap("申请退款")
    confirm(person)
    person.sees("退款中")
    assert person.requests().count(REFUND) == 2
    assert person.record()["toasts"] == []
