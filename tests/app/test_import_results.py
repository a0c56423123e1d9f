"""CHSI's results and waybills while their orders move, and when the step dies in the middle."""

from __future__ import annotations

import pytest

from chalicelib.delivery.results import Results
from chalicelib.imports import results
from chalicelib.imports.model import Import, Kind
from chalicelib.orders.model import State
from chalicelib.orders.number import grouped
from chalicelib.shared.ids import random_id
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import Lines, table
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import made_order, moved


@pytest.fixture(autouse=True)
def _row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "PIECE", 1)


def uploaded(world: World, manager: Colleague, kind: Kind, task: Task, lines: Lines) -> str:
    """The id of an import that no step was told of."""
    upload_id, import_id, by = random_id(), random_id(16), manager.account
    world.put(f"in/staff/{by.staff_id}/{upload_id}", table(lines))
    job = Import(
        import_id=import_id,
        branch="hunan",
        kind=kind,
        state="QUEUED",
        created_at=wire().clock(),
        staff_id=by.staff_id,
        staff_name="王五",
        upload_id=upload_id,
        reason="学校提供",
        task_id=task.task_id,
    )
    wire().stores.imports.create(job, [])
    return import_id


def run(import_id: str) -> str:
    return wire().delivery.import_runner.run(import_id, lambda: 300.0)


def states(*ids: str) -> list[str]:
    return [order.head.state.value for order in map(wire().stores.orders.load, ids) if order]


def test_rows_whose_orders_moved_after_the_first_was_written_came_too_late(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CHSI refuses the first photo, the step dies at the second row, and the student is quick."""
    task = world.plain_task(price=0)
    first, second = (made_order(world, task, State.IN_PRODUCTION) for _ in range(2))
    import_id = uploaded(
        world, manager, "CHSI", task, [["订单号", "结果", "说明"], [first, "不通过", ""], [second, "通过", ""]]
    )

    def dies(*_: object, **__: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(Results, "confirm", dies)
        with pytest.raises(MemoryError):
            run(import_id)
    assert states(first, second) == ["CORRECTION", "IN_PRODUCTION"]
    moved(first, state=State.IN_REVIEW, queued_at=wire().clock())
    assert run(import_id) == "DONE"
    assert states(first, second) == ["IN_REVIEW", "DONE"]
    seen = manager.call("GET", f"/api/staff/imports/{import_id}")
    assert (seen["done"], seen["wrong"]) == (2, 0)


def test_an_order_that_moved_between_the_check_and_its_row_is_named(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(price=0)
    first, second = (made_order(world, task, State.IN_PRODUCTION) for _ in range(2))
    import_id = uploaded(world, manager, "CHSI", task, [["订单号", "结果"], [first, "通过"], [second, "通过"]])
    confirm = Results.confirm

    def moves(self: Results, who: object, order_id: str, **also: object) -> object:
        if order_id == first:
            moved(second, state=State.REFUNDED)
        return confirm(self, who, order_id, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(Results, "confirm", moves)
    assert run(import_id) == "DONE"
    seen = manager.call("GET", f"/api/staff/imports/{import_id}")
    assert (seen["done"], [one["line"] for one in seen["problems"]]) == (1, [3])


def test_one_order_named_by_its_number_and_by_its_student_is_told(world: World, manager: Colleague) -> None:
    student, task = world.student(), world.plain_task(price=0)
    form = world.form()
    order_id = student.open(task.task_id, **form)["order_id"]
    moved(order_id, state=State.IN_PRODUCTION, due_at=None)
    lines = [["订单号", "学号", "结果"], ["", form["student_no"], "通过"], [order_id, "", "通过"]]
    import_id = uploaded(world, manager, "CHSI", task, lines)
    assert run(import_id) == "REFUSED"
    seen = manager.call("GET", f"/api/staff/imports/{import_id}")
    assert [(one["line"], one["message"]) for one in seen["problems"]] == [(2, "与第 3 行重复")]
    assert states(order_id) == ["IN_PRODUCTION"]


def test_an_order_is_named_by_what_people_call_it_and_named_twice_is_told(world: World, manager: Colleague) -> None:
    student, task = world.student(), world.plain_task(price=0)
    first, second = (student.open(task.task_id, **world.form()) for _ in range(2))
    for one in (first, second):
        moved(one["order_id"], state=State.IN_PRODUCTION, due_at=None)
    head, called = ["订单号", "结果"], grouped(first["number"])
    wrong = first["number"][:-1] + str((int(first["number"][-1]) + 1) % 10)
    lines = [head, [called, "通过"], [first["order_id"], "通过"], [first["number"], "通过"], [wrong, "通过"]]
    import_id = uploaded(world, manager, "CHSI", task, lines)
    assert run(import_id) == "REFUSED"
    told = {one["line"]: one["message"] for one in manager.call("GET", f"/api/staff/imports/{import_id}")["problems"]}
    assert told == {2: "与第 3 行重复", 4: told[4], 5: "本任务中没有这个订单"}
    assert "重复" in told[4]
    import_id = uploaded(world, manager, "CHSI", task, [head, [called, "通过"], [second["number"], "通过"]])
    assert run(import_id) == "DONE"
    assert states(first["order_id"], second["order_id"]) == ["DONE", "DONE"]
