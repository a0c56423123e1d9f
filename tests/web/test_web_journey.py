"""The whole journey in a browser, every page looked at: login, payment, a rejection and its replacement."""

from __future__ import annotations

import re

import pytest

from chalicelib.staff.model import StaffRole
from drawings.faulty_portraits import faulty
from sandbox.box import Sandbox
from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.branch import send_back
from tests.worlds.browsers import Visits, another
from tests.worlds.clerk import BRANCH
from tests.worlds.looks import check
from tests.worlds.staff import Colleague, colleague
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait


@pytest.fixture(scope="module", autouse=True)
def served() -> None:
    """The sources, as `make run` serves them."""


@pytest.fixture
def reviewer(box: Sandbox) -> Colleague:
    return colleague(box.console_url, StaffRole.REVIEWER, branch=BRANCH)


@pytest.mark.parametrize("device", ["phone", pytest.param("desktop", marks=pytest.mark.slow)])
def test_an_encrypted_task(visit: Visits, reviewer: Colleague, seeded: Seeded, device: str) -> None:
    student = visit(device)
    student.open()
    student.heading("登录")
    check(student.page)
    student.log_in()
    _find(student, seeded.encrypted)
    student.link("开始办理").click()
    student.heading("上传采集码")
    check(student.page)
    student.upload_code(sample_code())
    check(student.page)
    student.link("信息无误，下一步").click()
    student.fill(contact_phone=student.phone)
    check(student.page)
    student.button("保存，下一步").click()
    _photograph(student)
    order_id = student.order_id
    _pay(student, device)
    send_back(reviewer, order_id)
    _replace(student, order_id)


def test_a_desktop_differs_from_the_payment_on(
    visit: Visits, world: World, reviewer: Colleague, seeded: Seeded
) -> None:
    """The pages before it are the same, only wider."""
    student, codes = visit("desktop"), f"/tasks/{seeded.encrypted}"
    student.open()
    student.heading("登录")
    check(student.page)
    student.come_in(codes, proven_by=world)
    order_id = student.draft(seeded.encrypted, sample_code())
    pages = (
        (codes, "确认采集任务"),
        (f"{codes}/collect-code", "上传采集码"),
        (f"/tasks/{seeded.plain}/form", "填写信息"),
    )
    mine = (("requirements", "照片要求"), ("photo", "拍摄照片"))
    for address, heading in (*pages, *((f"/orders/{order_id}/{place}", heading) for place, heading in mine)):
        student.open(address)
        student.heading(heading)
        check(student.page)
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    student.heading("核对全部信息")
    check(student.page)
    _pay(student, "desktop")
    send_back(reviewer, order_id)
    _replace(student, order_id)


def _find(student: Visitor, code: str) -> None:
    student.heading("线上采集")
    check(student.page)
    student.locate(code)
    student.sees("30 元")
    student.sees("集中采集")
    check(student.page)


def _photograph(student: Visitor) -> None:
    student.heading("照片要求")
    check(student.page)
    student.link("我知道了，去拍照").click()
    student.heading("拍摄照片")
    student.sees("人脸照片处理单独同意书")
    check(student.page)
    student.consent()
    student.sees(re.compile("选择照片|从相册选择"))
    check(student.page)
    student.pick_photo(faulty("sunglasses"), "dark.png", "image/png")
    student.sees("佩戴了墨镜或有色眼镜")
    student.sees("请摘下墨镜")
    student.sees("处问题，请改正后重拍")
    assert student.page.locator(".box-fail").count() >= 1
    check(student.page)
    student.pick_photo(sample_portrait())
    student.sees("初检合格，以人工审核为准")
    check(student.page)
    student.link("下一步：核对信息").click()
    student.heading("核对全部信息")
    student.sees(f"{student.phone[:3]}****{student.phone[-4:]}")
    student.sees("若有误请联系分社")
    check(student.page)


def _pay(student: Visitor, device: str) -> None:
    student.button(re.compile("确认无误，去支付")).click()
    student.heading("支付")
    student.sees("剩余支付时间")
    student.sees("支付宝")
    PAY[device](student)
    student.heading("支付成功")
    student.sees("接下来")
    check(student.page)
    student.link("查看订单").click()
    student.heading("订单详情")
    student.sees("待审核")
    check(student.page)


def _scan(student: Visitor) -> None:
    """A desktop shows a code, somebody scans it."""
    code_url = student.choose_wechat()
    check(student.page)
    student.outside.scan(code_url)


def _cashier(student: Visitor) -> None:
    """A phone goes to the channel's own page and comes back."""
    check(student.page)
    student.expected.append("/favicon.ico")  # that page has no icon
    student.button(re.compile("微信支付")).click()
    student.heading("微信支付（沙箱）")
    student.button("确认支付").click()


PAY = {"phone": _cashier, "desktop": _scan}


def _replace(student: Visitor, order_id: str) -> None:
    student.open(f"/orders/{order_id}")
    student.heading("订单详情")
    student.sees("驳回原因")
    student.sees(re.compile("没有正对镜头"))
    student.sees(re.compile("还可提交"))
    check(student.page)
    student.link("修改订单").click()
    student.sees("这张照片已被驳回")
    check(student.page)
    student.pick_photo(another())
    student.sees("初检合格，以人工审核为准")
    student.link("下一步：核对信息").click()
    student.button("重新提交审核（不再收费）").click()
    student.heading("已重新提交")
    check(student.page)
    student.link("查看订单").click()
    student.heading("订单详情")
    student.sees("待审核")
    student.sees("重新提交照片")
