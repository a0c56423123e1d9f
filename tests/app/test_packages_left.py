"""A student whose data was deleted is in no package any more: her files go at once, and are made again without her."""

from __future__ import annotations

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.delivery.making import EditionOver
from chalicelib.delivery.model import PackageState
from chalicelib.orders import events as ev
from chalicelib.orders.model import State
from chalicelib.orders.number import grouped
from chalicelib.privacy.purge import PURGE
from chalicelib.shared.ids import random_id
from chalicelib.wire import wire
from clients.student import Student
from tests.worlds.app import World
from tests.worlds.branch import collecting, deliver, files, ready, rows
from tests.worlds.proven import proven
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import made_order, moved, order_of
from tools.suite.patience import wait_for

SURE = {"confirmed": True}
NAME = "欧阳若水"  # no other test's


def delivered(world: World, manager: Colleague, **task: Any) -> tuple[Student, str, str]:
    """A student whose order came into a package beside another's, and is over: she, her order and the package."""
    student, made = world.student(), world.plain_task(price=0, **task)
    mine = made_order(
        world, made, State.APPROVED, person_id=world.person(student), named={"name": NAME, "class_name": "2201"}
    )
    made_order(world, made, State.APPROVED)
    package_id = deliver(manager, made.task_id)["package_id"]
    manager.call("POST", f"/api/staff/orders/{mine}/confirm", {})
    return student, mine, package_id


def made_again(manager: Colleague, package_id: str) -> dict[str, Any]:
    manager.call("POST", f"/api/staff/packages/{package_id}/again", {})
    return ready(manager, package_id)


def known_of(world: World, package_id: str) -> str:
    """All that the tables know of the package."""
    items = {key: item for key, item in world.tables().items() if package_id in key}
    return json.dumps(items, ensure_ascii=False, default=str)


def test_whoever_deleted_her_data_is_in_no_package(world: World, manager: Colleague) -> None:
    student, mine, package_id = delivered(world, manager)
    assert NAME in known_of(world, package_id)
    why = {one["what"]: one["why"] for one in student.call("GET", "/api/me/deletion")["kept"]}
    assert "不再有您的照片" in why["已交付的照片"]
    proven(student).call("POST", "/api/me/deletion", SURE)
    assert world.objects(f"packages/{package_id}/") == {}
    assert NAME not in known_of(world, package_id)
    told = manager.call("GET", f"/api/staff/packages/{package_id}")
    assert (told["state"], told["members"], told["erased"], told["files"]) == ("OUTDATED", 1, 1, [])

    told = made_again(manager, package_id)
    assert (told["members"], told["erased"], sum(one["photos"] for one in told["files"])) == (1, 1, 1)
    got = files(manager, package_id)
    assert len(zipfile.ZipFile(io.BytesIO(got["photos-001.zip"])).namelist()) == 2  # a photo and the sums
    here, gone = rows(got["manifest.csv"])
    assert here["照片文件名"]
    assert (gone["序号"], gone["照片文件名"], gone["姓名"], gone["订单号"]) == (
        "",
        "",
        "（已删除）",
        grouped(world.called(mine)),
    )
    assert gone["压缩包"] == "学生已删除个人信息，照片不在包内"
    assert all(NAME.encode() not in data for data in got.values())
    before = world.objects(f"packages/{package_id}/")
    proven(student).call("POST", "/api/me/deletion", SURE)  # again: nothing of it moves
    assert world.objects(f"packages/{package_id}/") == before


def test_two_who_ask_again_at_once_get_one_package(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, _, package_id = delivered(world, manager)
    proven(student).call("POST", "/api/me/deletion", SURE)
    store = wire().stores.packages
    before, get = store.get(package_id), store.get
    assert before is not None
    store.move(before, PackageState.BUILDING)  # by the other one, just now
    stale = [before]
    monkeypatch.setattr(store, "get", lambda one: stale.pop() if stale else get(one))
    assert made_again(manager, package_id)["members"] == 1


def test_many_who_leave_at_once_all_leave(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0)
    ids = [made_order(world, task, State.APPROVED) for _ in range(5)]
    package_id, leaving = deliver(manager, task.task_id)["package_id"], wire().delivery.removal
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda order_id: leaving.leave(order_id, [package_id]), ids[:4]))
    package = wire().stores.packages.get(package_id)
    assert package is not None
    assert (package.erased, package.members, package.edition, package.files) == (4, 1, 4, ())
    assert world.objects(f"packages/{package_id}/") == {}


