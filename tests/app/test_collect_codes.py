"""From a picture of a collection code to the order it opens, as a client sees it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from clients.student import Student
from drawings import qr_card
from drawings.qr_card import chsi_like_text
from sandbox.keys import new_secret_key
from tests.worlds.app import World, refused
from tests.worlds.rotation import rotating
from tests.worlds.staff import colleague

NUMBER = "2023123456"


def text(**fields: Any) -> str:
    """What a card says that nobody used before."""
    return chsi_like_text(seed=secrets.randbits(40), school_code="10532", **fields)


def opened(world: World, student: Student, task_id: str, read: dict[str, Any]) -> Any:
    form = {"contact_phone": world.form()["contact_phone"]}
    return wire().stores.orders.load(student.open(task_id, read["read_id"], **form)["order_id"])


def by_what(world: World, order_id: str) -> Any:
    """How the desk is told that the student was identified."""
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    return reviewer.call("GET", f"/api/staff/orders/{order_id}")["identified_by"]


@pytest.fixture
def key(world: World) -> Iterator[str]:
    """The agency's, in whose deployment the test then is."""
    made = new_secret_key()
    with rotating(world.box) as rotation:
        rotation.box.rotate("codes", {"agency_code_key": made})
        yield made


def test_a_code_encrypted_for_the_agency_opens_an_order(world: World, key: str) -> None:
    student, task = world.student(), world.task()
    secret = qr_card.encrypted(text(student_no=NUMBER), key)
    read = student.read_code(task.task_id, qr_card.png(secret))
    assert read["source"] == "picture"
    assert {"label": "学号", "value": NUMBER} in read["details"]
    order = opened(world, student, task.task_id, read)
    assert order.head.student.student_no == NUMBER
    assert by_what(world, order.head.order_id) == "加密采集码（图片）"


def test_a_code_encrypted_for_another_agency_is_unreadable(world: World, key: str) -> None:
    student, task = world.student(), world.task()
    foreign = qr_card.encrypted(text(), new_secret_key())
    refused(lambda: student.read_code(task.task_id, qr_card.png(foreign)), 422, "qr_unreadable", "upload_id")


def test_with_the_agencys_key_nobody_gets_in_by_a_code_of_their_own_making(world: World, key: str) -> None:
    """Whatever anybody can write, a classmate's number and name among it, is refused, in a picture and as text."""
    student, task = world.student(), world.task()
    before = len(student.call("GET", "/api/orders")["orders"])
    for forged in (text(student_no=NUMBER, xm="张*三", zjhm="123X"), "zzzzzz", "https://my.chsi.com.cn/c?cjm=CJM0001"):
        told = partial(student.call, "POST", "/api/collect-codes", {"task_id": task.task_id, "text": forged})
        refused(told, 422, "collect_code_text_unreadable", "text")
        code = "qr_other" if forged.startswith("https:") else "qr_unreadable"
        refused(partial(student.read_code, task.task_id, qr_card.png(forged)), 422, code, "upload_id")
    assert len(student.call("GET", "/api/orders")["orders"]) == before


def test_the_same_enrolment_encrypted_anew_is_the_same_order(world: World, key: str) -> None:
    """Every encryption is another text; the code inside is what counts."""
    student, task, inside = world.student(), world.task(), text()
    reads = [student.read_code(task.task_id, qr_card.png(qr_card.encrypted(inside, key))) for _ in range(2)]
    first, again = (opened(world, student, task.task_id, read).head.order_id for read in reads)
    assert first == again


def test_an_order_says_whether_the_code_was_seen_or_only_told(world: World) -> None:
    """A text may be typed by anybody; a picture is decoded here, whatever the client has read in it."""
    student, task = world.student(), world.task()
    seen = student.read_code(task.task_id, qr_card.png(text()))
    told = student.call("POST", "/api/collect-codes", {"task_id": task.task_id, "text": text()})
    assert (seen["source"], told["source"]) == ("picture", "text")
    for read in (seen, told):
        order = opened(world, student, task.task_id, read)
        (record,) = wire().stores.orders.history(order.head.order_id)
        assert order.head.source == record.data["source"] == read["source"]
        words = {"picture": "未加密的采集码，码未验证（图片）", "text": "未加密的采集码，码未验证（文字）"}
        assert by_what(world, order.head.order_id) == words[read["source"]]


def test_a_picture_and_what_a_client_read_in_it_are_not_taken_together(world: World) -> None:
    student, task = world.student(), world.task()
    upload_id = student.upload("QR", qr_card.png(text()), "image/png")["upload_id"]
    body = {"task_id": task.task_id, "upload_id": upload_id, "text": text()}
    refused(lambda: student.call("POST", "/api/collect-codes", body), 422, "invalid", "upload_id")


def test_a_code_that_collects_in_another_task_of_the_branch(world: World) -> None:
    """Told where the task warns, refused where it blocks, and forgotten when the other order is given up."""
    student, first, branch = world.student(), text(), secrets.token_hex(4)
    old, warns = (world.task(branch=branch) for _ in range(2))
    blocks = world.task(branch=branch, elsewhere="BLOCK")

    def read(task: Task) -> Any:
        return student.read_code(task.task_id, qr_card.png(first))

    early = read(blocks)
    begun = read(old)
    assert begun["cautions"] == []
    order_id = opened(world, student, old.task_id, begun).head.order_id
    (own,) = read(old)["cautions"]
    assert (own["code"], own["message"], own["order_id"]) == ("own_order", "您在本任务已有订单（待提交）", order_id)
    (caution,) = read(warns)["cautions"]
    assert caution["code"] == "collected_elsewhere"
    assert "另一个采集任务" in caution["message"]
    refused(lambda: read(blocks), 409, "collected_elsewhere", None)
    refused(lambda: opened(world, student, blocks.task_id, early), 409, "collected_elsewhere", None)
    student.act(order_id, "cancel")
    assert read(blocks)["cautions"] == []
    assert opened(world, student, blocks.task_id, early).head.task_id == blocks.task_id
