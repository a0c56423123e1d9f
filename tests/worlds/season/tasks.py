"""The season's task: its school, its settings, the notice that hangs at the school."""

from __future__ import annotations

from datetime import datetime, timedelta

from playwright.sync_api import expect

from chalicelib.shared.clock import SHANGHAI
from tests.worlds.season.branch import Season
from tests.worlds.season.students import SCHOOL, SCHOOL_CODE

TITLE = "2027届毕业生图像采集"
DAYS_OPEN = 20


def school_is_added(season: Season) -> None:
    """With the name it had before: students and teachers still type it."""
    admin = season["admin"]
    admin.go("院校目录")
    admin.button("添加学校").click()
    admin.confirm("保存", "新签约", school_code=SCHOOL_CODE, name=SCHOOL, aliases="湖南工学院", city="长沙市")
    admin.sees(f"已保存{SCHOOL}")


def task_is_made(season: Season) -> str:
    """Its code."""
    manager = season["li"]
    manager.go("任务", "新建任务")
    manager.heading("新建任务")
    today = datetime.now(SHANGHAI).date()
    closes = today + timedelta(DAYS_OPEN)
    manager.fill(title=TITLE, collect_mode="ENCRYPTED", task_type="INDIVIDUAL", price="29.90")
    manager.fill(opens_at=today.isoformat(), closes_at=closes.isoformat(), closes_at_time="18:00")
    manager.page.get_by_label("查找学校").fill("湖南工学院")
    manager.page.get_by_role("button", name=f"添加 {SCHOOL} {SCHOOL_CODE}").click()
    manager.page.get_by_label("本科", exact=True).check()
    manager.page.get_by_label("第 1 位联系人的姓名").fill("王老师")
    manager.page.get_by_label("第 1 位联系人的电话").fill("0731-88820000")
    manager.page.get_by_label("第 2 位联系人的姓名").fill("湘北分社")
    manager.page.get_by_label("第 2 位联系人的电话").fill("0731-84300000")
    manager.button("保存为草稿").click()
    manager.heading(TITLE)
    manager.button("开放任务").click()
    manager.confirm("开放")
    manager.sees("学生现在可以办理")
    address = manager.page.locator("#students-address").input_value()
    expect(manager.page.locator(".big-code").first).to_have_text(address.rpartition("/")[2])
    return address.rpartition("/")[2]
