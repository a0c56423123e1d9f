"""The whole journey: from a scanned code to the paid order, its rejection and the photo's replacement."""

from __future__ import annotations

import re
from pathlib import Path

from chalicelib.staff.model import StaffRole
from sandbox.box import Sandbox
from sandbox.seed import Seeded
from tests.miniprogram import student
from tests.miniprogram.person import Opens, Person
from tests.worlds.branch import send_back
from tests.worlds.browsers import another
from tests.worlds.clerk import BRANCH
from tests.worlds.staff import colleague


def test_from_the_code_to_the_replaced_photo(someone: Opens, bundle: Path, box: Sandbox, seeded: Seeded) -> None:
    person = someone(bundle)
    person.open(f"pages/home/home/home?scene={seeded.encrypted}")
    person.title("线上采集")
    person.look("task-start")
    person.tap("下一步")
    student.log_in(person)
    student.see_task(person)
    student.read_code(person)
    student.fill_form(person)
    student.consent(person)
    student.photograph(person)
    student.hand_in(person)
    student.pay(person)
    person.look("orders")
    assert [person.phone.times(name) for name in ("subscribe", "requestPayment")] == [2, 1]
    person.count("from the scanned code to the paid order, with two photos", most=27)
    assert _hosts(person) == {"request": {box.api_url}, "uploadFile": {box.aws_env["AWS_ENDPOINT_URL"]}}

    order_id = person.order_id()
    send_back(colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH), order_id)
    person.open(f"pages/orders/detail/detail?order_id={order_id}&notice=result")  # as the message leads
    _replace(person)
    person.count("from the message to the handed in replacement", most=11)


def _replace(person: Person) -> None:
    person.title("订单详情")
    person.sees("驳回原因")
    person.sees(re.compile("没有正对镜头"))
    person.sees(re.compile("还可提交 2 次"))
    person.look("order-rejected")
    person.tap("去编辑")
    person.title("核对学生信息")
    person.sees("若有误请联系分社")
    person.look("replace-student")
    person.tap("信息无误，更换照片")
    person.title("拍摄照片")
    person.sees("这张照片已被驳回")
    person.look("photo-rejected")
    person.phone.wishes.picture = (another(), student.PORTRAIT)
    person.tap("从相册选择")
    person.sees("✓ 合格")
    person.tap("下一步：核对信息")
    person.title("核对全部信息")
    person.look("confirm-again")
    person.tap("重新提交审核（不再收费）")
    person.sees("已重新提交")
    person.look("resubmitted")
    person.tap("查看订单")
    person.title("订单详情")
    person.sees("待审核")
    person.look("order")
    assert person.phone.times("subscribe") == 3
    assert person.phone.times("requestPayment") == 1


def _hosts(person: Person) -> dict[str, set[str]]:
    """Which kind of connection went where."""
    found: dict[str, set[str]] = {}
    for one in person.record()["requests"]:
        found.setdefault(one["api"], set()).add(re.findall(r"^\w+://[^/]+", one["url"])[0])
    return found
