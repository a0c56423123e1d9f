"""The student mends how she is reached and where her prints go, until a package has it."""

from __future__ import annotations

from functools import partial

import pytest

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.tasks.model import FormField
from chalicelib.wire import wire
from clients import desk as desk_client
from clients.outside import new_phone
from clients.student import Student
from tests.worlds.app import World, card, portrait, refused, unchanged
from tests.worlds.code_text import code_text
from tests.worlds.sealed import contact_of
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import made_order, order_of
from tests.worlds.tasks import PLAIN_FIELDS

POSTED = {"consignee": "张三", "address": "长沙市旧地址1号", "layout": "一寸 8 张", "email": "a@example.com"}
FIELDS = (*PLAIN_FIELDS, FormField("consignee"), FormField("address"), FormField("layout", required=False))


def events(order_id: str) -> list[str]:
    return [record.event for record in wire().stores.orders.history(order_id)]


@pytest.fixture
def opened(world: World) -> tuple[Student, str, dict[str, str]]:
    """A student, her draft with prints to be posted, and what she typed."""
    student, task = world.student(), world.plain_task(form_fields=FIELDS)
    form = world.form(**POSTED)
    return student, str(student.open(task.task_id, **form)["order_id"]), form


def test_what_is_given_is_changed_and_all_else_stays(opened: tuple[Student, str, dict[str, str]]) -> None:
    student, order_id, _ = opened
    before = student.order(order_id)
    asked = {one["name"]: one["required"] for one in before["contact_questions"]}
    assert asked == {"contact_phone": False, "email": False, "consignee": True, "address": True, "layout": False}
    phone = new_phone()
    after = student.act(order_id, "contact", contact_phone=f"+86 {phone}", address=" 北京市新地址2号 ", layout="")
    assert contact_of(order_id) == {
        "contact_phone": phone,
        "email": POSTED["email"],
        "consignee": "张三",
        "address": "北京市新地址2号",
    }
    assert after["contact"] == {
        "contact_phone": f"{phone[:3]}****{phone[-4:]}",
        "email": POSTED["email"],
        "consignee": "张三",
        "address": "北京市新地址2号",
        "layout": "",
    }
    assert (after["student"], after["actions"]) == (before["student"], before["actions"])
    assert [one["label"] for one in after["timeline"]] == ["建立订单", "修改了联系信息"]
    assert not [word for word in ("北京", phone) if word in str(wire().stores.orders.history(order_id))]


def test_the_same_again_is_written_once(world: World, opened: tuple[Student, str, dict[str, str]]) -> None:
    student, order_id, form = opened
    for _ in range(2):
        student.act(order_id, "contact", address="北京市新地址2号")
    assert events(order_id) == ["open", "contact"]
    before = world.tables()
    student.act(order_id, "contact", contact_phone=form["contact_phone"])
    student.act(order_id, "contact")
    assert world.tables() == before


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"contact_phone": "0731-88880000"}, "field_wrong", "contact_phone"),
        ({"email": "a@b"}, "field_wrong", "email"),
        ({"address": "  "}, "field_missing", "address"),
        ({"contact_phone": ""}, "field_missing", "contact_phone"),
        ({"name": "李四"}, "invalid", "name"),
        ({"student_no": "1"}, "invalid", "student_no"),
        ({"address": None}, "invalid", "address"),
        ({"address": "长" * 121}, "invalid", "address"),
    ],
)
def test_it_is_checked_as_at_the_opening(
    world: World, opened: tuple[Student, str, dict[str, str]], given: dict[str, str], code: str, field: str
) -> None:
    student, order_id, _ = opened
    before = world.tables()
    refused(partial(student.act, order_id, "contact", **given), 422, code, field)
    assert world.tables() == before


def test_a_collection_code_stays_with_the_order(world: World) -> None:
    student, task = world.student(), world.task()
    read = student.read_code(task.task_id, card())
    order_id = student.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"]
    phone = new_phone()
    student.act(order_id, "contact", contact_phone=phone)
    order = order_of(order_id)
    assert {"code", "contact_phone"} == set(order.head.student.sealed)
    assert code_text(order_id)
    assert contact_of(order_id) == {"contact_phone": phone}


def test_while_it_is_being_reviewed_and_where_staff_reads_it(
    world: World, opened: tuple[Student, str, dict[str, str]]
) -> None:
    student, order_id, form = opened
    reviewer, manager = (colleague(world.box.console_url, role) for role in (StaffRole.REVIEWER, StaffRole.MANAGER))
    student.judge(order_id, portrait())
    student.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    desk_client.take(reviewer, order_id)
    assert "contact" in student.act(order_id, "contact", address="北京市新地址2号")["actions"]
    desk_client.decide(reviewer, order_id, "approve")
    assert student.act(order_id, "contact", consignee="李四")["label"] == "待制作"
    path = f"/api/staff/orders/{order_id}"
    seen = manager.call("POST", f"{path}/contact", {"reason": "来电"})
    assert (seen["address"], seen["consignee"], seen["contact_phone"]) == (
        "北京市新地址2号",
        "李四",
        form["contact_phone"],
    )
    history = manager.call("GET", path)["history"]
    assert [one["label"] for one in history].count("修改了联系信息") == 2
    assert "北京" not in str(history)


@pytest.mark.parametrize("state", [State.IN_PRODUCTION, State.DONE])
def test_what_a_package_has_taken_is_refused_with_whom_to_call(world: World, state: State) -> None:
    student, task = world.student(), world.plain_task(price=0)
    order_id = made_order(world, task, state, person_id=world.person(student), package="p1")
    assert "contact" not in student.order(order_id)["actions"]
    error = unchanged(world, lambda: student.act(order_id, "contact", email="b@example.com"), 409, "contact_fixed")
    assert "0731-84300000" in error["action"]


@pytest.mark.parametrize("state", [State.EXPIRED, State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED])
def test_what_has_ended_takes_nothing_more(world: World, state: State) -> None:
    student, task = world.student(), world.plain_task()
    order_id = made_order(world, task, state, person_id=world.person(student))
    unchanged(world, lambda: student.act(order_id, "contact", email="b@example.com"), 409, "order_not_in_this_state")


def test_whoever_took_back_her_consent_to_the_handling_of_her_data_gives_no_more_of_it(
    world: World, opened: tuple[Student, str, dict[str, str]]
) -> None:
    student, order_id, _ = opened
    version = current(ConsentKind.PRIVACY).version
    student.call("POST", "/api/me/consents", {"kind": "PRIVACY", "version": version, "agreed": False})
    unchanged(world, lambda: student.act(order_id, "contact", email="b@example.com"), 422, "consent_needed")
