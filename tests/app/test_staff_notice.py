"""A task's notice over HTTP: its words, and the mini-program's code, which WeChat draws once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
import requests

from chalicelib.desk.notice.program_codes import REMEMBERED
from chalicelib.shared.clock import SHANGHAI
from chalicelib.storage import keys
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World
from tests.worlds.staff import Colleague
from tools.suite.patience import PATIENCE


def notice(manager: Colleague, task: Task) -> dict[str, Any]:
    return dict(manager.call("GET", f"/api/staff/tasks/{task.task_id}/notice"))


def drawn_for(world: World, task: Task) -> list[dict[str, Any]]:
    return [one for one in world.box.wechat.program_codes() if one["scene"] == task.code]


def test_wechat_draws_the_code_once_and_it_opens_the_page_that_reads_it(world: World, manager: Colleague) -> None:
    task = world.plain_task(closes_at=datetime(2036, 12, 20, 23, 59, 59, tzinfo=SHANGHAI))
    first, second = notice(manager, task), notice(manager, task)
    assert (first["missing"], second["missing"]) == ("", "")
    for shown in (first, second):
        picture = requests.get(shown["program_code"], timeout=PATIENCE)
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
        assert picture.content[:2] == b"\xff\xd8"
    (asked,) = drawn_for(world, task)
    assert (asked["page"], asked["env_version"]) == ("pages/tasks/start/start", "develop")
    words = first["notice"]
    assert (words["day"], words["hour"]) == ("12月20日", "2036年 星期六 23:59")
    assert words["address"] == f"{world.box.api_url}/#/tasks/{task.code}"
    assert words["steps"][0]["how"].startswith("微信扫左边的小程序码")


@pytest.mark.parametrize(
    ("fault", "says"), [("wechat_code_quota", "稍后刷新"), ("wechat_code_page", "技术人员"), ("wechat_5xx", "稍后刷新")]
)
def test_where_wechat_refuses_the_notice_does_without_and_says_why(
    world: World, manager: Colleague, clock: SandboxClock, fault: str, says: str
) -> None:
    task = world.plain_task()
    world.box.faults.set(fault, times=2)
    shown = notice(manager, task)
    world.box.faults.clear()
    assert shown["program_code"] is None
    assert says in shown["missing"]
    assert shown["notice"]["steps"][0]["how"].startswith("用手机扫上面的二维码")
    clock.to(wire().clock() + REMEMBERED, schedules=False)
    assert notice(manager, task)["program_code"]  # the next one to look gets it


def test_a_picture_that_cannot_be_read_is_left_out_of_the_pdf(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    world.put(keys.program_code(world.box.env["WECHAT_APPID"], "develop", task.code.lower()), b"\xff\xd8\xff no more")
    made = manager.call("POST", f"/api/staff/tasks/{task.task_id}/notice/pdf", {})
    assert requests.get(made["url"], timeout=PATIENCE).content[:5] == b"%PDF-"


def test_a_code_that_no_scene_can_hold_is_told(world: World, manager: Colleague) -> None:
    task = world.plain_task(code=f"毕业{world.plain_task().code}")
    assert "字母和数字" in notice(manager, task)["missing"]
    assert drawn_for(world, task) == []


def test_the_pdf_is_one_object_however_often_it_is_made(world: World, manager: Colleague) -> None:
    task = world.plain_task(title="2027届毕业生/图像采集")
    path = f"/api/staff/tasks/{task.task_id}/notice/pdf"
    first, second = manager.call("POST", path, {}), manager.call("POST", path, {})
    assert first["lacking"] == ""
    assert first["url"].split("?")[0] == second["url"].split("?")[0]
    answer = requests.get(first["url"], timeout=PATIENCE)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert "filename" in answer.headers["Content-Disposition"]
    manager.call("PUT", f"/api/staff/tasks/{task.task_id}", {"rev": 1, "settings": {"price": 1234}})
    assert manager.call("POST", path, {})["url"].split("?")[0] != first["url"].split("?")[0]


def test_many_who_look_at_once_all_get_it(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    with ThreadPoolExecutor(6) as pool:
        shown = list(pool.map(lambda _: notice(manager, task), range(6)))
    assert {one["missing"] for one in shown} == {""}
    assert len({one["program_code"].split("?")[0] for one in shown}) == 1
    assert drawn_for(world, task)