def test_an_order_that_was_corrected_leaves_both_packages(world: World, manager: Colleague) -> None:
    student, mine, first = delivered(world, manager)
    order = order_of(mine)
    task, member = wire().student.tasks.get(order.head.task_id), wire().stores.packages.member(first, mine)
    assert member is not None
    second = collecting(task)
    wire().stores.packages.create(second, ())
    wire().student.orders.apply(mine, ev.Correct(actor=PURGE, reason="x", note="x"))
    moved(mine, state=State.APPROVED, correcting=False)
    wire().delivery.packer.make(second.package_id, lambda: 900.0)
    manager.call("POST", f"/api/staff/orders/{mine}/confirm", {})
    proven(student).call("POST", "/api/me/deletion", SURE)
    for package_id in (first, second.package_id):
        assert NAME not in known_of(world, package_id)
        assert world.objects(f"packages/{package_id}/") == {}


def test_a_builder_that_is_at_work_leaves_nothing_of_her(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She goes while the zip that holds her is on its way to the bucket."""
    student, _, package_id = delivered(world, manager)
    building, store = wire().delivery.packer, wire().stores.packages
    for key in world.objects(f"packages/{package_id}/"):
        world.drop(key)
    put, asked = building._objects.put_file, list[str]()

    def put_and_go(key: str, file: Any, content_type: str) -> bool:
        done = put(key, file, content_type)
        if key.startswith("packages/") and not asked:
            asked.append(key)
            proven(student).call("POST", "/api/me/deletion", SURE)
        return done

    monkeypatch.setattr(building._objects, "put_file", put_and_go)
    with pytest.raises(EditionOver):
        building.make(package_id, lambda: 900.0)
    assert world.objects(f"packages/{package_id}/") == {}
    assert building.make(package_id, lambda: 900.0) == "ready"
    package = store.get(package_id)
    assert package is not None
    assert (package.state, package.members, package.edition) == (PackageState.READY, 1, 1)


def test_who_was_erased_before_is_left_out_and_named(world: World, manager: Colleague) -> None:
    """Her pictures are gone, her place in the package is not yet."""
    _, mine, package_id = delivered(world, manager)
    wire().student.orders.apply(mine, ev.Erase(actor=PURGE))
    for prefix in (f"standard/{mine}/", f"packages/{package_id}/"):
        for key in world.objects(prefix):
            world.drop(key)
    manager.call("POST", f"/api/staff/packages/{package_id}/again", {})
    path = f"/api/staff/packages/{package_id}"
    wait_for(lambda: manager.call("GET", path), "the package", lambda made: made["erased"] == 1)
    told = ready(manager, package_id)
    assert (told["members"], NAME in known_of(world, package_id)) == (1, False)


def test_who_is_erased_while_a_package_collects_does_not_stop_it(world: World) -> None:
    task, store, building = world.plain_task(price=0), wire().stores.packages, wire().delivery.packer
    mine, other = made_order(world, task, State.APPROVED), made_order(world, task, State.APPROVED)
    package = collecting(task)
    store.create(package, ())
    for order_id in (mine, other):
        building._add_order(package, task, order_id)
    wire().delivery.removal.leave(mine, [package.package_id])
    with pytest.raises(EditionOver):
        building._collect(package, task, lambda: 900.0)
    assert building.make(package.package_id, lambda: 900.0) == "ready"
    done = store.get(package.package_id)
    assert done is not None
    assert (done.state, done.members, done.erased) == (PackageState.READY, 1, 1)
    assert wire().delivery.removal.leave(mine, [package.package_id, random_id(16)]) == 0


def test_who_left_is_listed_apart_until_the_package_is_dropped(world: World, manager: Colleague) -> None:
    student, mine, package_id = delivered(world, manager)
    proven(student).call("POST", "/api/me/deletion", SURE)
    path = f"/api/staff/packages/{package_id}/manifest"
    (gone,) = manager.call("GET", path, missing="true")["rows"]
    assert (gone["order_id"], gone["name"], gone["sha256"]) == (mine, "（已删除）", "")
    assert [row["why"] == "" for row in manager.call("GET", path)["rows"]].count(False) == 1
    store = wire().stores.packages
    package = store.get(package_id)
    assert package is not None
    assert [store.drop_members(package, 1) for _ in range(4)] == [1, 1, 1, 0]
    assert not [key for key in world.tables() if package_id in key and mine in key]
