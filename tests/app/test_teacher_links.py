"""Teachers' links: who made which, and how one is taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague, colleague

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.api_url, MANAGER)


def path(task: Task) -> str:
    return f"/api/staff/tasks/{task.task_id}/teacher-links"


def made(who: Colleague, task: Task, days: int, reason: str) -> dict[str, Any]:
    return dict(who.call("POST", path(task), {"days": days, "reason": reason}))


def test_links_are_listed_until_they_end(world: World, manager: Colleague, clock: SandboxClock) -> None:
    task, other = world.plain_task(), world.plain_task()
    short, long = made(manager, task, 1, "辅导员查看"), made(manager, task, 30, "学院查看")
    made(manager, other, 30, "别的任务")
    listed = manager.call("GET", path(task))["links"]
    account = manager.account
    assert [(one["link_id"], one["until"], one["reason"], one["by"], one["by_name"]) for one in listed] == [
        (link["link_id"], link["until"], reason, account.staff_id, account.name)
        for link, reason in ((long, "学院查看"), (short, "辅导员查看"))
    ]
    assert short["token"] not in str(listed)
    (look, *_) = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert look["action"] == "view_teacher_links"
    clock.move(days=2, schedules=False)
    later = colleague(world.box.api_url, MANAGER)
    assert [one["link_id"] for one in later.call("GET", path(task))["links"]] == [long["link_id"]]


def test_a_revoked_link_stops_at_once(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    gone, stays = made(manager, task, 90, "发错了人"), made(manager, task, 90, "辅导员查看")
    seen = f"/api/progress/{gone['token']}"
    assert world.guest().call("GET", seen)["title"] == task.title
    revoke = f"{path(task)}/{gone['link_id']}/revoke"
    with ThreadPoolExecutor(2) as pool:  # two at once, and again later: it is one revocation
        two = [pool.submit(manager.call, "POST", revoke, {"reason": "发错了人"}) for _ in range(2)]
        assert [one.result() for one in two] == [{"ok": True}, {"ok": True}]
    manager.call("POST", revoke, {"reason": "发错了人"})
    refused(lambda: world.guest().call("GET", seen), 404, "teacher_link_over")
    assert [one["link_id"] for one in manager.call("GET", path(task))["links"]] == [stays["link_id"]]
    assert world.guest().call("GET", f"/api/progress/{stays['token']}")["title"] == task.title
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}", action="revoke_teacher_link")["rows"]
    assert [(row["reason"], row["data"]) for row in rows] == [("发错了人", {"link": gone["link_id"]})]


def test_a_link_is_revoked_where_it_belongs(world: World, manager: Colleague) -> None:
    task, why = world.plain_task(), {"reason": "不再需要"}
    link = made(manager, task, 90, "辅导员查看")["link_id"]
    stranger = colleague(world.box.api_url, MANAGER, branch="guangdong")
    refused(lambda: stranger.call("POST", f"{path(task)}/{link}/revoke", why), 404, "task_unknown")
    refused(lambda: stranger.call("GET", path(task)), 404, "task_unknown")
    for wrong in (f"{path(world.plain_task())}/{link}/revoke", f"{path(task)}/{'x' * 16}/revoke"):
        refused(lambda wrong=wrong: manager.call("POST", wrong, why), 404, "teacher_link_unknown")  # type: ignore[misc]
    assert [one["link_id"] for one in manager.call("GET", path(task))["links"]] == [link]
