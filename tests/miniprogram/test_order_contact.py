"""Changing how an order's student is reached, from the order and from the last look before handing in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from chalicelib.orders.model import State
from clients.outside import new_phone
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, judged

FORM = {
    "name": "王小明", "school": "湖南大学", "level": "BACHELOR", "college": "土木工程学院", "major": "土木工程",
    "class_name": "土木2201", "consignee": "王小明", "address": "长沙市岳麓区麓山南路1号", "layout": "一寸 8 张",
}  # fmt: skip
HOME = {
    "userName": "李四", "telNumber": "13900000000", "provinceName": "湖南省", "cityName": "长沙市",
    "countyName": "岳麓区", "detailInfo": "麓山南路2号",
}  # fmt: skip


@pytest.fixture
def owner(someone: Opens, bundle: Path, seeded: Seeded) -> Person:
    """Somebody before the page of her order, whose prints are sent to her."""
    person = someone(bundle, known=True)
    task_id, number = person.api.lookup(seeded.plain)["task"]["task_id"], person.phone.number
    order_id = person.api.open(task_id, **FORM, contact_phone=number, student_no=number[-8:])["order_id"]
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    return person


def sent(person: Person) -> list[Any]:
    """Bodies of the changes that are asked for from now on."""
    found: list[Any] = []

    def note(request: Request) -> None:
        if request.url.endswith("/contact"):
            found.append(json.loads(request.post_data or "null"))

    person.page.on("request", note)
    return found


def test_only_what_was_typed_is_sent(owner: Person) -> None:
    changes, number = sent(owner), new_phone()
    before = owner.api.order(owner.order_id())["contact"]
    owner.here.get_by_role("link", name="修改联系信息").tap()
    owner.title("修改联系信息")
    phone = owner.here.get_by_label("联系电话")
    expect(phone).to_have_value("")
    expect(phone).to_have_attribute("placeholder", before["contact_phone"])
    owner.look("order-contact")
    owner.tap("保存")
    owner.reads("还没有修改")
    phone.fill("123")
    owner.tap("保存")
    owner.sees("请填写 11 位手机号")
    phone.fill(f"{number[:3]} {number[3:7]} {number[7:]}")
    owner.tap("保存")
    owner.reads("修改成功")
    owner.title("订单详情")
    owner.sees(f"{number[:3]}****{number[-4:]}")
    assert changes == [{"contact_phone": number}]


def test_an_address_of_wechat_is_taken_over_and_a_lost_line_loses_nothing(owner: Person) -> None:
    changes = sent(owner)
    owner.here.get_by_role("link", name="修改联系信息").tap()
    owner.tap("从微信地址中选择")  # she goes back
    agree_to_privacy(owner)
    owner.phone.wishes.address = HOME
    owner.tap("从微信地址中选择")
    expect(owner.here.get_by_label("收件地址")).to_have_value("湖南省长沙市岳麓区麓山南路2号")
    expect(owner.here.get_by_label("联系电话")).to_have_value("")
    owner.here.get_by_label("电子邮箱").fill("li@example.com")
    owner.expected.append("ERR_CONNECTION_RESET")
    owner.page.route("**/contact", lambda route: route.abort("connectionreset"))
    owner.tap("保存")
    owner.sees("网络连接不上")
    owner.page.unroute("**/contact")
    owner.tap("重试")
    owner.reads("修改成功")
    owner.sees("湖南省长沙市岳麓区麓山南路2号")
    changed = {"consignee": "李四", "address": "湖南省长沙市岳麓区麓山南路2号", "email": "li@example.com"}
    assert changes == [changed, changed]


def test_what_the_task_asks_for_is_not_emptied_and_an_order_that_moved_on_says_so(owner: Person) -> None:
    owner.here.get_by_role("link", name="修改联系信息").tap()
    expect(owner.here.locator(".label").filter(has_text="收件人")).to_have_text("收件人 *")
    owner.here.get_by_label("收件人").fill("")
    owner.tap("保存")
    owner.sees("请填写收件人")
    expect(owner.here.get_by_label("收件人")).to_have_value("")
    owner.here.get_by_label("收件人").fill("王小明")
    owner.here.get_by_label("电子邮箱").fill("li@example.com")
    owner.api.act(owner.order_id(), "cancel")
    owner.expected.append("409 (Conflict)")
    owner.tap("保存")
    owner.sees("查看订单")
    owner.page.evaluate("getCurrentPages().at(-1).load()")
    owner.sees("联系信息已不能在这里修改")
    owner.look("order-contact-fixed")


def test_it_is_offered_at_the_last_look(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/photo/confirm/confirm?order_id={judged(person)}")
    person.here.get_by_role("link", name="修改联系信息").tap()
    person.title("修改联系信息")
    expect(person.here.get_by_label("收件地址")).to_have_count(0)  # nothing is posted
    number = new_phone()
    person.here.get_by_label("联系电话").fill(number)
    person.tap("保存")
    person.title("核对全部信息")
    person.sees(f"{number[:3]}****{number[-4:]}")
    assert person.api.order(person.order_id())["state"] == State.DRAFT
