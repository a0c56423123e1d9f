"""Finding a student's orders at the support desk, by each thing she can tell."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.desk import search
from chalicelib.orders import events as ev
from chalicelib.orders import number
from chalicelib.orders.number import grouped
from chalicelib.privacy.purge import PURGE
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World, card, refused, student_no
from tests.worlds.branch import Desk, decide, find
from tests.worlds.code_text import code_text
from tests.worlds.sealed import sealed_text
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import made_order, order_of

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
NOTHING: dict[str, Any] = {"person": None, "orders": [], "cursor": None}


def is_nothing(found: dict[str, Any]) -> bool:
    return {name: found[name] for name in NOTHING} == NOTHING


def pages(who: Colleague, **by: str) -> list[list[str]]:
    """Ids of the orders of every page."""
    answers: list[dict[str, Any]] = [find(who, **by)]
    while cursor := answers[-1]["cursor"]:
        answers.append(find(who, **by, cursor=cursor))
    return [[one["order_id"] for one in answer["orders"]] for answer in answers]


def test_an_order_is_found_by_phone_number_and_code(world: World, desk: Desk) -> None:
    student, user = world.guest(), world.outside.control("POST", "/users", phone=new_phone())
    student.login_by_wechat(user["login_code"], user["phone_code"])
    student.agree()
    task, picture = world.task(price=0), card()
    read = student.read_code(task.task_id, picture)
    order_id = student.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    found = find(desk.manager, phone=f"+86 {user['phone']}")
    assert (found["person"]["phone"], found["person"]["wechat"]) == (f"199****{user['phone'][-4:]}", True)
    assert [one["order_id"] for one in found["orders"]] == [order_id]
    assert [one["order_id"] for one in find(desk.finance, number=f"{order_id}_01")["orders"]] == [order_id]
    code = sealed_text(order_id, "code")
    text = code_text(order_id)
    for one in (code, text):
        assert [order["order_id"] for order in find(desk.manager, collect_code=one)["orders"]] == [order_id]
    assert is_nothing(find(desk.manager, number="nobody"))
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    for by in ({"phone": user["phone"]}, {"number": order_id}, {"collect_code": code}):
        assert is_nothing(find(stranger, **by))
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"staff {desk.manager.account.staff_id}")["rows"]
    assert {row["action"] for row in rows} >= {"find"}
    assert user["phone"] not in str(rows)


def test_an_order_is_found_by_its_student_number_in_a_task(world: World, desk: Desk) -> None:
    student, task, number = world.student(), world.plain_task(), student_no()
    order_id = student.open(task.task_id, **world.form(student_no=number))["order_id"]
    for typed in (number, f" {number.lower()} "):
        found = find(desk.manager, student_no=typed, task_id=task.task_id)["orders"]
        assert [one["order_id"] for one in found] == [order_id]
    assert find(desk.finance, student_no=number, task_id=world.plain_task().task_id)["orders"] == []
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    refused(lambda: find(stranger, student_no=number, task_id=task.task_id), 404, "task_unknown")
    coded = world.task().task_id
    refused(lambda: find(desk.manager, student_no=number, task_id=coded), 422, "find_by_code", "student_no")
    rows = desk.manager.call("GET", "/api/staff/audit", subject=f"staff {desk.manager.account.staff_id}")["rows"]
    assert number not in str(rows)


def test_a_student_number_alone_finds_its_orders_in_every_task(world: World, desk: Desk) -> None:
    number, now = student_no(), wire().clock()
    older, newer, elsewhere = (
        world.plain_task(opens_at=now - timedelta(days=days), branch=branch)
        for days, branch in ((3, "hunan"), (2, "hunan"), (1, "guangdong"))
    )
    ids = {
        task.task_id: world.student().open(task.task_id, **world.form(student_no=number))["order_id"]
        for task in (older, newer, elsewhere)
    }
    assert pages(desk.finance, student_no=f" {number.lower()}") == [[ids[newer.task_id], ids[older.task_id]]]
    assert pages(colleague(world.box.console_url, FINANCE, branch="guangdong"), student_no=number) == [
        [ids[elsewhere.task_id]]
    ]
    assert is_nothing(find(desk.manager, student_no=student_no()))
    looks = desk.manager.call("GET", "/api/staff/audit", subject=f"staff {desk.finance.account.staff_id}")["rows"]
    assert looks[0]["data"] == {"by": "student_no", "orders": [ids[newer.task_id], ids[older.task_id]]}
    assert number not in str(looks)


def test_what_is_found_comes_in_pages(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    (student, phone), number, now = world.phoned(), student_no(), wire().clock()
    tasks = [world.plain_task(opens_at=now - timedelta(hours=hours)) for hours in range(4)]
    numbered = [student.open(task.task_id, **world.form(student_no=number))["order_id"] for task in tasks]
    assert pages(desk.manager, student_no=number) == [numbered[:2], numbered[2:]]
    abroad = student.open(world.plain_task(branch="guangdong").task_id, **world.form())["order_id"]
    assert pages(desk.manager, phone=phone) == [[numbered[3]], [numbered[2], numbered[1]], [numbered[0]]]
    stranger = colleague(world.box.console_url, MANAGER, branch="guangdong")
    assert pages(stranger, phone=phone) == [[abroad], []]
    for by in ({"phone": phone}, {"student_no": number}):
        refused(partial(find, desk.manager, **by, cursor="nowhere"), 422, "invalid", "cursor")


def test_an_account_is_told_by_an_order_on_any_of_its_pages(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 1)
    monkeypatch.setattr(search, "PAGES", 2)
    (student, phone), stranger = world.phoned(), colleague(world.box.console_url, MANAGER, branch="guangdong")

    def ordered(branch: str) -> str:
        return str(student.open(world.plain_task(branch=branch).task_id, **world.form())["order_id"])

    here = ordered("hunan")
    ordered("guangdong")
    found = find(desk.manager, phone=phone)
    assert found["person"]["person_id"] == world.person(student)
    assert [one["order_id"] for one in found["orders"]] == [here]
    ordered("guangdong")
    unsure = find(desk.manager, phone=phone)
    assert (unsure["person"], unsure["orders"]) == (None, [])
    assert find(desk.manager, phone=phone, cursor=unsure["cursor"])["person"] == found["person"]
    assert find(stranger, phone=phone)["person"]["person_id"] == world.person(student)
    assert find(colleague(world.box.console_url, MANAGER, branch="hubei"), phone=phone)["person"] is None


def test_who_finds_nothing_is_told_what_to_give(desk: Desk) -> None:
    for by, field in (({}, "phone"), ({"task_id": "some"}, "student_no")):
        refused(partial(find, desk.manager, **by), 422, "find_what", field)


@pytest.mark.parametrize("text", ["0" * 4096, "湖" * 4096, "A" * 2100])
def test_a_long_text_finds_nothing(desk: Desk, text: str) -> None:
    assert find(desk.manager, text=text)["orders"] == []


def test_an_order_is_found_by_what_people_call_it(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task()
    order = student.open(task.task_id, **world.form())
    called = order["number"]
    assert (len(called), called.isdigit()) == (12, True)
    for typed in (called, grouped(called), f"{called[:4]}-{called[4:8]}-{called[8:]}", order["order_id"]):
        (found,) = find(desk.manager, number=typed)["orders"]
        assert (found["order_id"], found["number"]) == (order["order_id"], called)
    (listed,) = student.call("GET", "/api/orders")["orders"]
    assert listed["number"] == called
    wrong = called[:-1] + str((int(called[-1]) + 1) % 10)
    for typed in (wrong, called[1:]):
        refused(partial(find, desk.manager, number=typed), 422, "order_number_mistyped", "number")
    while (unused := number.fresh()) == called:
        continue
    assert is_nothing(find(desk.manager, number=unused))
    assert is_nothing(find(colleague(world.box.console_url, MANAGER, branch="guangdong"), number=called))


def test_a_number_that_is_taken_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    task, first = world.plain_task(), world.student()
    taken = first.open(task.task_id, **world.form())["number"]
    drawn = iter([taken, taken, number.fresh()])
    monkeypatch.setattr(number, "fresh", lambda: next(drawn))
    other = world.student()
    order = other.open(task.task_id, **world.form())
    assert order["number"] != taken
    assert [one["order_id"] for one in other.call("GET", "/api/orders")["orders"]] == [order["order_id"]]
    assert wire().stores.orders.id_by_number(taken) != order["order_id"]


def test_an_order_of_before_there_were_numbers_is_called_by_its_id(world: World, desk: Desk) -> None:
    student = world.student()
    order_id = made_order(world, world.plain_task(), person_id=world.person(student))
    assert student.order(order_id)["number"] == order_id
    assert find(desk.manager, number=order_id)["orders"][0]["number"] == order_id


@pytest.fixture(scope="module")
def named(world: World) -> tuple[str, list[str]]:
    """(a name that three orders of the branch have, their ids, newest first); a fourth is elsewhere."""
    world.box.stream.skip()
    name = "".join(secrets.choice("张王李赵陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐") for _ in range(4))
    branches = ("hunan", "hunan", "guangdong", "hunan")
    ids = [
        str(world.student().open(world.plain_task(branch=branch).task_id, **world.form(name=name))["order_id"])
        for branch in branches
    ]
    world.box.stream.drain()
    return name, [ids[3], ids[1], ids[0]]


def test_orders_are_found_by_their_students_name_in_pages(
    world: World, desk: Desk, named: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, ids = named
    monkeypatch.setattr(search, "PAGE", 2)
    assert pages(desk.finance, name=f" {name[:2]} {name[2:]}") == [ids[:2], ids[2:]]
    refused(partial(find, desk.manager, name=name, cursor="nowhere"), 422, "invalid", "cursor")
    assert is_nothing(find(desk.manager, name=name + "一"))
    looks = desk.manager.call("GET", "/api/staff/audit", subject=f"staff {desk.finance.account.staff_id}")["rows"]
    assert name not in str(looks)


def test_a_name_that_was_changed_is_found_as_it_is_now(world: World, desk: Desk) -> None:
    order_id = world.draft(world.student(), world.plain_task())
    world.box.stream.drain()
    before = "早先名" + student_no()
    for name in (before, "后来名" + student_no()):
        decide(desk.manager, order_id, "edit", fields={"name": name})
        world.box.stream.drain()
        assert [one["order_id"] for one in find(desk.manager, name=name)["orders"]] == [order_id]
    assert is_nothing(find(desk.manager, name=before))


def test_an_erased_order_is_no_longer_listed_by_its_name(world: World, desk: Desk) -> None:
    order_id, name = world.draft(world.student(), world.plain_task()), "删除名" + student_no()
    decide(desk.manager, order_id, "edit", fields={"name": name})
    decide(desk.manager, order_id, "cancel")
    world.box.stream.drain()
    assert wire().stores.names.of("hunan", name, limit=9)[0] == [order_id]
    wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
    erased = order_of(order_id)
    wire().privacy.erasure.sweep(erased, wire().clock())
    wire().stores.names.note(order_id)
    assert wire().stores.names.of("hunan", name, limit=9)[0] == []


def test_a_text_is_looked_for_by_what_it_looks_like(world: World, desk: Desk, named: tuple[str, list[str]]) -> None:
    (student, phone), task, number = world.phoned(), world.plain_task(), student_no()
    order = student.open(task.task_id, **world.form(student_no=number))
    meant = (
        (phone, "phone"), (f"+86 {phone[:3]} {phone[3:7]} {phone[7:]}", "phone"), (order["number"], "number"),
        (grouped(order["number"]), "number"), (f"{order['order_id']}_01", "number"), (number.lower(), "student_no"),
    )  # fmt: skip
    for text, way in meant:
        found = find(desk.manager, text=text)
        assert (found["tried"][-1], [one["order_id"] for one in found["orders"]]) == (way, [order["order_id"]])
    name, ids = named
    assert [one["order_id"] for one in find(desk.manager, text=name)["orders"]] == ids
    digits = new_phone()
    holder = world.student().open(world.plain_task().task_id, **world.form(student_no=digits))
    found = find(desk.manager, text=digits)
    assert (found["tried"], len(found["orders"])) == (["phone", "collect_code", "student_no"], 1)
    assert found["orders"][0]["order_id"] == holder["order_id"]
    nobody = find(desk.manager, text=new_phone())
    assert is_nothing(nobody)
    assert nobody["tried"] == ["phone", "collect_code", "student_no"]


def test_a_tasks_code_leads_to_the_task_of_the_branch_alone(world: World, desk: Desk) -> None:
    here, there = (world.plain_task(branch=branch) for branch in ("hunan", "guangdong"))
    assert find(desk.manager, text=here.code.lower())["task"] == {"task_id": here.task_id, "title": here.title}
    assert find(desk.manager, text=there.code)["task"] is None
