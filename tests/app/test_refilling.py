"""The form saved again for one's own order: a draft takes the new answers, whole; nothing later does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import Actor
from chalicelib.tasks.model import FormField
from chalicelib.wire import wire
from clients.outside import new_phone
from tests.worlds.app import World, card, portrait, refused, student_no, unchanged
from tests.worlds.code_text import code_text
from tests.worlds.sealed import contact_of
from tests.worlds.staff_orders import order_of

CLOCK = Actor(kind="clock", id="expire")
POSTED = {"consignee": "张三", "address": "长沙市旧地址1号", "layout": "一寸 8 张", "email": "a@example.com"}


def events(order: dict[str, Any]) -> list[str]:
    return [record.event for record in wire().stores.orders.history(order["order_id"])]


def test_a_draft_takes_the_corrected_form_and_keeps_its_photo(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form(**POSTED)
    first = student.open(task.task_id, **form)
    assert student.judge(first["order_id"], portrait())["state"] == "PASSED"
    mended = form | {"name": "张叁", "address": "北京市新地址2号", "email": ""}
    again = student.open(task.task_id, **mended)
    assert (again["order_id"], again["student"]["name"]) == (first["order_id"], "张叁")
    assert again["photo"]["state"] == "PASSED"
    assert again["actions"] == ["upload", "submit", "cancel", "contact"]
    wanted = {name: mended[name] for name in ("contact_phone", "consignee", "address", "layout")}
    assert contact_of(first["order_id"]) == wanted
    assert events(again) == ["open", "refill"]
    assert [one["label"] for one in again["timeline"]] == ["建立订单", "重新填写信息"]
    history = wire().stores.orders.history(first["order_id"])
    assert not [word for word in ("北京", "张叁", form["contact_phone"]) if word in str(history)]


def test_the_corrected_form_tapped_twice_is_saved_once(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form(**POSTED)
    order = student.open(task.task_id, **form)
    mended = form | {"address": "北京市新地址2号"}
    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(lambda _: student.open(task.task_id, **mended), range(4)))
    assert {one["seq"] for one in saved} == {2}
    assert events(order) == ["open", "refill"]
    assert contact_of(order["order_id"])["address"] == "北京市新地址2号"


def test_a_collection_code_read_again_corrects_the_phone(world: World) -> None:
    student, task, picture = world.student(), world.task(), card()
    orders = []
    for phone in (new_phone(), new_phone()):
        read = student.read_code(task.task_id, picture)
        orders.append(student.open(task.task_id, read["read_id"], contact_phone=phone))
    assert orders[0]["order_id"] == orders[1]["order_id"]
    assert contact_of(orders[0]["order_id"]) == {"contact_phone": phone}
    order = order_of(orders[0]["order_id"])
    assert "code" in order.head.student.sealed
    assert code_text(orders[0]["order_id"])


def test_another_school_is_another_order_and_the_first_is_given_up(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form()
    first = student.open(task.task_id, **form)
    second = student.open(task.task_id, **form | {"school": "湖南工商大学"})
    assert second["order_id"] != first["order_id"]
    assert second["student"]["school_name"] == "湖南工商大学"
    assert student.order(first["order_id"])["label"] == "已取消"
    third = student.open(task.task_id, **form | {"school": "湖南工商大学"})
    assert (third["order_id"], third["seq"]) == (second["order_id"], 1)


def test_the_ids_end_that_an_order_has_is_not_asked_for_again(world: World) -> None:
    fields = (FormField("name"), FormField("student_no"), FormField("contact_phone"), FormField("id_tail"))
    student, task = world.student(), world.plain_task(form_fields=fields)
    form = {
        "name": "王小明",
        "school": "湖南大学",
        "level": "本科",
        "student_no": student_no(),
        "contact_phone": new_phone(),
    }
    refused(lambda: student.open(task.task_id, **form), 422, "field_missing", "id_tail")
    order = student.open(task.task_id, **form, id_tail="123X")
    mended = student.open(task.task_id, **form | {"name": "王晓明"})
    assert (mended["order_id"], mended["student"]["name"]) == (order["order_id"], "王晓明")
    assert mended["student"]["id_tail_known"]


def test_what_was_handed_in_takes_no_other_answers_and_says_where_it_is(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form(**POSTED)
    order_id = student.open(task.task_id, **form)["order_id"]
    student.judge(order_id, portrait())
    handed = student.act(order_id, "submit", photo_no=1)
    again = student.open(task.task_id, **form)
    assert again == {**handed, "photo": again["photo"]}  # its link is signed anew
    other = form | {"address": "北京市新地址2号", "name": "张叁"}
    error = unchanged(world, lambda: student.open(task.task_id, **other), 409, "form_fixed")
    assert error["data"] == {"order_id": order_id}
    assert contact_of(order_id)["address"] == POSTED["address"]


def test_what_expired_takes_the_corrected_form_before_it_comes_back(world: World) -> None:
    student, task, form = world.student(), world.plain_task(), world.form(**POSTED)
    order_id = student.open(task.task_id, **form)["order_id"]
    student.judge(order_id, portrait())
    student.act(order_id, "submit", photo_no=1)
    order = order_of(order_id)
    assert order.head.expires_at is not None
    wire().stores.orders.commit(
        decide(order, ev.Expire(actor=CLOCK), order.head.expires_at, task=task, owns_claim=True)
    )
    again = student.open(task.task_id, **form | {"address": "北京市新地址2号"})
    assert (again["order_id"], again["state"]) == (order_id, "EXPIRED")
    assert contact_of(order_id)["address"] == "北京市新地址2号"
    assert student.act(order_id, "reopen")["state"] == "AWAITING_PAYMENT"
