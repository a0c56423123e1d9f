"""What the branch sees of personal data: how many faces are stored, what goes next and what went."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.api import jobs
from chalicelib.orders.model import State
from chalicelib.orders.store import lengths
from chalicelib.privacy import deletions, faces, outlook
from chalicelib.privacy.deletions import digest_of
from chalicelib.privacy.faces import KINDS, LEFT_OVER, FaceCount, Sums
from chalicelib.privacy.model import ENDED, REST
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import Conflict
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import refused
from tests.worlds.db_calls import calls
from tests.worlds.faces import begin_count, count_faces
from tests.worlds.home import Branch, counted
from tests.worlds.proven import proven
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order

ADMIN = StaffRole.ADMIN
DAYS = 30
Later = Callable[[float], datetime]


@pytest.fixture
def later(clock: SandboxClock) -> Later:
    """`later(days)`: it is as many days after the test began; no schedule runs."""
    began = wire().clock()

    def move(days: float) -> datetime:
        clock.to(began + timedelta(days=days), schedules=False)
        return wire().clock()

    return move


def asked(branch: Branch, part: str, **query: str) -> dict[str, Any]:
    admin = colleague(branch.world.box.console_url, ADMIN, branch=branch.name)
    return dict(admin.call("GET", f"/api/staff/privacy/{part}", **query))


def test_faces_are_counted_by_task_and_what_is_left_over_is_told(
    branch: Branch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = branch.world
    made_order(world, branch.task, State.DONE)
    made_order(world, branch.task, State.CLOSED, erased_at=wire().clock())  # may still be being swept
    erased = made_order(world, branch.task, State.CLOSED, erased_at=wire().clock() - REST)
    assert asked(branch, "faces")["counts"] == []
    assert asked(branch, "tasks")["counted_at"] is None
    count_faces()
    told = asked(branch, "faces")
    newest = told["counts"][0]
    pictures = {kind: len(world.objects(f"{kind}/{erased}/")) for kind in ("original", "standard")}
    left = sum(pictures.values())
    assert left > 0
    assert newest["faces"]["left"] == left
    assert newest["faces"]["people"] == 3 * bool(pictures["original"])
    assert newest["faces"]["standards"] == 3 * pictures["standard"]
    assert not told["counting"]
    (row,) = asked(branch, "tasks", group="KEPT")["tasks"]
    assert row["faces"] == newest["faces"]
    assert "pictures of erased orders, or of none, are still stored" in capsys.readouterr().out


def test_a_count_that_stops_is_gone_on_with_and_nothing_counts_twice(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [made_order(branch.world, branch.task, State.DONE) for _ in range(3)]
    for name in ("1", "2"):  # of one person, on two pages
        branch.world.put(f"original/{ids[0]}/1/{name}", b"")
    count_faces()
    whole = asked(branch, "faces")["counts"][0]
    assert whole["faces"]["standards"] >= len(ids)
    world, objects = branch.world, wire().outside.objects
    mine = {kind: sorted(name for one in ids for name in world.objects(f"{kind}/{one}/")) for kind in KINDS}

    def names(folder: str, *, after: str, most: int) -> list[str]:
        """Of these orders alone: of what other tests left, too, each page would take its time."""
        return [name for name in mine[folder.removesuffix("/")] if name > after][:most]

    monkeypatch.setattr(objects, "names", names)
    monkeypatch.setattr(faces, "PAGE", 1)
    begin_count()
    stops = 0
    while True:
        times = iter([300.0, 300.0])  # two pages a run
        if wire().privacy.face_count.run(lambda: next(times, 0.0)):  # noqa: B023
            break
        stops += 1
    assert stops > len(ids)
    again = asked(branch, "faces")["counts"][0]
    assert again["at"] > whole["at"]
    assert again["faces"] == whole["faces"]


def test_of_two_runs_at_once_one_goes_on(branch: Branch) -> None:
    begin_count()
    store, real = wire().stores.faces, wire().privacy.face_count
    count = store.now()
    assert count is not None

    class Slow:
        """Another run takes a step before each of this one's is kept."""

        now, keep = store.now, store.keep

        def go_on(self, count: faces.Count) -> faces.Count:
            real.run(lambda: 300.0)
            return store.go_on(count)

    slow = FaceCount(
        kept=Slow(),
        objects=wire().outside.objects,
        whose=wire().stores.order_owners.of,
        over=wire().stores.packages.over,
        branches=list,
        clock=wire().clock,
    )
    assert not slow.run(lambda: 300.0)
    done = store.now()
    assert done is not None
    assert done.is_over
    with pytest.raises(Conflict):
        store.go_on(count)


