"""What a student typed for the way back to her is mended by herself, and no line or other tab loses any of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from chalicelib.orders.model import State
from chalicelib.tasks.model import FormField
from tests.worlds.app import World, portrait
from tests.worlds.browsers import screens
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_order, moved
from tests.worlds.tasks import PLAIN_FIELDS
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says

FIELDS = (
    *PLAIN_FIELDS, FormField("consignee"), FormField("address"), FormField("layout", required=False),
    FormField("email", required=False),
)  # fmt: skip
GIVEN = {"consignee": "张三", "address": "长沙市旧地址1号", "layout": "一寸 8 张"}


@pytest.fixture
def order_id(student: Visitor, world: World) -> str:
    """Her draft with a photo, in a task that posts prints."""
    form = world.form(contact_phone=student.phone, **GIVEN)
    order_id = str(student.api.open(world.plain_task(form_fields=FIELDS).task_id, **form)["order_id"])
    student.api.judge(order_id, portrait())
    return order_id


def begin(student: Visitor) -> Locator:
    student.button("修改联系信息").click()
    return student.page.get_by_role("dialog", name="修改联系信息")


def put(form: Locator, label: str, text: str) -> None:
    form.get_by_label(label).fill(text)


def save(form: Locator) -> None:
    form.get_by_role("button", name="保存").click()


def contact(student: Visitor, order_id: str) -> dict[str, Any]:
    return dict(student.api.order(order_id)["contact"])


def test_what_differs_is_sent_and_all_else_stays(student: Visitor, order_id: str) -> None:
    known = contact(student, order_id)
    student.open(f"/orders/{order_id}")
    form = begin(student)
    expect(form.get_by_label("联系电话")).to_have_value("")
    expect(form.get_by_label("联系电话")).to_have_attribute("placeholder", known["contact_phone"])
    for _ in screens(student.page):
        check(student.page)
    put(form, "收件地址", " 北京市新地址2号 ")
    put(form, "电子邮箱", "a@example.com")
    put(form, "收件人", "李四")
    put(form, "收件人", "张三")
    form.get_by_label("冲印版式").select_option("二寸 4 张")
    expect(form.get_by_role("img", name="冲印版面示意：二寸 4 张").locator("image")).to_have_count(4)
    with student.page.expect_request("**/contact") as sent:
        save(form)
    assert sent.value.post_data_json == {
        "address": "北京市新地址2号",
        "email": "a@example.com",
        "layout": "二寸 4 张",
    }
    expect(student.page.get_by_role("status").filter(has_text="修改成功")).to_be_visible()
    student.sees("北京市新地址2号")
    student.sees("修改了联系信息")
    assert contact(student, order_id) == known | dict(sent.value.post_data_json)


def test_a_phone_is_sent_as_it_was_typed_and_only_then(student: Visitor, order_id: str) -> None:
    student.open(f"/orders/{order_id}/confirm")
    save(begin(student))
    expect(student.page.get_by_role("dialog")).to_have_count(0)
    expect(student.page.get_by_text("修改成功")).to_have_count(0)  # nothing was
    form = begin(student)
    put(form, "联系电话", "138 0000 0001")
    save(form)
    student.sees("修改成功")
    student.sees("138****0001")
    assert contact(student, order_id)["contact_phone"] == "138****0001"
    check(student.page)


def test_what_is_wrong_is_said_at_its_field(student: Visitor, order_id: str) -> None:
    student.open(f"/orders/{order_id}")
    form = begin(student)
    put(form, "联系电话", "12345")
    put(form, "收件地址", "  ")
    put(form, "电子邮箱", "a@b")
    save(form)
    for label, words in (
        ("联系电话", "请填写 11 位手机号"),
        ("收件地址", "请填写收件地址"),
        ("电子邮箱", "完整的邮箱"),
    ):
        expect(form.get_by_label(label)).to_have_accessible_description(re.compile(words))
    check(student.page)
    put(form, "联系电话", "")
    put(form, "收件地址", "长沙市新地址3号")
    put(form, "电子邮箱", "")
    expect(form.locator(".field-error")).to_have_count(0)
    save(form)
    student.sees("修改成功")
    assert contact(student, order_id)["address"] == "长沙市新地址3号"


def test_a_lost_line_loses_nothing(student: Visitor, order_id: str) -> None:
    student.open(f"/orders/{order_id}")
    form = begin(student)
    put(form, "收件地址", "北京市新地址2号")
    student.expected += ["ERR_INTERNET_DISCONNECTED"]
    student.page.context.set_offline(True)
    save(form)
    expect(form.get_by_role("alert")).to_contain_text("网络连接不上")
    student.page.context.set_offline(False)
    student.page.reload()
    form = begin(student)
    expect(form.get_by_label("收件地址")).to_have_value("北京市新地址2号")
    save(form)
    student.sees("修改成功")
    assert contact(student, order_id)["address"] == "北京市新地址2号"


def test_another_tab_overwrites_only_what_it_changed(student: Visitor, order_id: str) -> None:
    student.open(f"/orders/{order_id}")
    form = begin(student)
    put(form, "收件人", "李四")
    student.api.act(order_id, "contact", address="北京市新地址2号")  # elsewhere
    save(form)
    student.sees("修改成功")
    student.sees("北京市新地址2号")
    assert contact(student, order_id) | {"contact_phone": ""} == GIVEN | {
        "address": "北京市新地址2号",
        "consignee": "李四",
        "email": "",
        "contact_phone": "",
    }


def test_a_package_that_has_it_meanwhile_is_told(student: Visitor, world: World) -> None:
    order_id = made_order(world, world.plain_task(form_fields=FIELDS), person_id=world.person(student.api))
    student.open(f"/orders/{order_id}")
    form = begin(student)
    put(form, "收件人", "李四")
    put(form, "收件地址", "长沙市")
    student.expected += ["409 (Conflict)"]
    moved(order_id, state=State.IN_PRODUCTION, package="p1")
    save(form)
    student.sees(says("contact_fixed"))
    expect(student.button("修改联系信息")).to_have_count(0)
    student.sees("照片制作中")
