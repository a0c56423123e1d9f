"""Each step of the mini-program and what may come between a tap and its answer: opened by its link alone, started anew,
a line lost before or after the server did it, a session that ends.

Nothing typed is lost, nothing is called undone that was done or done that was not, and nothing is done twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from clients.student import Student
from drawings.qr_card import chsi_like_text
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import CONSENT, unpaid
from tests.worlds.app import student_no
from tests.worlds.staff_orders import made_order, moved, own_portrait, with_payment

LOST = "网络连接不上"
NOTHING: dict[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """begin: makes what the step works on; the address it opens at.  asks: the end of the request that does it.
    typed: by the fields' labels.  button: does it, after whatever `before` does; confirmed: once more in a dialog.
    done: whether the server did it, which it does once; None where nothing is changed.  then: what whoever tapped sees;
    after: what the step's own page says from then on."""

    begin: Callable[[Person], str]
    asks: str
    button: str
    then: str
    after: str
    done: Callable[[Student], bool] | None = None
    typed: Callable[[], dict[str, str]] = lambda: NOTHING
    before: Callable[[Person], None] = lambda _: None
    confirmed: bool = False


def newest(student: Student) -> Any:
    found = student.call("GET", "/api/orders")["orders"]
    return found[0] if found else None


def happened(event: str) -> Callable[[Student], bool]:
    """Once in the newest order, or not at all."""

    def look(student: Student) -> bool:
        times = [one["event"] for one in student.order(newest(student)["order_id"])["timeline"]].count(event)
        assert times <= 1
        return times == 1

    return look


def made(state: State, page: str, **head: Any) -> Callable[[Person], str]:
    """An order in that state, and its page."""

    def begin(person: Person) -> str:
        world, owner = person.world, person.world.person(person.api)
        order_id = made_order(world, world.plain_task(), state, person_id=owner, photo=own_portrait(), **head)
        return f"pages/{page}?order_id={order_id}"

    return begin


DETAIL, CONFIRM = "orders/detail/detail", "photo/confirm/confirm"


def paid_for(person: Person) -> str:
    address = made(State.IN_REVIEW, DETAIL, price=2000)(person)
    with_payment(address.partition("order_id=")[2], AttemptState.OK)
    return address


def expired(person: Person) -> str:
    order_id = person.world.submitted(person.api)
    moved(order_id, state=State.EXPIRED, due_at=None, expires_at=None)
    return f"pages/{DETAIL}?order_id={order_id}"


def without_consent(person: Person) -> str:
    address = made(State.DRAFT, "photo/shoot/shoot", price=None)(person)
    consent = {"kind": "FACE", "version": face(person.api)["version"], "agreed": False}
    person.api.call("POST", "/api/me/consents", consent)
    return address


def face(student: Student) -> Any:
    return next(one for one in student.call("GET", "/api/me")["consents"] if one["kind"] == "FACE")


def scanned(person: Person) -> None:
    person.phone.wishes.scanned = chsi_like_text(seed=int(student_no()[-9:]), school_code="10532")


def attempted(student: Student) -> bool:
    """Once, or not at all."""
    payment = newest(student)["payment"]
    assert payment is None or payment["attempt_no"] == 1
    return payment is not None


