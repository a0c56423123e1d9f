"""What is in a package, photo by photo, who is no longer in it, and who is in none yet."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chalicelib.delivery import service
from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from tests.worlds.app import World
from tests.worlds.branch import deliver, files, rows
from tests.worlds.browsers import LAPTOP, Desks
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check, fits, shot
from tests.worlds.proven import proven
from tests.worlds.staff_orders import counted_order, made_order

GONE = "学生已删除个人信息，照片不在包内"


def test_the_manifest_is_seen_page_by_page_with_who_left(
    world: World, desk: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE", 3)
    task, student = world.plain_task(branch=BRANCH, price=0, title="清单任务"), world.student()
    mine = made_order(world, task, State.APPROVED, person_id=world.person(student), named={"name": "欧阳若水"})
    for number in range(4):
        made_order(world, task, State.APPROVED, named={"student_no": f"S{number}", "name": f"<b>学生{number}"})
    counted_order(world, task, State.IN_REVIEW, "文学院", "1班")
    clerk = desk(StaffRole.MANAGER, **LAPTOP)
    package_id = deliver(clerk.api, task.task_id)["package_id"]
    page = clerk.page
    clerk.come_in(f"/tasks/{task.task_id}/packages")
    clerk.sees("还没有进包的订单")
    expect(page.get_by_role("navigation", name="按状态查看订单")).to_contain_text("待审核 1")
    check(page)
    shot(page, "packages")
    clerk.link("查看清单").click()
    clerk.heading("制作包清单")
    table = page.get_by_role("region", name="在包里的照片").locator("tbody tr")
    expect(table).to_have_count(3)
    clerk.sees("在包里 5")
    sums = {row["订单号"]: row["sha256"] for row in rows(files(clerk.api, package_id)["manifest.csv"])}
    seen = [one.inner_text() for one in table.all()]
    page.keyboard.press("]")
    expect(table).to_have_count(2)
    seen += [one.inner_text() for one in table.all()]
    check(page)
    shot(page, "manifest")
    assert all(any(number in row and sum_ in row for row in seen) for number, sum_ in sums.items())
    clerk.api.call("POST", f"/api/staff/orders/{mine}/confirm", {})
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    page.reload()
    page.get_by_role("link", name=re.compile("已移出")).click()
    left = page.get_by_role("region", name="不在包里的").locator("tbody tr")
    expect(left).to_have_count(1)
    expect(left).to_contain_text(GONE)
    expect(page.get_by_text("欧阳若水")).to_have_count(0)
    check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    fits(page)
