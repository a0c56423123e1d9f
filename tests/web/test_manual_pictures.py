"""The pictures in the branch's manual: every page it explains, with made-up people and drawn faces.

`PICTURES=docs/operate/pictures .venv/bin/python -m pytest tests/web/test_manual_pictures.py` makes them anew.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from PIL import ImageFilter
from playwright.sync_api import Page, expect

from chalicelib.orders.model import State
from chalicelib.orders.number import fresh as fresh_number
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.sheets import csv_bytes
from chalicelib.staff.model import Account, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from drawings.portrait import draw
from sandbox.box import Sandbox
from tests.worlds.app import World, jpeg
from tests.worlds.branch import deliver, run
from tests.worlds.browsers import LAPTOP, Door
from tests.worlds.clerk import Clerk
from tests.worlds.doc_pictures import ROOT, picture
from tests.worlds.faces import count_faces
from tests.worlds.finance import Desk, unbooked
from tests.worlds.home import counted
from tests.worlds.invite_pages import opens
from tests.worlds.postings import posting_task, printed
from tests.worlds.reviewer import WARNING, page_of, shown, waiting
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, made_order
from tests.worlds.task_figures import in_season

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
PICTURES = ROOT / "docs" / "operate" / "pictures"
BRANCH = "湘江分社"
TITLE = "2027届毕业生图像采集"
NAMES = {REVIEWER: "王审核", MANAGER: "李经理", FINANCE: "钱会计", ADMIN: "周管理"}
STUDENTS = ("王小雨", "李小晴", "张小云", "刘小雪", "陈小明", "杨小风")
CLASSES = [("信息学院", f"软件220{number}", 40) for number in (1, 2, 3)] + [("文学院", "中文2201", 36)]
COMPANY = {"kind": "COMPANY", "title": "湖南某某学院", "tax_no": "91430100MA4L16JQ9D", "email": "cw@example.com"}
Hires = Callable[..., Clerk]


@cache
def face(seed: int) -> bytes:
    """Without the grain of a camera, which would make the picture of a page heavy."""
    return jpeg(draw(480, 640, seed=seed).filter(ImageFilter.GaussianBlur(2)))


def student(number: int) -> dict[str, str]:
    """Of the numbered student, what an order's head holds."""
    return {
        "name": STUDENTS[number % 6],
        "student_no": f"2027{number:04}",
        "college": "信息学院",
        "class_name": "软件2201",
    }


def order(world: World, task: Task, state: State, number: int, **changes: Any) -> str:
    return made_order(world, task, state, named=student(number), number=fresh_number(), **changes)


def named(role: StaffRole, account: Account) -> None:
    """Somebody of the branch is called as people are."""
    wire().stores.staff.save(replace(account, name=NAMES[role]))


def somebody(world: World, role: StaffRole) -> Colleague:
    found = colleague(world.box.console_url, role, branch=BRANCH)
    named(role, found.account)
    return found


@pytest.fixture(scope="module")
def world(box: Sandbox, fresh: None) -> World:
    return World(box)


@pytest.fixture
def hire(box: Sandbox, door: Door) -> Hires:
    """`hire(MANAGER)` opens the console for somebody of the branch, at a laptop."""

    def come(role: StaffRole) -> Clerk:
        clerk = door.let_in(Clerk(door.page("desktop", LAPTOP), box.console_url, role, branch=BRANCH))
        named(role, clerk.api.account)
        return clerk

    return come


@pytest.fixture(scope="module")
def task(world: World) -> Task:
    """In the middle of its season."""
    return in_season(world, CLASSES, TITLE, BRANCH)


@pytest.fixture(scope="module")
def queue(world: World, task: Task) -> list[str]:
    """Pictures that wait for their review, of each kind; the ids of those to be looked at closely."""
    for number in range(18):
        waiting(world, task, STUDENTS[number % 6], portrait=face(40 + number), number=fresh_number())
    return [
        waiting(world, task, STUDENTS[number], [WARNING], face(70 + number), risk=0.7, number=fresh_number())
        for number in range(3)
    ]


def take(page: Page, name: str) -> None:
    picture(page, PICTURES, name, full_text=False)  # addresses and numbers are not Chinese


