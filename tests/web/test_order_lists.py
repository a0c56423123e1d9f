"""The list of orders: what stands under which tab, and what a slow line looks like."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.branch import send_back
from tests.worlds.browsers import Pauses, Visits
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check
from tests.worlds.staff import colleague, hire, who
from tests.worlds.staff_orders import made_order, made_unpaid, with_payment
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.demo import sample_code, sample_portrait

SLOW = 5000  # ms, until a page says so
UNPAID, PAID, ALL = "待支付", "已支付", "全部"


def shown(student: Visitor, tab: str) -> set[str]:
    """Ids under a tab."""
    student.page.get_by_role("navigation", name="订单分类").get_by_role("link", name=tab).click()
    expect(student.page.locator(".tabs [aria-current=page]")).to_have_text(tab)
    rows = student.page.locator("ul.orders a.order-head")
    return {str(one.get_attribute("href")).rsplit("/", 1)[1] for one in rows.all()}


def test_each_tab_has_what_belongs_there(student: Visitor, world: World) -> None:
    person, task = world.person(student.api), world.plain_task()

    def order(state: State, payment: AttemptState | None = None) -> str:
        order_id = made_order(world, task, state, person_id=person, price=2000)
        if payment is not None:
            with_payment(order_id, payment)
        return order_id

    waiting, expired = order(State.AWAITING_PAYMENT), order(State.EXPIRED)
    review, done = order(State.IN_REVIEW, AttemptState.OK), order(State.DONE, AttemptState.OK)
    refunded, late = order(State.REFUNDED, AttemptState.RETURNED), order(State.CANCELLED, AttemptState.RETURNED)
    cancelled, draft = order(State.CANCELLED), order(State.DRAFT)
    student.open("/orders")
    student.heading("我的订单")
    expect(student.page.locator("ul.orders > li")).to_have_count(8)
    assert shown(student, UNPAID) == {waiting, expired}
    assert shown(student, PAID) == {review, done, refunded, late}
    assert shown(student, ALL) == {waiting, expired, review, done, refunded, late, cancelled, draft}
    grey = student.page.locator("li.order-grey a.order-head")
    over = {str(one.get_attribute("href")).rsplit("/", 1)[1] for one in grey.all()}
    assert over == {expired, refunded, cancelled, late}


def test_a_long_name_leaves_its_state_in_one_line(student: Visitor, world: World) -> None:
    person, task = world.person(student.api), world.plain_task()
    long = "阿卜杜热合曼·麦麦提图尔荪·阿卜杜克热木江·艾"
    order_id = made_order(world, task, person_id=person, price=2000, named={"name": long})
    with_payment(order_id, AttemptState.OK)
    student.open("/orders")
    opened = wire().stores.orders.load(order_id).head.opened_at.astimezone(SHANGHAI)  # type: ignore[union-attr]
    student.sees(f"{opened.month}月{opened.day}日 {opened:%H:%M} 下单")
    box_of = student.page.locator(".order-head .state").bounding_box()
    assert box_of
    assert box_of["height"] < 40
    check(student.page)
    student.open("/me/invoice")
    for text in (order_id, "待审核", f"{opened:%H:%M} 下单"):
        student.sees(text)
    check(student.page)


def test_a_row_has_its_photo_and_says_what_is_to_be_done(student: Visitor, world: World, seeded: Seeded) -> None:
    person = world.person(student.api)
    rejected = student.draft(seeded.encrypted, sample_code())
    student.api.judge(rejected, sample_portrait())
    student.api.act(rejected, "submit", photo_no=1)
    world.outside.scan(student.api.pay(rejected)["params"]["code_url"])
    student.api.wait_for(rejected, "IN_REVIEW")
    send_back(colleague(world.box.console_url, StaffRole.REVIEWER, branch=BRANCH), rejected)
    done = made_order(world, world.plain_task(), State.DONE, person_id=person, price=2000)  # it is newer
    student.open("/orders")
    rows = student.page.locator("ul.orders > li")
    expect(rows).to_have_count(2)
    first = rows.first
    assert str(first.get_by_role("link").first.get_attribute("href")).endswith(rejected)  # what waits for its owner
    expect(first).to_contain_text("没有正对镜头")
    expect(first).to_contain_text(re.compile("请在 .* 前"))
    expect(first).to_contain_text("湖南大学")
    picture = first.locator("img.thumb")
    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 480
    assert str(rows.last.get_by_role("link").first.get_attribute("href")).endswith(done)
    expect(student.page.get_by_role("navigation", name="主要页面").get_by_text("待办 1")).to_have_count(1)
    check(student.page)
    student.open("/me")
    student.heading("我的")
    student.page.reload()
    expect(student.link("我的订单 待办 1")).to_be_visible()


def test_the_next_person_sees_nothing_of_what_waits_for_the_one_before(
    visit: Visits, world: World, seeded: Seeded
) -> None:
    student = visit("desktop")
    student.come_in("/contact")
    made_unpaid(world, world.person(student.api))
    student.open("/me")
    student.page.reload()
    expect(student.link("我的订单 待办 1")).to_be_visible()
    student.button("退出登录").click()
    student.heading("登录")
    student.open(f"/tasks/{seeded.plain}/form")  # within the steps nothing asks for the orders
    student.phone = new_phone()
    student.log_in()
    student.heading("填写信息")
    expect(student.link("我的订单")).to_be_visible()
    expect(student.link(re.compile("待办"))).to_have_count(0)


def test_the_steps_of_an_order(student: Visitor, world: World) -> None:
    person = world.person(student.api)

    def steps(state: State, price: int) -> tuple[list[str], str]:
        order_id = made_order(world, world.plain_task(), state, person_id=person, price=price)
        student.open(f"/orders/{order_id}")
        student.sees(order_id)
        every = student.page.get_by_role("list", name="订单进度").get_by_role("listitem")
        return every.all_inner_texts(), every.and_(student.page.locator("[aria-current=step]")).inner_text()

    assert steps(State.IN_REVIEW, 2000) == (["提交", "支付", "审核", "制作", "校对"], "审核")
    assert steps(State.IN_PRODUCTION, 0) == (["提交", "审核", "制作", "校对"], "制作")
    assert steps(State.CORRECTION, 0) == (["提交", "审核", "勘误", "校对"], "勘误")
    student.open(f"/orders/{made_order(world, world.plain_task(), State.CANCELLED, person_id=person)}")
    student.sees("已取消")
    expect(student.page.get_by_role("list", name="订单进度")).to_have_count(0)  # it ended before


def test_what_is_handed_in_says_what_comes_next(student: Visitor, world: World) -> None:
    order_id = world.photographed(student.api, world.plain_task(price=0))
    student.open(f"/orders/{order_id}/done")
    student.sees("订单当前为“待提交”")  # an address from before asserts nothing
    student.open(f"/orders/{order_id}/confirm")
    student.button("确认提交").click()
    student.heading("提交成功")
    student.sees(re.compile("预计 .*月.*日 前完成"))
    expect(student.link("查看订单")).to_be_in_viewport(ratio=1)
    for step in student.api.order(order_id)["ahead"]:
        student.sees(step["title"])
    check(student.page)


def test_a_refused_act_shows_the_order_as_it_is_now_and_is_forgotten_when_it_moves_on(
    student: Visitor, world: World
) -> None:
    order_id = made_order(world, world.plain_task(), person_id=world.person(student.api))
    student.open(f"/orders/{order_id}")
    student.button("撤回审核").click()
    reviewer = who(hire(StaffRole.REVIEWER))
    wire().review.orders.take(reviewer, order_id)  # in the same moment
    student.expected.append("409 (Conflict)")
    student.page.get_by_role("dialog").get_by_role("button", name="撤回审核").click()
    student.sees(says("in_review_now"))
    student.sees("照片正在等待人工审核")
    expect(student.button("撤回审核")).to_have_count(0)
    wire().review.orders.approve(reviewer, order_id, 1)
    student.page.evaluate("dispatchEvent(new Event('online'))")
    student.sees("人工审核通过，等待制作")
    expect(student.page.get_by_text(says("in_review_now"))).to_have_count(0)


def test_a_page_left_open_asks_more_rarely_and_in_the_end_no_more(student: Visitor, world: World) -> None:
    order_id = made_unpaid(world, world.person(student.api))
    asked: list[str] = []
    student.page.on(
        "request", lambda one: asked.append(one.url) if one.url.endswith(f"/api/orders/{order_id}") else None
    )
    student.page.clock.install()
    student.open("/contact")
    student.heading("联系我们")
    pauses = Pauses(student.page, 2500)
    student.open(f"/orders/{order_id}/pay")
    passed = [one for one in pauses.for_five_minutes() if one != SLOW]
    assert passed == sorted(passed)
    assert (passed[0], passed[-1]) == (2500, 30_000)
    assert len(passed) <= 40
    student.page.clock.fast_forward("31:00")
    student.sees("本页已停止自动查询")
    check(student.page)
    ended = len(asked)
    student.page.clock.fast_forward("10:00")
    student.has_asked()
    assert len(asked) == ended
    with student.page.expect_request(f"**/api/orders/{order_id}"):
        student.button("查看支付结果").click()
    expect(student.page.get_by_text("本页已停止自动查询")).to_have_count(0)


def test_a_slow_line_is_said(student: Visitor) -> None:
    held: list[Route] = []
    student.page.route("**/api/orders", lambda route: held.append(route))
    student.page.clock.install()
    pauses = Pauses(student.page, SLOW)
    student.open("/orders")
    student.sees("正在载入")
    student.page.clock.fast_forward(pauses.next())
    student.sees("网络较慢，仍在载入")
    check(student.page)
    for route in held:
        route.continue_()
    student.sees("还没有订单")
