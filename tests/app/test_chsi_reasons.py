"""CHSI's reason for a refusal is read by whatever name its table gives the column, and its lack is told first."""

from __future__ import annotations

import pytest

from chalicelib.orders.model import Rejection, State
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import decide, run, table
from tests.worlds.chsi_answers import at_once, counted, held, opened
from tests.worlds.staff import Colleague
from tests.worlds.staff_orders import made_order, order_of


@pytest.mark.parametrize("name", ["原因", "不通过原因", "审核意见", "备注"])
def test_chsis_reason_is_read_by_the_names_that_tables_give_it(world: World, manager: Colleague, name: str) -> None:
    task = world.plain_task(price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    head = ["订单号", "结果", name, "说明"]
    lines = [head, [order_id, "不通过", "照片清晰度不合格", ""]]
    assert run(manager, "CHSI", table(lines), task.task_id)["done"] == 1
    order = order_of(order_id)
    assert order.head.rejection is not None
    assert order.head.rejection.note == "照片清晰度不合格"


def test_refusals_without_a_column_for_the_reason_are_told_before_anything_is_written(
    world: World, manager: Colleague
) -> None:
    task = world.plain_task(price=0)
    good, bad = (made_order(world, task, State.IN_PRODUCTION) for _ in range(2))
    lines = [["订单号", "结果", "其他列"], [good, "通过", ""], [bad, "不通过", "照片模糊"]]
    job = run(manager, "CHSI", table(lines), task.task_id)
    (problem,) = job["problems"]
    assert (job["state"], job["done"], problem["line"], problem["column"]) == ("REFUSED", 0, 0, "说明")
    assert "有 1 行不通过（第一处在第 3 行）" in problem["message"]
    told = [["订单号", "结果", "说明"], *([one, result, ""] for one, result, _ in lines[1:])]
    assert run(manager, "CHSI", table(told), task.task_id)["done"] == 2  # an empty column says that there is none


@pytest.mark.parametrize("first", ["taken back", "only looked at"])
def test_a_late_reason_is_told_though_the_photo_was_refused_for_another_before(
    world: World, manager: Colleague, first: str
) -> None:
    task = world.plain_task(price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    if first == "taken back":
        at_once(manager, task.task_id, [[order_id, "不通过", "照片模糊"]])
        decide(manager, order_id, "uncorrect")
    else:
        held(manager, task.task_id, [[order_id, "不通过", "照片模糊"]])
    at_once(manager, task.task_id, [[order_id, "不通过", ""]])
    assert told(order_id).note == "学信网：不通过"
    for _ in range(2):
        at_once(manager, task.task_id, [[order_id, "不通过", "闭眼"]])
        assert ([one.code for one in told(order_id).reasons], told(order_id).note) == (["eyes_closed"], "闭眼")
        assert counted(manager, task.task_id) == {"闭眼": 1}
    assert events(order_id).count("explain") == 1


def test_a_refusal_that_waited_without_a_reason_is_counted_by_the_one_it_is_corrected_for(
    world: World, manager: Colleague
) -> None:
    task = world.plain_task(price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    held(manager, task.task_id, [[order_id, "不通过", ""]])
    for _ in range(2):
        at_once(manager, task.task_id, [[order_id, "不通过", "闭眼"]])
        assert counted(manager, task.task_id) == {"闭眼": 1}


@pytest.mark.parametrize(("said", "then"), [("丁类质量问题", "丁类质量问题"), ("丁类质量问题", "闭眼"), ("", "闭眼")])
def test_of_a_correction_opened_after_a_look_only_a_lacking_reason_is_told(
    world: World, manager: Colleague, said: str, then: str
) -> None:
    """Words that are none of our reasons are one, too."""
    task = world.plain_task(price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    held(manager, task.task_id, [[order_id, "不通过", said]])
    assert opened(manager, order_id)[0]["decided"]
    for _ in range(2):
        at_once(manager, task.task_id, [[order_id, "不通过", then]])
    assert told(order_id).note == (f"学信网：{said}" if said else then)
    assert counted(manager, task.task_id) == {said or then: 1}
    assert events(order_id).count("explain") == (0 if said else 1)


def told(order_id: str) -> Rejection:
    order = order_of(order_id)
    assert order.head.rejection is not None
    return order.head.rejection


def events(order_id: str) -> list[str]:
    return [one.event for one in wire().stores.orders.history(order_id)]