def ready(clerk: Clerk, address: str, heading: str) -> Page:
    clerk.come_in(address)
    clerk.heading(heading)
    expect(clerk.page.locator(".bones-in, .spin")).to_have_count(0)
    return clerk.page


def test_the_way_in(world: World, hire: Hires, door: Door) -> None:
    admin = hire(ADMIN)
    page = ready(admin, "/accounts", "员工账号")
    admin.button("邀请员工").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=username]").fill("wangxy")
    dialog.locator("[name=name]").fill("王小燕")
    dialog.locator("[name=phone]").fill("13800001234")
    dialog.get_by_label("审核员", exact=True).check()
    take(page, "invite-staff")
    admin.confirm("邀请")
    guest = door.page("desktop", LAPTOP)
    opens(guest, world.outside, world.box.console_url, "wangxy", "13800001234")
    expect(guest.get_by_text("wangxy").first).to_be_visible()
    expect(guest.get_by_role("img", name="验证器二维码")).to_be_visible()
    take(guest, "accept-invite")


def a_day(task: Task) -> None:
    """What was done lately, so that the first page has figures."""
    today = wire().clock().astimezone(SHANGHAI).date()
    pairs = [(612, 55, 5), (548, 41, 4), (390, 37, 6), (470, 52, 3)]
    made = Counter[tuple[str, str]]()
    for back, figures in enumerate(pairs):
        for kind, count in zip(("submit", "approve", "reject"), figures, strict=True):
            made[f"WORK#{task.branch}", f"{today - timedelta(days=back)}#{kind}"] = count
    counted(dict(made))


def test_a_managers_day(world: World, hire: Hires, task: Task, queue: list[str]) -> None:
    manager = hire(MANAGER)
    a_day(task)
    order_id = order(world, task, State.APPROVED, 20)
    other = somebody(world, MANAGER)
    body = {"action": "edit", "fields": {"college": "外国语学院"}, "reason": "学生来电，学院填错"}
    other.call("POST", f"/api/staff/orders/{order_id}/decisions", body)
    manager.come_in("/")
    expect(manager.page.get_by_role("region", name="等着处理")).to_be_visible()
    manager.sees("等第二个人确认")
    take(manager.page, "home")
    take(ready(manager, "/waiting", "待处理"), "waiting")
    page = ready(manager, f"/tasks/{task.task_id}", TITLE)
    manager.sees("没开始")
    take(page, "task")
    page = ready(manager, f"/tasks/{task.task_id}/notice", "打印通知")
    expect(page.get_by_role("article", name="通知")).to_be_visible()
    take(page, "notice")
    page = ready(manager, "/tasks/new", "新建任务")
    manager.page.get_by_label("任务名称").fill(TITLE)
    take(page, "task-new")


def test_an_order(world: World, hire: Hires, task: Task) -> None:
    order_id = order(world, task, State.REJECTED, 28, rejections=1, photo=face(5))
    manager = hire(MANAGER)
    page = ready(manager, f"/orders/{order_id}", "订单")
    manager.sees("可以做的")
    manager.button("延期或加次数").click()
    manager.sees("不再收费")
    take(page, "order-grant")


def test_a_table_with_wrong_rows(world: World, hire: Hires, task: Task) -> None:
    manager = hire(MANAGER)
    lines = [["学号", "学院", "班级"], ["20270301", "信息学院", "软件2203"], ["2027？", "信息学院", "软件2203"]]
    lines += [["20270301", "信息学院", "软件2203"], *([f"202704{no:02}", "文学院", "中文2202"] for no in range(9))]
    job = run(manager.api, "ROSTER", csv_bytes(lines), task.task_id)
    page = ready(manager, f"/imports/{job['import_id']}", "导入结果")
    manager.sees("要改的行")
    take(page, "import")


def test_the_review_desk(hire: Hires, task: Task, queue: list[str]) -> None:
    reviewer = hire(REVIEWER)
    reviewer.come_in(f"/review?band=LOW&task={task.task_id}")
    page_of(reviewer)
    reviewer.page.keyboard.press("ArrowRight")
    reviewer.page.keyboard.press(" ")
    reviewer.sees("留下细看")
    take(reviewer.page, "review-page")
    reviewer.open(f"/review?band=DOUBT&task={task.task_id}")
    shown(reviewer, queue)
    take(reviewer.page, "review-one")


