"""An order's page in the console: what its student sees and was told beside it, what waits for a second person, and
what each action would do."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, ViewportSize, expect

from chalicelib.orders.model import Contest, Correction, Rejection, State
from chalicelib.shared.clock import iso
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.box import Sandbox
from tests.worlds.app import World
from tests.worlds.branch import decide
from tests.worlds.browsers import Desks
from tests.worlds.clerk import BRANCH, Clerk
from tests.worlds.console_modules import evaluated
from tests.worlds.looks import check
from tests.worlds.messages import reached_at
from tests.worlds.proven import proven
from tests.worlds.review_desk import reject
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, own_portrait
from tests.worlds.staff_scene import settled

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
SCREEN: ViewportSize = {"width": 1366, "height": 650}  # of a 768 screen, less the browser


@pytest.fixture(scope="module")
def world(box: Sandbox) -> World:
    return World(box)


@pytest.fixture(scope="module")
def rejected(world: World) -> str:
    """A paid order whose student agreed to no message by WeChat and was told of a rejection by SMS."""
    world.box.stream.skip()
    student, task = world.student(), world.plain_task(branch=BRANCH)
    order_id = str(student.open(task.task_id, **world.form(contact_phone=new_phone()))["order_id"])
    student.judge(order_id, own_portrait())
    student.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    reject(colleague(world.box.console_url, REVIEWER, branch=BRANCH), order_id)
    world.box.stream.drain()
    return order_id


def at(clerk: Clerk, order_id: str) -> None:
    clerk.page.set_viewport_size(SCREEN)
    clerk.come_in(f"/orders/{order_id}")
    clerk.heading("订单")
    expect(clerk.page.get_by_role("heading", name="可以做的")).to_be_visible()


def card(clerk: Clerk, title: str) -> Locator:
    return clerk.page.locator("section.card").filter(has=clerk.page.get_by_role("heading", name=title, exact=True))


def in_sight(part: Locator) -> None:
    box = part.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SCREEN["height"]


def test_the_student_s_own_words_and_messages_stand_beside_it(world: World, desk: Desks, rejected: str) -> None:
    clerk = desk(MANAGER)
    at(clerk, rejected)
    seen = card(clerk, "学生现在看到")
    expect(seen).to_contain_text("被驳回")
    expect(seen).to_contain_text("不再收费")
    expect(seen.get_by_role("list", name="订单进度").locator("[aria-current]")).to_have_text("审核")
    expect(seen.get_by_role("link")).to_have_count(0)
    expect(seen.get_by_role("button")).to_have_count(0)
    rows = card(clerk, "发出的消息").locator("tbody tr")
    expect(rows).to_have_count(2)
    for text, fate in (("未通过：请查看原因并免费更换照片", "没有发"), ("张*，湖南大学，审核未通过", "已发出")):
        expect(rows.filter(has_text=text)).to_contain_text(fate)
    happened = card(clerk, "经过").get_by_role("listitem")
    expect(happened.first).to_contain_text("审核未通过：照片模糊")
    expect(happened.filter(has_text="收到付款")).to_contain_text("20.00 元")
    for part in (seen.locator(".state"), happened.first, clerk.button("延期或加次数")):
        in_sight(part)
    check(clerk.page)


def test_a_clerk_sends_the_message_again(world: World, desk: Desks) -> None:
    person, ends = world.person(world.student()), wire().clock() + timedelta(days=3)
    order_id = made_order(
        world,
        world.plain_task(branch=BRANCH),
        State.REJECTED,
        person_id=person,
        deadline=ends,
        student=reached_at(new_phone()),
    )
    clerk = desk(MANAGER)
    at(clerk, order_id)
    sent = card(clerk, "发出的消息")
    clerk.button("给学生发消息").click()
    dialog = clerk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("待重新提交：请在")
    check(clerk.page)
    dialog.get_by_role("button", name="发送", exact=True).click()
    expect(sent).to_contain_text("已交给系统发送")
    settled(lambda: len(wire().stores.told.of(order_id)) == 2)
    clerk.button("刷新").click()
    expect(sent.locator("tbody tr")).to_have_count(2)
    expect(sent.locator("tbody tr").filter(has_text="张*，湖南大学，待重新提交")).to_contain_text("已发出")
    clerk.button("给学生发消息").click()
    clerk.expected.append("/messages")
    dialog.get_by_role("button", name="发送", exact=True).click()
    expect(dialog).to_contain_text("刚给这个订单的学生发过消息")


def test_what_is_not_possible_says_why_and_whose_it_is(world: World, desk: Desks, rejected: str) -> None:
    clerk = desk(MANAGER)
    at(clerk, rejected)
    rows = card(clerk, "可以做的").locator(".cannot")
    expect(rows.filter(has_text="召回照片")).to_contain_text("待制作时可以")
    expect(rows.filter(has_text="退款")).to_contain_text("由财务提出")
    expect(rows.get_by_role("button")).to_have_count(0)
    over = made_order(world, world.plain_task(branch=BRANCH), State.CANCELLED)
    reviewer = desk(REVIEWER)
    at(reviewer, over)
    expect(card(reviewer, "可以做的")).to_contain_text("现在没有可以做的")
    expect(card(reviewer, "发出的消息")).to_contain_text("还没有发过消息")
    check(reviewer.page)


def test_what_becomes_of_it_follows_what_is_typed(world: World, desk: Desks, rejected: str) -> None:
    clerk = desk(MANAGER)
    at(clerk, rejected)
    clerk.page.keyboard.press("d")
    dialog = clerk.page.get_by_role("dialog")
    said = dialog.locator(".becomes")
    expect(said).to_contain_text("还可以 2 次")
    dialog.locator("[name=tries]").fill("2")
    expect(said).to_contain_text("还可以 2 次 变为 4 次")
    dialog.locator("[name=days]").fill("5")
    (until,) = re.findall(r"变为 (\d+月\d+日 23:59)", said.inner_text())
    expect(said).to_contain_text(f"请在{until}前重新提交")
    check(clerk.page)
    clerk.confirm("延期", "学生住院")
    clerk.sees("“延期或加次数”已完成")
    expect(card(clerk, "订单信息")).to_contain_text(until)
    expect(card(clerk, "经过").get_by_role("listitem").first).to_contain_text("5 天，2 次")


def test_a_proposal_is_answered_on_the_order_s_page(world: World, desk: Desks) -> None:
    world.box.stream.skip()
    student, (other, phone) = world.student(), world.phoned()
    order_id = world.paid(student, world.plain_task(branch=BRANCH))
    one, two = desk(MANAGER), desk(MANAGER)
    at(one, order_id)
    one.page.keyboard.press("t")
    expect(one.page.get_by_role("dialog").locator(".becomes")).to_contain_text("退款仍回到原来付款的账户")
    one.confirm("提交，等第二个人确认", "改回本人账号，已核对学生证", owner_phone=phone)
    mine = one.page.get_by_role("region", name="等第二个人确认：转移订单")
    expect(mine).to_contain_text("您提出的，须另一人确认")
    expect(mine.get_by_role("button")).to_have_text(["撤回N"])
    check(one.page)
    at(two, order_id)
    waits = two.page.get_by_role("region", name="等第二个人确认：转移订单")
    expect(waits).to_contain_text("已核对学生证")
    two.page.keyboard.press("y")
    expect(two.page.get_by_role("dialog")).to_contain_text(phone)
    expect(two.page.get_by_role("dialog").locator(".becomes")).to_contain_text("状态、排队的位置、照片和付款")
    check(two.page)
    two.confirm("同意并执行", "核对无误")
    two.sees("“转移订单”已执行")
    expect(waits).to_have_count(0)
    owner = wire().stores.orders.load(order_id)
    assert owner is not None
    assert owner.head.person_id == world.person(other)
    expect(card(two, "经过").get_by_role("listitem").first).to_contain_text(f"，{two.api.account.name}确认")


def test_what_waits_for_long_is_flagged(world: World, desk: Desks) -> None:
    order_id = world.paid(world.student(), world.plain_task(branch=BRANCH))
    one, two = desk(MANAGER), desk(MANAGER)
    decide(one.api, order_id, "edit", fields={"college": "新学院"})

    def long_ago(route: Route) -> None:
        answer = route.fetch()
        asked = answer.json()
        asked["proposals"][0]["at"] = iso(wire().clock() - timedelta(hours=30))
        route.fulfill(response=answer, json=asked)

    two.page.route("**/proposals", long_ago)
    at(two, order_id)
    expect(two.page.get_by_role("region", name="等第二个人确认：修改信息")).to_contain_text(
        "已等 1 天 6 小时，超过一天"
    )
    check(two.page)


def test_the_account_is_changed_from_the_order_s_page(world: World, desk: Desks) -> None:
    student, _ = world.phoned()
    order_id = world.draft(student, world.plain_task(branch=BRANCH))
    clerk, fresh = desk(MANAGER), new_phone()
    at(clerk, order_id)
    clerk.page.keyboard.press("h")
    clerk.confirm("提交，等第二个人确认", "换了号码", phone=fresh)
    clerk.sees("等待第二人确认")


@pytest.mark.parametrize(
    ("name", "yes", "said", "state", "after"),
    [
        ("释放采集码", "释放", "工作人员已关闭订单", State.IN_REVIEW, State.CLOSED),
        ("关闭订单", "关闭订单", "没有付款", State.WITHDRAWN, State.CLOSED),
        ("撤销勘误", "撤销勘误", "照片不用更换", State.CORRECTION, State.DONE),
        ("核对后保留订单", "保留订单", "采集码由您继续办理", State.IN_REVIEW, State.IN_REVIEW),
        ("取消订单", "取消订单", "工作人员已取消订单", State.DRAFT, State.CANCELLED),
    ],
)
def test_what_an_action_does_is_said_and_then_done(
    world: World, desk: Desks, name: str, yes: str, said: str, state: State, after: State
) -> None:
    world.box.forget("OrdersTable")
    changes: dict[str, Any] = {}
    if state is State.CORRECTION:
        said_before = Rejection(reasons=(), note="衣领没有翻好")
        changes["correction"] = Correction(said=said_before, state=after, package=None, photo_no=1)
    if name == "核对后保留订单":
        changes["contest"] = Contest(person_id=world.person(world.student()), at=wire().clock())
    order_id = made_order(world, world.plain_task(branch=BRANCH), state, **changes)
    clerk = desk(MANAGER)
    clerk.come_in(f"/orders/{order_id}")
    clerk.button(name).click()
    expect(clerk.page.get_by_role("dialog")).to_contain_text(said)
    clerk.confirm(yes, "学生来电，已核对身份")
    clerk.sees(f"“{name}”已完成")
    expect(clerk.button(name)).to_have_count(0)
    head = wire().stores.orders.load(order_id).head  # type: ignore[union-attr]
    assert (head.state, head.correction, head.contest) == (after, None, None)


def test_others_may_look_and_do_nothing(world: World, desk: Desks) -> None:
    order_id = made_order(world, world.plain_task(branch=BRANCH), State.IN_REVIEW)
    clerk = desk(REVIEWER)
    clerk.expected.append("/api/staff/orders/")
    clerk.come_in(f"/orders/{order_id}")
    clerk.sees("待审核")
    for name in ("修改信息", "查看联系方式"):
        expect(clerk.button(name)).to_have_count(0)
    expect(clerk.link("查找订单")).to_have_count(0)
    clerk.open("/orders")
    clerk.heading("您的角色不能使用这个页面")
    clerk.open("/orders/nobody")
    clerk.heading("订单")
    expect(clerk.page.locator(".error-box")).to_be_visible()


def test_a_deleted_photo_is_told_from_one_that_never_came(world: World, desk: Desks) -> None:
    task, student, clerk = world.plain_task(branch=BRANCH, price=0), world.student(), desk(MANAGER)
    gone = made_order(world, task, State.DONE, person_id=world.person(student))
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    clerk.come_in(f"/orders/{gone}")
    clerk.sees("照片已经删除")
    clerk.open(f"/orders/{world.student().open(task.task_id, **world.form())['order_id']}")
    clerk.sees("还没有上传照片")


def test_no_two_actions_have_one_key() -> None:
    keys = list(evaluated("staff/money_words.js", "it.KEYS").values())
    assert len({*keys, "Y", "N", "H", "B"}) == len(keys) + 4
