"""Prints that wait to be posted: in the order of their labels, until they have a waybill."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.delivery import postings
from chalicelib.orders.model import State
from chalicelib.orders.number import fresh, grouped
from chalicelib.orders.store.index_keys import posting_at
from chalicelib.orders.store.items import number_item
from chalicelib.shared.db import Put, transact
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide
from tests.worlds.postings import posting_task, printed
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import made_order, moved, order_of

SF = {"courier": "SF", "number": "SF1234567890"}


def listed(manager: Colleague, task_id: str, **query: Any) -> dict[str, Any]:
    return dict(manager.call("GET", f"/api/staff/tasks/{task_id}/postings", **query))


def numbers(page: dict[str, Any]) -> list[str]:
    return [row["student_no"] for row in page["rows"]]


def test_what_waits_comes_by_college_class_and_number_until_it_has_a_waybill(world: World, manager: Colleague) -> None:
    task = posting_task(world)
    printed(world, task, "S3", class_name="中文2202")
    first = printed(world, task, "S2", layout="二寸 4 张")
    printed(world, task, "S1", college="艺术学院")
    printed(world, task, "S4", state=State.APPROVED)
    done = printed(world, task, "S5", state=State.DONE)
    page = listed(manager, task.task_id)
    assert (numbers(page), page["waiting"], page["cursor"]) == (["S2", "S5", "S3", "S1"], 4, None)
    row = page["rows"][0]
    assert (row["order_id"], row["name"], row["class_name"], row["layout"]) == (first, "张三", "中文2201", "二寸 4 张")
    assert "麓山南路" not in str(page)
    for at, order_id in enumerate((first, done)):
        manager.call("POST", f"/api/staff/orders/{order_id}/post", SF | {"number": f"SF{at:010}"})
    page = listed(manager, task.task_id)
    assert (numbers(page), page["waiting"]) == (["S3", "S1"], 2)


def test_a_page_begins_behind_the_last_one_also_if_that_was_posted_meanwhile(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "PAGE", 2)
    task = posting_task(world)
    ids = [printed(world, task, f"S{number}") for number in range(5)]
    first = listed(manager, task.task_id)
    assert (numbers(first), first["cursor"]) == (["S0", "S1"], ids[1])
    manager.call("POST", f"/api/staff/orders/{ids[1]}/post", SF)
    second = listed(manager, task.task_id, cursor=first["cursor"])
    last = listed(manager, task.task_id, cursor=second["cursor"])
    assert (numbers(second), numbers(last), last["cursor"]) == (["S2", "S3"], ["S4"], None)
    other = printed(world, posting_task(world), "S9")
    for wrong in (other, "nobody"):
        refused(lambda wrong=wrong: listed(manager, task.task_id, cursor=wrong), 422, "invalid", "cursor")  # type: ignore[misc]


def test_a_label_names_what_waits_and_nothing_else(world: World, manager: Colleague) -> None:
    task, number = posting_task(world), fresh()
    order_id = printed(world, task, "S1", number=number)
    transact([Put(item=number_item(number, order_id), new=True)])
    path = f"/api/staff/tasks/{task.task_id}/postings/labelled"
    for typed in (number, grouped(number), order_id):
        assert manager.call("GET", path, number=typed)["order_id"] == order_id
    mistyped = number[:-1] + str((int(number[-1]) + 1) % 10)
    refused(lambda: manager.call("GET", path, number=mistyped), 422, "order_number_mistyped", "number")
    for wrong in (printed(world, posting_task(world), "S2"), "x" * 22, fresh(), "-"):
        refused(lambda wrong=wrong: manager.call("GET", path, number=wrong), 404, "not_to_post", "number")  # type: ignore[misc]
    manager.call("POST", f"/api/staff/orders/{order_id}/post", SF)
    refused(lambda: manager.call("GET", path, number=number), 404, "not_to_post", "number")


def test_what_is_corrected_or_erased_is_not_posted_and_what_is_printed_again_is(
    world: World, manager: Colleague
) -> None:
    task = posting_task(world)
    order_id = printed(world, task, "S1")
    manager.call("POST", f"/api/staff/orders/{order_id}/post", SF)
    manager.call("POST", f"/api/staff/orders/{order_id}/correct", {"reason": "学校来函", "note": "衣领"})
    assert listed(manager, task.task_id)["rows"] == []
    decide(manager, order_id, "uncorrect", reason="导入有误")
    assert listed(manager, task.task_id)["rows"] == []  # it was posted before
    moved(order_id, posting=None)  # as a new package makes it
    assert numbers(listed(manager, task.task_id)) == ["S1"]
    moved(order_id, erased_at=wire().clock())
    assert listed(manager, task.task_id)["rows"] == []


def test_the_prints_of_a_school_are_not_posted(world: World, manager: Colleague) -> None:
    task = world.plain_task(price=0)
    made_order(world, task, State.IN_PRODUCTION)
    assert listed(manager, task.task_id) == {"rows": [], "cursor": None, "waiting": 0}


def test_the_same_waybill_again_changes_nothing_and_tells_nobody_twice(world: World, manager: Colleague) -> None:
    order_id = printed(world, posting_task(world), "S1")
    path = f"/api/staff/orders/{order_id}/post"
    with ThreadPoolExecutor(3) as pool:
        seen = list(pool.map(lambda _: manager.call("POST", path, SF)["waybill"], range(3)))
    assert seen == [SF["number"]] * 3
    manager.call("POST", path, SF | {"number": "SF0987654321"})
    happened = [one.event for one in wire().stores.orders.history(order_id)]
    assert happened == ["post", "post"]


def test_a_place_fits_a_key_however_long_the_names_are(world: World) -> None:
    order_id = printed(world, posting_task(world), "S" * 32, college="𠮷" * 120, class_name="𠮷" * 120)
    order = order_of(order_id)
    assert len(posting_at(order.head).encode()) < 1024