def test_delivery(world: World, hire: Hires) -> None:
    posted = posting_task(world, branch=BRANCH, title="2027届个人散拍")
    for number, name in enumerate(STUDENTS[:4]):
        state = State.APPROVED if number else State.IN_PRODUCTION
        printed(world, posted, f"202706{number:02}", state, name=name, photo=face(90 + number))
    manager = hire(MANAGER)
    deliver(manager.api, posted.task_id)
    page = ready(manager, f"/tasks/{posted.task_id}/packages", "制作包")
    manager.sees("可以下载")
    take(page, "packages")
    page = ready(manager, f"/tasks/{posted.task_id}/posting", "邮寄")
    manager.page.get_by_label("快递公司", exact=True).select_option("SF")
    take(page, "posting")
    page = ready(manager, f"/tasks/{posted.task_id}/prints", "冲印")
    manager.button("生成冲印文件").click()
    take(page, "prints")


def test_what_chsi_refused(world: World, hire: Hires) -> None:
    answered = world.plain_task(branch=BRANCH, price=0, title="2027届补采集")
    manager = hire(MANAGER)
    ids = [order(world, answered, State.IN_PRODUCTION, number) for number in range(6)]
    words = ("照片清晰度不合格", "头顶到上边缘百分比不合格", "照片不太合适")
    lines: list[Any] = [["订单号", "结果", "说明"], *([one, "通过", ""] for one in ids[3:])]
    lines += [[one, "不通过", said] for one, said in zip(ids, words, strict=False)]
    run(manager.api, "CHSI", csv_bytes(lines), answered.task_id)
    take(ready(manager, f"/chsi?task={answered.task_id}", "学信网退回"), "chsi")


@pytest.fixture
def money(world: World) -> Desk:
    """Two of finance in the branch, with some payments."""
    desk = Desk(world)
    desk.branch = BRANCH
    desk.one, desk.two = (somebody(world, FINANCE) for _ in range(2))
    return desk


def test_finances_day(world: World, hire: Hires, money: Desk, task: Task) -> None:
    finance, titles = hire(FINANCE), itertools.cycle((COMPANY, {"kind": "PERSONAL", "title": "陈小明"}))
    payer = world.student()
    paid = [bought(world, payer, task) for _ in range(3)]
    for order_id, title in zip(paid, titles, strict=False):
        payer.call("PUT", f"/api/orders/{order_id}/invoice-title", {"email": "cw@example.com"} | title)
    doubt = money.suspect(1)
    world.outside.control("POST", f"/trades/{out_trade_no(doubt, 1)}", outcome="pay")
    page = ready(finance, "/payments?group=DOUBT", "付款")
    finance.button("核对来款").click()
    finance.sees("微信支付现在说：支付成功，20.00 元")
    take(page, "payment-doubt")
    take(ready(finance, "/invoices", "开票"), "invoices")
    day = wire().money.bills.yesterday() - timedelta(days=70)
    known = replace(unbooked(), number=out_trade_no(paid[0], 1), order_id=paid[0])
    foreign = replace(unbooked(), number="ELSEWHERE-1", order_id="")
    sums: dict[str, Any] = {"payments": 1, "refunds": 0, "paid": 3000, "returned": 0}
    report = BillReport(channel="wechat", day=day, made_at=wire().clock(), lines=(known, foreign), **sums)
    wire().stores.bill_reports.keep(report)
    take(ready(finance, f"/bills/wechat/{day}", f"{day} 微信支付账单"), "bill")
    world.box.stream.drain()
    take(ready(finance, "/season", "采集季汇总"), "season")


def test_what_is_kept_of_people(world: World, hire: Hires) -> None:
    now = wire().clock()
    closes = now - timedelta(days=17)
    opened = closes - timedelta(days=30)
    times = {"opens_at": opened, "closes_at": closes, "retention_days": 20}
    over = world.plain_task(branch=BRANCH, price=0, title="2026届补采集", **times)
    for number in range(2):
        order(world, over, State.DONE, number, state_at=closes - timedelta(days=1))
    count_faces()
    take(ready(hire(ADMIN), "/privacy", "个人信息"), "privacy")
