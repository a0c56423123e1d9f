"""The season's end: the task is closed, and what it kept of its students goes by itself when its time is over."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.worlds.season import orders
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee
from tests.worlds.season.students import Student
from tests.worlds.season.tasks import DAYS_OPEN, TITLE

KEPT = 30  # days after the task's end
SHOWN = 30  # days ahead that the page looks
MANAGER, SECOND = "li", "zheng"


def time_of_keeping_is_shortened(season: Season) -> None:
    """To what the notice promised; the page says what becomes of it before it is saved."""
    manager = season[MANAGER]
    manager.go("任务", TITLE, "修改设置")
    manager.heading("修改设置")
    manager.fill(retention_days=str(KEPT))
    manager.button(re.compile("看后果并保存")).click()
    manager.confirm("保存", "通知里写的是 30 天", told=[f"180 变为 {KEPT}", "立刻按新的天数计算到期"])
    manager.heading(TITLE)
    manager.sees("修改已保存")


def task_is_closed(season: Season) -> None:
    """Nothing is open any more: nobody waits for the branch, and nobody can begin."""
    manager = season[MANAGER]
    manager.go("任务", TITLE)
    manager.heading(TITLE)
    manager.button("关闭任务").click()
    told = ["0 个，不能再提交", "0 个继续审核和交付", "不会自动退款"]
    manager.confirm("关闭", "采集结束，照片已经全部交付", told=told)
    manager.sees("任务已关闭")
    manager.sees("学生现在不能办理")


def what_goes_next_is_said(season: Season, orders_kept: int) -> None:
    """Within the month before, the page tells of the day, and of how many orders it is the last.

    orders_kept: all that the task has, refunded ones, too."""
    season.passes(days=DAYS_OPEN + KEPT - SHOWN + 2)
    manager = _at_privacy(season)
    expect(_card(manager, "接下来 30 天会删除的").get_by_role("row").filter(has_text=TITLE).first).to_be_visible()
    manager.sees(f"共 {orders_kept} 单")
    expect(_card(manager, "最近删除的")).to_contain_text("还没有删除过")
    expect(manager.page.get_by_role("region", name="存着的照片").locator(".stat").nth(1)).not_to_contain_text("0 张")


def all_is_deleted(season: Season, orders_kept: int) -> None:
    """Once the time is over: no face is stored, and the records say what went."""
    season.passes(days=SHOWN + 2)
    manager = _at_privacy(season)
    stats = manager.page.get_by_role("region", name="存着的照片").locator(".stat")
    for place, unit in enumerate(("人", "张", "张", "张")):
        expect(stats.nth(place)).to_contain_text(re.compile(rf"(?<!\d)0\s*{unit}"))
    expect(manager.page.get_by_role("navigation", name="保存期").get_by_role("link", name="已到期")).to_have_text(
        "已到期 1"
    )
    manager.link("全部删除记录").click()
    manager.heading("删除记录")
    rows = manager.row(TITLE).filter(has_text="保存期已满")
    expect(rows.first).to_be_visible()
    went = "".join(rows.all_inner_texts())
    assert sum(int(count) for count in re.findall(r"订单 (\d+) 单", went)) == orders_kept
    assert "制作包 " in went
    assert "文件 " in went


def packages_are_gone(season: Season) -> None:
    """They stay in the list, and say so."""
    manager = season[MANAGER]
    manager.go("任务", TITLE, "制作包")
    manager.heading("制作包")
    expect(manager.page.get_by_text("已过保存期").first).to_be_visible()
    expect(manager.button("取得下载链接")).to_have_count(0)


def student_was_away_for_long(season: Season, student: Student) -> None:
    """Her number may be another's by now, and what would prove that it is not is deleted: two of the branch let her
    in."""
    student.expected.append("401 (Unauthorized)")  # her session is over
    student.opens_her_order()
    student.log_in()
    student.heading("核对身份")
    student.sees("任务已结束或都不方便时，请联系分社")
    manager, other = season[MANAGER], season[SECOND]
    orders.find(season, student.graduate, MANAGER)
    manager.button("换手机号").click()
    number = student.graduate.phone
    manager.confirm("提交，等第二个人确认", "带学生证来过", told=["号码没有换", "填原来的号码"], phone=number)
    other.go("待处理")
    other.heading("待处理")
    other.row("带学生证来过").get_by_role("button", name="同意", exact=True).click()
    other.confirm("同意并执行", "见过本人", told=[number])
    other.sees("“更换学生手机号”已执行")
    season.waits(minutes=1)  # a number gets one SMS a minute
    student.page.reload()
    student.sees("登录后会回到刚才的步骤")
    student.log_in()
    student.link("继续").click()


def student_finds_nothing_of_herself(student: Student) -> None:
    """Her order is over; her name, her picture and her address are gone, what she paid is not."""
    student.heading("订单详情")
    student.sees("个人信息已经删除，这个订单不能再办理")
    page = student.page.locator("main")
    expect(page).to_contain_text("（已删除）")
    expect(page.locator("img")).to_have_count(0)
    expect(page).not_to_contain_text(student.graduate.student_no)
    expect(page).not_to_contain_text(student.graduate.address)
    expect(page).to_contain_text("交易单号")
    student.leaves()


def order_keeps_its_money(season: Season, student: Student, paid: str, returned: str = "0.00") -> None:
    """As the branch must, by law: every fen of it is there, while her picture is not."""
    manager = season[MANAGER]
    orders.find(season, student.graduate, MANAGER)
    manager.sees("照片已经删除")
    manager.sees(f"实收 {paid} · 已退 {returned}")
    manager.link("账目：每一笔进出").click()
    manager.heading("订单的账目")
    manager.sees(paid)


def _at_privacy(season: Season) -> Employee:
    manager = season[MANAGER]
    manager.go("个人信息")
    manager.heading("个人信息")
    return manager


def _card(manager: Employee, title: str) -> Locator:
    return manager.page.locator(".card").filter(has=manager.page.get_by_role("heading", name=title))