STEPS = {
    "locate": Step(
        begin=lambda _: "pages/tasks/start/start", asks="/tasks/lookup", button="下一步", then="开始办理",
        after="下一步", typed=lambda: {"特征码": "A7K9Q2"},
    ),
    "code": Step(
        begin=lambda person: f"pages/tasks/code/code?code={person.world.task().code}", asks="/collect-codes",
        button="扫一扫", then="请确认是您本人的学籍信息", after="扫一扫", before=scanned,
    ),
    "form": Step(
        begin=lambda person: f"pages/tasks/form/form?code={person.world.plain_task().code}", asks="/orders",
        button="保存，下一步", done=lambda student: newest(student) is not None, then="我知道了，去拍照",
        after="保存，下一步",
        typed=lambda: {"姓名": "张三", "学号": student_no(), "联系电话": "13800138000", "学校": "湖南大学"},
    ),
    "consent": Step(
        begin=without_consent, asks="/me/consents", button=CONSENT, then="重新拍摄",
        after="重新拍摄", done=lambda student: face(student)["given_at"] is not None,
    ),
    "hand in": Step(
        begin=made(State.DRAFT, CONFIRM, price=None), asks="/submit", button="确认无误，去支付",
        done=happened("submit"), then="剩余支付时间", after="去支付",
    ),
    "hand in again": Step(
        begin=made(State.WITHDRAWN, CONFIRM, price=0), asks="/resubmit", button="重新提交审核",
        done=happened("resubmit"), then="已重新提交", after="待审核",
    ),
    "pay": Step(
        begin=lambda person: f"pages/orders/pay/pay?order_id={unpaid(person)}", asks="/payments", button="微信支付",
        done=attempted, then="支付成功", after="待审核",
    ),
    "take back": Step(
        begin=made(State.IN_REVIEW, DETAIL, price=0), asks="/withdraw", button="撤回审核", confirmed=True,
        done=happened("withdraw"), then="已撤回，待重新提交", after="已撤回，待重新提交",
    ),
    "money back": Step(
        begin=paid_for, asks="/refund", button="申请退款", confirmed=True, done=happened("refund"),
        then="退款已提交", after="退款已提交",
    ),
    "open again": Step(
        begin=expired, asks="/reopen", button="重新支付", done=happened("reopen"), then="剩余支付时间",
        after="去支付",
    ),
    "contact": Step(
        begin=made(State.DRAFT, "orders/contact/contact", price=None), asks="/contact", button="^保存",
        done=happened("contact"), then="修改成功", after="保存", typed=lambda: {"联系电话": "13800138000"},
    ),
}  # fmt: skip


class Walk:
    """Somebody at one step."""

    def __init__(self, person: Person, step: Step) -> None:
        self.person, self._step = person, step
        self.address, self._typed = step.begin(person), step.typed()
        person.expected += ["401 (Unauthorized)", "ERR_CONNECTION_RESET"]

    def fill(self) -> None:
        for label, text in self._typed.items():
            field = self._field(label)
            if self._is_choice(field):
                field.select_option(text)
            else:
                field.fill(text)

    def is_ready(self) -> None:
        """With everything that was typed."""
        for label, text in self._typed.items():
            field = self._field(label)
            if self._is_choice(field):
                expect(field.locator("option:checked")).to_have_text(text)
            else:
                expect(field).to_have_value(text)
        self.person.button(re.compile(self._step.button)).first.wait_for()

    def _is_choice(self, field: Locator) -> bool:
        return bool(field.evaluate("it => it.tagName === 'SELECT'"))

    def _field(self, label: str) -> Locator:
        return self.person.here.get_by_label(label, exact=True)

    def tap(self) -> None:
        self._step.before(self.person)
        self.person.button(re.compile(self._step.button)).first.tap()
        if self._step.confirmed:
            self.person.page.get_by_role("dialog").get_by_role("button", name=self._step.button).tap()

    def sees(self, text: str) -> None:
        expect(self.person.page.get_by_text(text).locator("visible=true").first).to_be_visible()

    def is_done(self, done: bool) -> None:
        if self._step.done is not None:
            self.person.api.token = self.person.page.evaluate("wx.getStorageSync('token')")
            assert self._step.done(self.person.api) is done

    def loses(self, *, heard: bool) -> None:
        """The next time the step asks, the line is lost: before the server hears of it, or before its answer comes."""
        asked, page = re.compile(rf"/api(/[\w/-]+)?{self._step.asks}$"), self.person.page

        def lose(route: Route) -> None:
            if route.request.method != "POST":
                route.fallback()
                return
            answer = route.fetch() if heard else None
            if answer is not None and answer.status == 401:  # a session that is over is no answer
                route.fulfill(response=answer)
                return
            route.abort("connectionreset")
            page.unroute(asked)

        page.route(asked, lose)


@pytest.mark.parametrize("name", STEPS)
def test_whatever_comes_between(someone: Opens, bundle: Path, name: str) -> None:
    step, person = STEPS[name], someone(bundle, known=True)
    walk = Walk(person, step)

    person.open(walk.address)  # by its link alone
    walk.fill()
    person.open(walk.address)
    walk.is_ready()

    walk.loses(heard=False)
    walk.tap()
    walk.sees(LOST)
    walk.is_done(False)
    walk.is_ready()

    person.api.call("POST", "/api/logout")
    walk.loses(heard=True)
    walk.tap()
    walk.sees(LOST)
    walk.is_done(True)
    walk.is_ready()

    walk.tap()
    walk.sees(step.then)
    walk.is_done(True)

    person.open(walk.address)
    walk.sees(step.after)
