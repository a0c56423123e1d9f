"""Teachers' links: who made which, how often each was opened, and how one is taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from sandbox.clock import SandboxClock
from tests.worlds.app import World, refused
from tests.worlds.staff import Colleague, colleague
from tests.worlds.teachers import links_of, made_link

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def test_links_are_listed_until_they_end(world: World, manager: Colleague, clock: SandboxClock) -> None:
    task, other = world.plain_task(), world.plain_task()
    short, long = made_link(manager, task, 1, "辅导员查看"), made_link(manager, task, 30, "学院查看", kind="COUNTS")
    made_link(manager, other, 30, "别的任务")
    listed = manager.call("GET", links_of(task))["links"]
    account = manager.account
    assert [
        (one["link_id"], one["until"], one["reason"], one["by"], one["by_name"], one["kind"]) for one in listed
    ] == [
        (link["link_id"], link["until"], reason, account.staff_id, account.name, kind)
        for link, reason, kind in ((long, "学院查看", "COUNTS"), (short, "辅导员查看", "LIST"))
    ]
    assert short["token"] not in str(listed)
    (look, *_) = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert look["action"] == "view_teacher_links"
    clock.move(days=2, schedules=False)
    later = colleague(world.box.console_url, MANAGER)
    assert [one["link_id"] for one in later.call("GET", links_of(task))["links"]] == [long["link_id"]]


def test_every_opening_is_counted_however_many_there_are_at_once(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    link = made_link(manager, task)
    (new,) = manager.call("GET", links_of(task))["links"]
    assert (new["opened"], new["opened_at"], new["forwarded"]) == (0, None, 0)
    path = f"/api/progress/{link['token']}"
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: world.guest().call("GET", path), range(8)))
    world.guest().call("GET", f"{path}/people")  # the list belongs to the page that was opened
    world.guest().call("GET", f"/api/progress/{seen[0]['forward']}")
    (one,) = manager.call("GET", links_of(task))["links"]
    assert (one["opened"], one["forwarded"]) == (8, 1)
    assert one["opened_at"] >= one["made_at"]


def test_a_revoked_link_stops_at_once_with_what_was_passed_on_of_it(world: World, manager: Colleague) -> None:
    task = world.plain_task()
    gone, stays = made_link(manager, task, 90, "发错了人"), made_link(manager, task, 90, "辅导员查看")
    seen = world.guest().call("GET", f"/api/progress/{gone['token']}")
    paths = [f"/api/progress/{token}" for token in (gone["token"], seen["forward"])]
    assert all(world.guest().call("GET", path)["title"] == task.title for path in paths)
    revoke = f"{links_of(task)}/{gone['link_id']}/revoke"
    with ThreadPoolExecutor(2) as pool:  # two at once, and again later: it is one revocation
        two = [pool.submit(manager.call, "POST", revoke, {"reason": "发错了人"}) for _ in range(2)]
        assert [one.result() for one in two] == [{"ok": True}, {"ok": True}]
    manager.call("POST", revoke, {"reason": "发错了人"})
    for path in (*paths, f"{paths[0]}/people"):
        refused(lambda path=path: world.guest().call("GET", path), 404, "teacher_link_over")  # type: ignore[misc]
    wire().stores.teacher_links.count_opening("of a link that was revoked", wire().clock())
    assert [one["link_id"] for one in manager.call("GET", links_of(task))["links"]] == [stays["link_id"]]
    assert world.guest().call("GET", f"/api/progress/{stays['token']}")["title"] == task.title
    rows = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}", action="revoke_teacher_link")["rows"]
    assert [(row["reason"], row["data"]) for row in rows] == [("发错了人", {"link": gone["link_id"]})]


def test_a_link_is_revoked_where_it_belongs(world: World, manager: Colleague) -> None:
    task, why = world.plain_task(), {"reason": "不再需要"}
    link = made_link(manager, task, 90)["link_id"]
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: stranger.call("POST", f"{links_of(task)}/{link}/revoke", why), 404, "task_unknown")
    refused(lambda: stranger.call("GET", links_of(task)), 404, "task_unknown")
    for wrong in (f"{links_of(world.plain_task())}/{link}/revoke", f"{links_of(task)}/{'x' * 16}/revoke"):
        refused(lambda wrong=wrong: manager.call("POST", wrong, why), 404, "teacher_link_unknown")  # type: ignore[misc]
    assert [one["link_id"] for one in manager.call("GET", links_of(task))["links"]] == [link]


def test_a_phone_is_a_teachers_and_stays_secret(world: World, manager: Colleague) -> None:
    task, phone = world.plain_task(), new_phone()
    refused(lambda: made_link(manager, task, phone="0731-82565066"), 422, "phone_invalid", "phone")
    refused(lambda: made_link(manager, task, phone=phone, kind="COUNTS"), 409, "teacher_phone_idle", "phone")
    refused(lambda: made_link(manager, task, kind="ALL"), 422, "invalid", "kind")
    assert manager.call("GET", links_of(task))["links"] == []
    made_link(manager, task, phone=f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}")
    (one,) = manager.call("GET", links_of(task))["links"]
    assert one["phone"] == f"{phone[:3]}****{phone[-4:]}"
    trail = manager.call("GET", "/api/staff/audit", subject=f"task {task.task_id}")["rows"]
    assert phone not in str(trail)
    tables = world.tables()
    kept = [item for key, item in tables.items() if "TEACHER" in key and task.task_id in str(item)]
    assert len(kept) == 3  # the link, its twin, and what the task lists
    assert phone not in str(kept)
