"""Whoever writes the table and moves sealed texts about shows nobody anything, and stops nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.store.sealed_fields import UNREADABLE
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FormField
from chalicelib.wire import wire
from clients.student import Student
from tests.worlds.app import World, card
from tests.worlds.branch import deliver, files, rows
from tests.worlds.prints import printed_run, run_files
from tests.worlds.review_desk import approve
from tests.worlds.sealed import contact_of, newer_key, sealed_text
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import moved, order_of, own_portrait
from tests.worlds.tasks import PLAIN_FIELDS

HERS = {"consignee": "张三", "address": "长沙市旧地址1号", "layout": "一寸 8 张"}
FIELDS = (*PLAIN_FIELDS, FormField("consignee"), FormField("address"), FormField("layout"))


@pytest.fixture(autouse=True)
def ring(world: World) -> Iterator[None]:
    with newer_key():
        yield


def put_in(order_id: str, **sealed: str) -> None:
    """What somebody writes into the table, past the product."""
    student = order_of(order_id).head.student
    moved(order_id, student=replace(student, sealed={**student.sealed, **sealed}))


def opened(world: World, student: Student, **given: str) -> str:
    task = world.plain_task(price=0, task_type="INDIVIDUAL", form_fields=FIELDS)
    return str(student.open(task.task_id, **world.form(**HERS | given))["order_id"])


def test_swapped_fields_of_an_order_are_missing_and_she_fills_them_in_again(world: World, manager: Colleague) -> None:
    student = world.student()
    order_id = opened(world, student)
    sealed = order_of(order_id).head.student.sealed
    put_in(order_id, address=sealed["consignee"], consignee=sealed["address"])
    seen = student.order(order_id)["contact"]
    assert (seen["address"], seen["consignee"], seen["layout"]) == ("", "", HERS["layout"])
    told = manager.call("POST", f"/api/staff/orders/{order_id}/contact", {"reason": "来电"})
    assert (told["address"], told["consignee"], told["layout"]) == (UNREADABLE, UNREADABLE, HERS["layout"])
    mended = student.act(order_id, "contact", address="长沙市新地址2号", consignee="李四")["contact"]
    assert (mended["address"], mended["consignee"]) == ("长沙市新地址2号", "李四")


def test_what_does_not_open_stays_until_it_is_given_again(world: World) -> None:
    """It may be a key that is missing for a while."""
    student = world.student()
    order_id = opened(world, student, email="a@example.com")
    true = order_of(order_id).head.student.sealed["email"]
    put_in(order_id, email=f"9{true}")
    student.act(order_id, "contact", layout="二寸 4 张")
    assert sealed_text(order_id, "email") == ""
    put_in(order_id, email=order_of(order_id).head.student.sealed["email"].removeprefix("9"))
    assert contact_of(order_id)["email"] == "a@example.com"


def test_anothers_address_is_not_shown(world: World) -> None:
    student, other = world.student(), world.student()
    order_id, theirs = opened(world, student), opened(world, other, address="别人的地址")
    put_in(order_id, address=order_of(theirs).head.student.sealed["address"])
    assert student.order(order_id)["contact"]["address"] == ""
    assert other.order(theirs)["contact"]["address"] == "别人的地址"


def test_a_notice_goes_to_the_account_when_the_orders_number_does_not_open(world: World) -> None:
    student, other = world.student(), world.student()
    order_id, theirs = opened(world, student), opened(world, other)
    put_in(order_id, contact_phone=order_of(theirs).head.student.sealed["contact_phone"])
    moved(order_id, photo_no=1)
    person = wire().stores.people.get(world.person(student))
    assert person is not None
    assert wire().followups.messenger.phone(order_of(order_id), person) == person.phone


def test_a_package_and_its_prints_are_made_all_the_same(world: World, manager: Colleague) -> None:
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    task = world.plain_task(price=0, task_type="INDIVIDUAL", form_fields=FIELDS)
    ids = []
    for address in ("甲", "乙"):
        student = world.student()
        order_id = str(student.open(task.task_id, **world.form(**HERS | {"address": address}))["order_id"])
        student.judge(order_id, own_portrait())
        student.act(order_id, "submit", photo_no=1)
        approve(reviewer, order_id)
        ids.append(order_id)
    put_in(ids[0], address=order_of(ids[1]).head.student.sealed["address"])
    package = deliver(manager, task.task_id)
    assert {row["收件地址"] for row in rows(files(manager, package["package_id"])["labels.csv"])} == {UNREADABLE, "乙"}
    printed = run_files(manager, printed_run(manager, package["package_id"], "LABELS_A4"))
    assert sorted(list(row.values())[-1] for row in rows(printed["prints.csv"])) == ["", "没有收件地址"]


def test_a_code_of_another_order_is_in_no_manifest(world: World, manager: Colleague) -> None:
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    task, ids = world.task(price=0, file_name="{collect_code}.jpg"), []
    for _ in range(2):
        student = world.student()
        read = student.read_code(task.task_id, card())
        order_id = str(student.open(task.task_id, read["read_id"], contact_phone="13800000000")["order_id"])
        student.judge(order_id, own_portrait())
        student.act(order_id, "submit", photo_no=1)
        approve(reviewer, order_id)
        ids.append(order_id)
    code = sealed_text(ids[1], "code")
    put_in(ids[0], code=order_of(ids[1]).head.student.sealed["code"])
    found = rows(files(manager, deliver(manager, task.task_id)["package_id"])["manifest.csv"])
    assert {row["采集码"] for row in found} == {UNREADABLE, code}
    assert len({row["照片文件名"] for row in found}) == 2
    assert order_of(ids[0]).head.state is State.IN_PRODUCTION
