"""Photos that CHSI refused are looked at before a correction is opened: each by CHSI's newest word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.delivery.chsi.model import Refusal, season_of
from chalicelib.delivery.chsi.words import UNSAID
from chalicelib.orders.model import State
from chalicelib.shared.db import Conflict, transact
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import decide
from tests.worlds.chsi_answers import counted, figures, held, listed, opened, photos
from tests.worlds.staff import Colleague, colleague, who
from tests.worlds.staff_orders import made_order, moved, order_of

BRANCH = "chsi-held-branch"


@pytest.fixture(scope="module")
def manager(world: World) -> Colleague:
    return colleague(world.box.console_url, StaffRole.MANAGER, branch=BRANCH)


def test_held_refusals_are_looked_at_and_then_corrected(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    first, second, third = (made_order(world, task, State.IN_PRODUCTION) for _ in range(3))
    lines = [[first, "不通过", "照片清晰度不合格"], [second, "不通过", ""], [third, "通过", ""]]
    for _ in range(2):  # imported twice, they are counted once
        assert held(manager, task.task_id, lines)["done"] == 3
    found = figures(manager, task_id=task.task_id)
    assert (found["accepted"], found["refused"]) == (1, 2)
    listed = {each["order_id"]: each for each in photos(manager, task_id=task.task_id)}
    assert {order_id: (each["label"], each["open"]) for order_id, each in listed.items()} == {
        first: ("制作中", True),
        second: ("制作中", True),
    }
    for _ in range(2):  # sent twice, each is opened once
        assert [(one["decided"], one["state"]) for one in opened(manager, first, second)] == [(True, "CORRECTION")] * 2
    order = order_of(first)
    assert order.head.rejection is not None
    assert ([one.code for one in order.head.rejection.reasons], order.head.rejection.note) == (
        ["blurred"],
        "学信网：照片清晰度不合格",
    )
    assert [one.event for one in wire().stores.orders.history(first)].count("correct") == 1
    assert not any(each["open"] for each in photos(manager, task_id=task.task_id))
    moved(first, state=State.IN_REVIEW, queued_at=wire().clock())
    answers = opened(manager, first, third, "x" * 22)
    codes = [(one["decided"], one["code"]) for one in answers]
    assert codes == [(False, "chsi_refusal_over"), (False, "chsi_refusal_unknown"), (False, "order_not_found")]
    stranger = colleague(world.box.console_url, StaffRole.MANAGER, branch="guangdong")
    assert opened(stranger, second)[0]["code"] == "order_not_found"


def test_what_was_decided_since_is_not_opened_with_all_others(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    taken_back, accepted, waits = ids = [made_order(world, task, State.IN_PRODUCTION) for _ in range(3)]
    held(manager, task.task_id, [[one, "不通过", "照片清晰度不合格"] for one in ids])
    assert opened(manager, taken_back)[0]["decided"]
    decide(manager, taken_back, "uncorrect")
    held(manager, task.task_id, [[accepted, "通过", ""]])
    found = {each["order_id"]: (each["label"], each["open"]) for each in photos(manager, task_id=task.task_id)}
    assert found == {taken_back: ("制作中", False), accepted: ("采集完成", False), waits: ("制作中", True)}
    codes = [one["code"] for one in opened(manager, taken_back, accepted)]
    assert codes == ["chsi_refusal_over", "chsi_refusal_over"]


def test_what_chsi_refuses_once_more_is_looked_at_once_more(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    again, waits = (made_order(world, task, State.IN_PRODUCTION) for _ in range(2))
    held(manager, task.task_id, [[again, "不通过", "照片模糊"]])
    held(manager, task.task_id, [[waits, "不通过", "闭眼"]])
    assert opened(manager, again)[0]["decided"]
    decide(manager, again, "uncorrect")
    assert listed(manager, task.task_id) == [(waits, "闭眼", True), (again, "照片模糊", False)]
    for _ in range(2):
        held(manager, task.task_id, [[again, "不通过", "佩戴耳环"], [waits, "不通过", "反光"]])
        assert listed(manager, task.task_id) == [(again, "佩戴耳环", True), (waits, "闭眼", True)]
    assert figures(manager, task_id=task.task_id)["refused"] == 2
    assert opened(manager, again)[0]["decided"]


def test_what_chsi_accepts_after_all_is_not_opened_even_of_a_done_order(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    by_table, by_hand = ids = [made_order(world, task, State.DONE) for _ in range(2)]
    held(manager, task.task_id, [[one, "不通过", "照片模糊"] for one in ids])
    assert [is_open for *_, is_open in listed(manager, task.task_id)] == [True, True]
    for _ in range(2):
        assert held(manager, task.task_id, [[by_table, "通过", ""]])["done"] == 1
        manager.call("POST", f"/api/staff/orders/{by_hand}/confirm", {})
    assert [is_open for *_, is_open in listed(manager, task.task_id)] == [False, False]
    assert {one["code"] for one in opened(manager, *ids)} == {"chsi_refusal_over"}
    found = figures(manager, task_id=task.task_id)
    assert (found["accepted"], found["refused"]) == (0, 2)
    held(manager, task.task_id, [[by_table, "不通过", "照片模糊"]])
    assert opened(manager, by_table)[0]["decided"]


def test_what_chsi_says_anew_is_counted_by_its_newest_reason(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    season = figures(manager)["refused"]
    for result, note, found in (
        ("不通过", "照片模糊", {"照片模糊": 1}),
        ("通过", "", {"照片模糊": 1}),
        ("不通过", "", {UNSAID: 1}),
        ("不通过", "闭眼", {"闭眼": 1}),
    ):
        for _ in range(2):  # imported twice, it is counted once
            held(manager, task.task_id, [[order_id, result, note]])
            assert counted(manager, task.task_id) == found
    assert figures(manager)["refused"] == season + 1
    assert listed(manager, task.task_id) == [(order_id, "闭眼", True)]


def test_the_newest_reason_of_a_later_season_is_counted_in_that_season(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.DONE)
    chsi = wire().delivery.chsi
    order = order_of(order_id)
    next_year = wire().clock() + timedelta(days=366)
    first, later = map(season_of, (wire().clock(), next_year))
    before = {season: figures(manager, season=str(season))["refused"] for season in (first, later)}
    chsi.held(order, "不通过", "照片模糊")
    chsi.accepted(who(manager.account), order)
    monkeypatch.setattr(chsi, "_clock", lambda: next_year)
    for _ in range(2):
        chsi.held(order, "不通过", "照片模糊")
    assert counted(manager, task.task_id) == {"照片模糊": 1}
    after = {season: figures(manager, season=str(season))["refused"] for season in before}
    assert after == {first: before[first], later: before[later] + 1}


@pytest.mark.parametrize("holds", [True, False])
def test_a_reason_is_not_lost_to_an_import_without_that_is_faster(
    world: World, manager: Colleague, monkeypatch: pytest.MonkeyPatch, *, holds: bool
) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    chsi, store = wire().delivery.chsi, wire().stores.chsi
    order, staff, find = wire().stores.orders.load(order_id), who(manager.account), store.get
    assert order is not None
    faster = iter([""])

    def slow(order_id: str, photo_no: int) -> Refusal | None:
        found = find(order_id, photo_no)
        for note in faster:
            chsi.held(order, "不通过", note)
        return found

    monkeypatch.setattr(store, "get", slow)
    if holds:
        chsi.held(order, "不通过", "闭眼")
    else:
        chsi.refused(staff, order, "不通过", "闭眼", chsi.reads(staff))
    assert counted(manager, task.task_id) == {"闭眼": 1}


def test_of_two_changes_at_once_only_one_moves_the_sums(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.IN_PRODUCTION)
    held(manager, task.task_id, [[order_id, "不通过", ""]])
    first, second = (
        wire().stores.chsi.change(order_id, 1, lambda refusal: replace(refusal, said="闭眼")) for _ in range(2)
    )
    transact(first)
    with pytest.raises(Conflict):
        transact(second)
    assert counted(manager, task.task_id) == {"闭眼": 1}


def test_an_erased_orders_refusal_keeps_no_words(world: World, manager: Colleague) -> None:
    task = world.plain_task(branch=BRANCH, price=0)
    order_id = made_order(world, task, State.DONE)
    held(manager, task.task_id, [[order_id, "不通过", "照片模糊"]])
    held(manager, task.task_id, [[order_id, "通过", ""]])
    wire().stores.chsi.forget(order_id)
    moved(order_id, erased_at=wire().clock())
    held(manager, task.task_id, [[order_id, "不通过", "照片模糊"]])
    assert listed(manager, task.task_id) == [(order_id, "", False)]