def test_a_count_begins_once_a_day(branch: Branch, later: Later) -> None:
    count_faces()
    before = len(asked(branch, "faces")["counts"])
    assert not wire().privacy.face_count.run(lambda: 300.0)
    later(1.01)
    assert wire().privacy.face_count.run(lambda: 300.0)
    assert len(asked(branch, "faces")["counts"]) == before + 1


def test_what_cannot_be_counted_keeps_nothing_from_being_deleted(
    branch: Branch, later: Later, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task = branch.world.plain_task(branch=branch.name, price=0, retention_days=DAYS)
    order_id = made_order(branch.world, task, State.DONE)
    later(9 + DAYS + 1)

    def fails(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(wire().outside.objects, "names", fails)
        assert jobs.purge(None)["orders"] >= 1
    assert not branch.world.objects(f"standard/{order_id}/")
    assert "faces not counted" in capsys.readouterr().out
    jobs.purge(None)
    assert asked(branch, "faces")["counts"]


def test_every_folder_with_pictures_is_counted(branch: Branch) -> None:
    def shared() -> Sums:
        count_faces()
        return wire().stores.faces.newest(branch.name, 1)[0].shared

    before = shared()
    branch.world.put("avatars/somebody/1.jpg", b"face")
    branch.world.put("in/photo/somebody/1/x", b"face")
    branch.world.put(f"original/{'n' * 22}/1/{'a' * 64}", b"face")
    after = shared()
    assert [after[one] - before.get(one, 0) for one in ("avatars", "in/photo", LEFT_OVER)] == [1, 1, 1]
    assert set(asked(branch, "faces")) == {"counts", "counting"}  # what is no branch's is for the alarm alone
    assert len(set(KINDS)) == len(KINDS)


def test_what_goes_next_is_told_by_day_and_task_and_then_it_goes(branch: Branch, later: Later) -> None:
    world = branch.world
    task = world.plain_task(branch=branch.name, price=0, retention_days=DAYS, title="先到期的任务")
    now = wire().clock()
    early = [made_order(world, task, State.DONE, state_at=now - timedelta(days=1)) for _ in range(2)]
    late = made_order(world, task, State.DONE, state_at=task.closes_at + timedelta(days=3))
    made_order(world, task, State.IN_REVIEW)
    later(15)
    told = asked(branch, "next")
    days = {day["day"]: [(one["task_id"], one["orders"], one["ends"]) for one in day["tasks"]] for day in told["days"]}
    end = task.kept_until.astimezone(SHANGHAI).date()
    assert days == {
        end.isoformat(): [(task.task_id, 2, True)],
        (end + timedelta(days=3)).isoformat(): [(task.task_id, 1, False)],
    }
    rows = asked(branch, "tasks")
    assert rows["groups"] == {"SOON": 1, "KEPT": 1, "OVER": 0}
    assert [row["task_id"] for row in rows["tasks"]] == [task.task_id]

    later(9 + DAYS + 1)  # over, and nothing has gone yet: that is due now
    (today, last) = asked(branch, "next")["days"]
    assert [one["orders"] for one in today["tasks"]] == [2]
    wire().privacy.purge.run(lambda: 300.0)
    assert not any(world.objects(f"standard/{order_id}/") for order_id in early)
    assert world.objects(f"standard/{late}/")
    assert asked(branch, "next")["days"] == [last]
    assert asked(branch, "tasks", group="OVER")["groups"]["OVER"] == 1


def test_what_goes_next_costs_the_same_however_many_orders_there_are(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    closes = wire().clock() - timedelta(days=10)
    task = branch.open_task(opens_at=closes - timedelta(days=1), closes_at=closes, retention_days=20)
    who, asked_for = branch.who(ADMIN), list[int]()
    for _ in range(2):
        for _ in range(3):
            made_order(branch.world, task, State.DONE, state_at=closes - timedelta(hours=1))
        with calls(monkeypatch) as made:
            ((due,), unlisted) = wire().privacy.outlook.due(who)
        asked_for.append(made.total())
    assert (due.orders, due.more, unlisted) == (6, False, 0)
    assert asked_for[1] <= asked_for[0]
    assert asked_for[1] <= 2 * len(ENDED) + 1


def test_days_beyond_the_orders_that_are_read_are_counted(
    branch: Branch, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "MOST", 2)
    monkeypatch.setattr(outlook, "MOST", 2)
    task = branch.open_task(retention_days=DAYS)
    for day in (2, 3, 3, 5):
        made_order(branch.world, task, State.DONE, state_at=task.closes_at + timedelta(days=day))
    later((task.closes_at - wire().clock()).days + 15)
    told = [(day["day"], one["orders"], one["more"]) for day in asked(branch, "next")["days"] for one in day["tasks"]]
    end = task.kept_until.astimezone(SHANGHAI).date()
    assert [row for row in told if row[1]] == [
        ((end + timedelta(days=day)).isoformat(), orders, False) for day, orders in ((2, 1), (3, 2), (5, 1))
    ]


def test_orders_whose_time_does_not_run_yet_are_told(branch: Branch) -> None:
    pk = f"COUNT#{branch.task.task_id}"
    counted({(pk, "STATE#IN_REVIEW"): 2, (pk, "STATE#REFUNDING"): 1, (pk, "STATE#DONE"): 5})
    (row,) = asked(branch, "tasks", group="KEPT")["tasks"]
    assert row["standing"] == 3


def test_tasks_come_in_pages(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outlook, "PAGE", 1)
    branch.open_task()
    first = asked(branch, "tasks", group="KEPT")
    second = asked(branch, "tasks", group="KEPT", after=first["after"])
    assert second["after"] is None
    assert {first["tasks"][0]["task_id"], second["tasks"][0]["task_id"]} >= {branch.task.task_id}
    assert first["groups"]["KEPT"] == 2
    refused(partial(asked, branch, "tasks", after="nothing"), 422, "invalid", "after")


def test_records_say_what_went_by_which_rule_and_name_nobody(
    branch: Branch, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = branch.world
    student = world.student()
    task = world.plain_task(branch=branch.name, price=0, retention_days=DAYS)
    wished = made_order(world, task, State.CLOSED, person_id=world.person(student))
    due = [made_order(world, task, State.DONE) for _ in range(2)]
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    proven(student).call("POST", "/api/me/deletion", {"confirmed": True})
    (row,) = asked(branch, "deletions")["rows"]
    assert (row["rule"], row["task_id"], row["counts"]["orders"]) == ("WISH", task.task_id, 1)
    assert row["digests"] == [digest_of(wished)]
    assert row["looks_until"] is not None

    later(9 + DAYS + 1)
    wire().privacy.purge.run(lambda: 300.0)
    rows = asked(branch, "deletions")["rows"]
    assert rows[-1]["looks_until"] is None  # looked at long ago
    by_rule = [one for one in rows if one["rule"] == "RETENTION" and "orders" in one["counts"]]
    assert sum(one["counts"]["orders"] for one in by_rule) == 2
    assert {digest for one in by_rule for digest in one["digests"]} >= set(map(digest_of, due))
    assert not any(order_id in json.dumps(rows) for order_id in (wished, *due))

    monkeypatch.setattr(deletions, "PAGE", 1)
    found, before = list[Any](), None
    while True:
        page = asked(branch, "deletions", **({"before": before} if before else {}))
        found += page["rows"]
        before = page["before"]
        if before is None:
            break
    assert found == rows
    refused(partial(asked, branch, "deletions", before="2026-13-01#x"), 422, "invalid", "before")
    assert asked(Branch(world), "deletions")["rows"] == []
