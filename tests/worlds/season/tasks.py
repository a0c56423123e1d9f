"""The season's task: its school, its settings, its opening."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from playwright.sync_api import expect

from chalicelib.shared.clock import SHANGHAI
from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import SCHOOL, SCHOOL_CODE

TITLE = "2027届毕业生图像采集"
BEFORE = "湖南工学院"  # the school's name
PRICE = Decimal("29.90")  # yuan
DAYS_OPEN = 20


def school_is_added(season: Season) -> None:
    """With the name it had before: students and teachers still type it."""
    admin = season["admin"]
    admin.go("院校目录")
    admin.button("添加学校").click()
    admin.confirm("保存", "新签约", school_code=SCHOOL_CODE, name=SCHOOL, aliases=BEFORE, city="长沙市")
    admin.sees(f"已保存{SCHOOL}")


def task_is_drafted(season: Season) -> None:
    """For the students of a list, which is not there yet: nobody could take part, so it does not open."""
    manager = season["li"]
    manager.go("任务", "新建任务")
    manager.heading("新建任务")
    today = datetime.now(SHANGHAI).date()
    closes = today + timedelta(DAYS_OPEN)
    manager.fill(title=TITLE, collect_mode="ENCRYPTED", task_type="INDIVIDUAL", price=str(PRICE), roster="CODES")
    manager.fill(opens_at=today.isoformat(), closes_at=closes.isoformat(), closes_at_time="18:00")
    manager.page.get_by_label("查找学校").fill(BEFORE)
    manager.page.get_by_role("button", name=f"添加 {SCHOOL} {SCHOOL_CODE}").click()
    manager.page.get_by_label("本科", exact=True).check()
    manager.page.get_by_label("第 1 位联系人的姓名").fill("王老师")
    manager.page.get_by_label("第 1 位联系人的电话").fill("0731-88820000")
    manager.page.get_by_label("第 2 位联系人的姓名").fill("湘北分社")
    manager.page.get_by_label("第 2 位联系人的电话").fill("0731-84300000")
    manager.button("保存为草稿").click()
    manager.heading(TITLE)
    manager.expected.append("/open")
    manager.button("开放任务").click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_role("button", name="开放", exact=True).click()
    expect(dialog).to_contain_text("名单里还没有人")
    dialog.get_by_role("button", name="取消").click()


def task_is_opened(season: Season) -> None:
    """Its code is known from now on."""
    manager = season["li"]
    manager.go("任务", TITLE)
    manager.button("开放任务").click()
    manager.confirm("开放", told=[f"{len(season.graduates)} 人可以办理"])
    manager.sees("学生现在可以办理")
    season.code = manager.page.locator(".big-code").first.inner_text()
