"""Each step of the site and what may come between a tap and its answer: opened by its link alone, reloaded, a line lost
before or after the server did it, a session that ends, another tab that was faster, the back button.

Nothing typed is lost, nothing is called undone that was done or done that was not, and nothing is done twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.wire import wire
from clients.student import Student
from drawings.qr_card import chsi_like_text
from tests.worlds.app import World, student_no
from tests.worlds.browsers import Visits
from tests.worlds.staff_orders import made_order, made_unpaid, moved, with_payment
from tests.worlds.visitor import Visitor, put

LOST = "网络连接不上"
ORDER = re.compile(r"/api/orders/\w{22}$")
NOTHING: dict[str, str] = {}
PHONE = {"contact_phone": "13800138000"}


@dataclass(frozen=True, kw_only=True)
class Step:
    """begin: makes what the step works on; where it opens.  asks: the end of the request that does it.  typed: by the
    fields' names; before: opens what they are typed into.  button: does it, confirmed: once more in a dialog.  done:
    whether the server did it, which it does once; None where nothing is changed.  then: what whoever tapped sees, in
    every tab; after: what the step's own page says from then on.  looks: the page asks by itself how its order
    stands."""

    begin: Callable[[World, Student], str]
    asks: str
    button: str
    then: str
    after: str
    done: Callable[[World, Student], bool] | None = None
    typed: Callable[[], dict[str, str]] = lambda: NOTHING
    before: Callable[[Page], None] = lambda _: None
    confirmed: bool = False
    looks: bool = False


def newest(student: Student) -> Any:
    found = student.call("GET", "/api/orders")["orders"]
    return found[0] if found else None


def happened(event: str) -> Callable[[World, Student], bool]:
    """Once in the newest order, or not at all."""

    def look(_: World, student: Student) -> bool:
        times = [one["event"] for one in student.order(newest(student)["order_id"])["timeline"]].count(event)
        assert times <= 1
        return times == 1

    return look


def made(state: State, place: str = "", **head: Any) -> Callable[[World, Student], str]:
    """An order in that state, and its page."""

    def begin(world: World, student: Student) -> str:
        order_id = made_order(world, world.plain_task(), state, person_id=world.person(student), **head)
        return f"/orders/{order_id}{place}"

    return begin


def paid_for(world: World, student: Student) -> str:
    address = made(State.IN_REVIEW, price=2000)(world, student)
    with_payment(address.removeprefix("/orders/"), AttemptState.OK)
    return address


def expired(world: World, student: Student) -> str:
    order_id = world.submitted(student)
    moved(order_id, state=State.EXPIRED, due_at=None, expires_at=None)
    return f"/orders/{order_id}"


def unpaid(world: World, student: Student) -> str:
    return f"/orders/{made_unpaid(world, world.person(student))}/pay"


def without_consent(world: World, student: Student) -> str:
    address = made(State.DRAFT, "/photo", price=None)(world, student)
    student.call("POST", "/api/me/consents", {"kind": "FACE", "version": face(student)["version"], "agreed": False})
    return address


def face(student: Student) -> Any:
    return next(one for one in student.call("GET", "/api/me")["consents"] if one["kind"] == "FACE")


def attempts(_: World, student: Student) -> bool:
    payment = newest(student)["payment"]
    assert payment is None or payment["attempt_no"] == 1
    return payment is not None


STEPS = {
    "locate": Step(
        begin=lambda *_: "/", asks="/tasks/lookup", button="下一步", then="确认采集任务", after="特征码",
        typed=lambda: {"school": "湖南大学", "code": wire().student.tasks.get("demo-plain").code},
    ),
    "code": Step(
        begin=lambda world, _: f"/tasks/{world.task().code}/collect-code", asks="/collect-codes", button="识别文字",
        then="核对学生信息", after="选择采集码图片",
        before=lambda page: page.locator("details").evaluate("it => { it.open = true; }"),
        typed=lambda: {"code-text": chsi_like_text(seed=int(student_no()[-9:]), school_code="10532")},
    ),
    "form": Step(
        begin=lambda world, _: f"/tasks/{world.plain_task().code}/form", asks="/orders", button="保存，下一步",
        done=lambda _, student: newest(student) is not None, then="合格示例", after="您已在本任务保存过信息",
        typed=lambda: {"name": "张三", "student_no": student_no(), "school": "湖南大学", **PHONE},
    ),
    "consent": Step(
        begin=without_consent, asks="/me/consents", button="单独同意", then="查看照片要求", after="查看照片要求",
        done=lambda _, student: face(student)["given_at"] is not None,
    ),
    "hand in": Step(
        begin=made(State.DRAFT, "/confirm", price=None), asks="/submit", button="确认无误，去支付",
        done=happened("submit"), then="剩余支付时间", after="订单当前为“待支付”",
    ),
    "hand in again": Step(
        begin=made(State.WITHDRAWN, "/confirm", price=0), asks="/resubmit", button="重新提交审核",
        done=happened("resubmit"), then="已重新提交", after="订单当前为“待审核”",
    ),
    "pay": Step(
        begin=unpaid, asks="/payments", button="微信支付", done=attempts, then="请打开微信“扫一扫”",
        after="剩余支付时间", looks=True,
    ),
    "take back": Step(
        begin=made(State.IN_REVIEW, price=0), asks="/withdraw", button="撤回审核", confirmed=True,
        looks=True, done=happened("withdraw"), then="已撤回，待重新提交", after="已撤回，待重新提交",
    ),
    "money back": Step(
        begin=paid_for, asks="/refund", button="申请退款", confirmed=True, looks=True,
        done=happened("refund"), then="退款已提交",
        after="退款已提交",
    ),
    "open again": Step(
        begin=expired, asks="/reopen", button="重新支付", looks=True, done=happened("reopen"), then="剩余支付时间",
        after="待支付",
    ),
    "contact": Step(
        begin=made(State.DRAFT, price=None), asks="/contact", button="^保存$", done=happened("contact"),
        then="修改成功", after=r"138\*\*\*\*8000", typed=lambda: PHONE,
        before=lambda page: page.get_by_role("button", name="修改联系信息").click(),
    ),
}  # fmt: skip


class Walk:
    """A student at one step.  typed: what she types there."""

    def __init__(self, student: Visitor, world: World, step: Step) -> None:
        self.student, self.page, self._world, self._step = student, student.page, world, step
        self._person = world.person(student.api)
        self.address, self._typed = step.begin(world, student.api), step.typed()
        student.expected += ["401 (Unauthorized)", "ERR_CONNECTION_RESET"]

    def fill(self, page: Page) -> None:
        self._step.before(page)
        for name, value in self._typed.items():
            put(page.locator(f"#{name}"), value)
        self._button(page).wait_for()
        page.evaluate("fetch('/').catch(() => {})")  # whatever the page asked before was answered by now

    def is_ready(self, page: Page) -> None:
        """With everything that was typed."""
        self._step.before(page)
        for name, value in self._typed.items():
            expect(page.locator(f"#{name}")).to_have_value(value)
        self._button(page).wait_for()

    def _button(self, page: Page) -> Locator:
        return page.get_by_role("button", name=re.compile(self._step.button)).first

    def tap(self, page: Page | None = None) -> None:
        page = page or self.page
        self._button(page).click()
        if self._step.confirmed:
            page.get_by_role("dialog").get_by_role("button", name=self._step.button).click()
        page.unroute(ORDER)

    def sees(self, text: str, page: Page | None = None) -> None:
        expect((page or self.page).get_by_text(re.compile(text)).first).to_be_visible()

    def is_done(self, done: bool) -> None:
        if self._step.done is not None:
            assert self._step.done(self._world, self.student.api) is done

    def loses(self, *, heard: bool) -> None:
        """The next time the step asks, the line is lost: before the server hears of it, or before its answer comes."""

        def lose(route: Route) -> None:
            if route.request.method != "POST":
                route.fallback()
                return
            if heard:
                route.fetch()
            route.abort("connectionreset")
            self.page.unroute(asked)

        asked = re.compile(rf"/api(/[\w/-]+)?{self._step.asks}$")
        self.page.route(asked, lose)

    def hears_nothing(self, page: Page) -> None:
        """Of what is done meanwhile, until the tap."""

        def lose(route: Route) -> None:
            if route.request.method == "GET":
                route.abort("connectionreset")
            else:
                route.fallback()

        page.route(ORDER, lose)

    def session_ends(self) -> None:
        """Heard of by the tap, or by a page that looks before it."""
        self.student.api.call("POST", "/api/logout")
        if self._step.looks:
            self.page.evaluate("dispatchEvent(new Event('online'))")
        else:
            self.tap()

    def logs_in_elsewhere(self, other: Page) -> None:
        """In another tab, which tells the others."""
        self.student.api.token = wire().student.sessions.start(self._person, "web", None, True)
        other.evaluate("token => localStorage.setItem('gradphoto.token', token)", self.student.api.token)


@pytest.mark.parametrize("name", STEPS)
def test_whatever_comes_between(visit: Visits, world: World, name: str) -> None:
    step, student = STEPS[name], visit("desktop")
    student.come_in("/contact", proven_by=world)
    walk = Walk(student, world, step)

    student.open(walk.address)  # by its link alone
    walk.fill(student.page)
    student.page.reload()
    walk.is_ready(student.page)

    walk.loses(heard=False)
    walk.tap()
    walk.sees(LOST)
    walk.is_done(False)

    other, third = student.page.context.new_page(), student.page.context.new_page()
    other.goto(f"{student.site_url}/#{walk.address}")
    third.goto(f"{student.site_url}/settings.json")
    walk.fill(other)
    walk.session_ends()
    student.heading("登录")
    walk.sees("登录已失效，请重新登录")
    walk.logs_in_elsewhere(third)
    walk.is_done(False)
    for page in (student.page, other):
        walk.is_ready(page)
        if step.looks:
            walk.hears_nothing(page)

    walk.loses(heard=True)
    walk.tap()
    walk.sees(LOST)
    walk.is_done(True)
    if step.looks:
        walk.hears_nothing(student.page)
    walk.tap()
    walk.sees(step.then)
    walk.is_done(True)

    walk.tap(other)
    walk.sees(step.then, other)
    walk.is_done(True)

    other.goto("about:blank")
    other.goto(f"{student.site_url}/#{walk.address}")
    walk.sees(step.after, other)
