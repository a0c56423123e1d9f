"""The whole text of an order's collection code lies apart from what is written again and again, and goes with it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.orders.model import CODE_TEXT, Order
from chalicelib.orders.store import code_texts
from chalicelib.orders.store.items import head_item
from chalicelib.shared.db import Put, transact
from chalicelib.tasks.model import Task
from clients.student import Student
from drawings import qr_card
from drawings.qr_card import chsi_like_text
from tests.worlds.app import World
from tests.worlds.code_text import code_text
from tests.worlds.export import copy
from tests.worlds.proven import proven
from tests.worlds.staff_orders import order_of


@pytest.fixture
def student(world: World) -> Student:
    return world.student()


def opened(student: Student, task: Task, code: str, **form: str) -> Order:
    """Opened, or opened again, with the code."""
    read = student.read_code(task.task_id, qr_card.png(code))
    return order_of(student.open(task.task_id, read["read_id"], contact_phone="13800138000", **form)["order_id"])


def fresh() -> str:
    """What a card says that nobody used before."""
    return str(chsi_like_text(seed=secrets.randbits(40), school_code="10532"))


def items_of(world: World, order: Order) -> list[Any]:
    return [item for key, item in world.tables().items() if order.head.order_id in key and "code_text" in item]


def as_before(order: Order) -> Order:
    """The order as it was stored when heads still held the text."""
    text = code_texts.load(order.head)
    assert text is not None
    student = replace(order.head.student, sealed={**order.head.student.sealed, CODE_TEXT: text})
    code_texts.forget(order.head.order_id)
    transact([Put(item=head_item(replace(order.head, student=student), {}))])
    return order_of(order.head.order_id)


def test_it_is_kept_once_and_told_to_its_owner(world: World, student: Student) -> None:
    code = fresh()
    order = opened(student, world.task(), code)
    assert CODE_TEXT not in order.head.student.sealed
    assert code_text(order.head.order_id) == code
    assert [one["采集码"] for one in copy(student)[0]["订单"]] == [code]


@pytest.mark.parametrize("older", [False, True])
def test_it_stays_when_the_form_is_filled_in_again(world: World, student: Student, older: bool) -> None:
    code, task = fresh(), world.task()
    order = opened(student, task, code)
    if older:
        order = as_before(order)
    again = opened(student, task, code, email="me@example.com")
    assert (again.head.order_id, again.head.seq) == (order.head.order_id, 2)
    assert (CODE_TEXT in again.head.student.sealed) is older
    assert code_text(again.head.order_id) == code


@pytest.mark.parametrize("older", [False, True])
def test_it_goes_with_the_students_data(world: World, student: Student, older: bool) -> None:
    order = opened(student, world.task(), fresh())
    assert len(items_of(world, order)) == 1
    if older:
        as_before(order)
    student.act(order.head.order_id, "cancel")
    assert proven(student).call("POST", "/api/me/deletion", {"confirmed": True})["orders"] == [order.head.order_id]
    assert items_of(world, order) == []
    assert code_text(order.head.order_id) == ""
    code_texts.forget(order.head.order_id)
    assert code_text(order.head.order_id) == ""
