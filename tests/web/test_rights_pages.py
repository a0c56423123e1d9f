"""A person's own data on the site: a copy, deletion, closing the account, invoice titles."""

from __future__ import annotations

import zipfile

from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.browsers import Visits
from tests.worlds.looks import check, shot
from tests.worlds.proven import prove
from tests.worlds.staff_orders import made_order
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says


def look(student: Visitor, name: str) -> None:
    check(student.page)
    shot(student.page, f"{name}-{(student.page.viewport_size or {'width': 0})['width']}")


def order(world: World, student: Visitor, state: State) -> str:
    """A free one of this visitor."""
    return made_order(world, world.plain_task(price=0), state, person_id=world.person(student.api))


def test_a_copy_is_made_and_downloaded(visit: Visits, world: World) -> None:
    student = visit()
    student.come_in("/me")
    order(world, student, State.DONE)
    student.link("导出我的数据").click()
    student.heading("导出我的数据")
    student.expected.append("403 (Forbidden)")
    student.button("生成压缩包").click()
    student.sees("当前手机号")
    look(student, "export-proof")
    prove(student)
    student.sees("已生成")
    look(student, "export")
    with student.page.expect_download() as download:
        student.link("下载压缩包").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "data.json" in archive.namelist()
        assert any(name.endswith(".jpg") for name in archive.namelist())


def test_deletion_says_what_goes_and_what_stays(visit: Visits, world: World) -> None:
    student = visit("desktop")
    student.come_in("/me")
    student.link("删除我的数据").click()
    student.sees("现在没有可以删除的信息")
    done, standing = order(world, student, State.DONE), order(world, student, State.IN_REVIEW)
    student.page.reload()
    student.sees("1 个已结束订单")
    look(student, "deletion")
    student.button("删除我的数据").click()
    student.button("再想想").click()
    student.button("删除我的数据").click()
    look(student, "deletion-asked")
    student.expected.append("403 (Forbidden)")
    student.button("确认删除").click()
    prove(student)
    student.sees("已删除 1 个订单")
    student.sees("删除记录编号")
    look(student, "deletion-done")
    assert wire().stores.orders.load(done).head.erased_at  # type: ignore[union-attr]
    assert not wire().stores.orders.load(standing).head.erased_at  # type: ignore[union-attr]
    student.open(f"/orders/{done}")
    student.sees("（已删除）")


def test_closing_waits_for_orders_and_then_ends_everything(visit: Visits, world: World) -> None:
    student = visit()
    student.come_in("/me")
    standing = order(world, student, State.IN_REVIEW)
    student.link("注销账号").click()
    student.sees("还有 1 个订单没有办完")
    look(student, "closing-standing")
    other = visit()
    other.come_in("/me/closing")
    other.heading("注销账号")
    other.button("注销账号").click()
    other.sees("请先勾选")
    other.page.get_by_label("我已了解").check()
    look(other, "closing")
    other.button("注销账号").click()
    other.expected.append("403 (Forbidden)")
    other.button("确认注销").click()
    prove(other)
    other.heading("账号已注销")
    look(other, "closed")
    assert other.page.evaluate("localStorage.getItem('gradphoto.token')") is None
    other.link("重新注册").click()
    other.heading("登录")
    assert wire().stores.orders.load(standing)
    for address, heading in (
        ("/closed", "没有注销账号"),
        ("/closed?record=X1", "没有注销账号"),
        ("/prove", "核对身份"),
    ):
        student.open(address)
        student.heading(heading)
        check(student.page)
    student.sees("您的身份已经核对")


def test_a_title_for_a_paid_order(visit: Visits, world: World) -> None:
    student = visit("desktop")
    student.expected += ["Failed to load resource"]  # there is no title yet; the last answers 409
    student.come_in("/me/invoice")
    student.sees("还没有可以开票的订单")
    order_id = world.paid(student.api)
    student.page.reload()
    student.link("张三").click()
    student.heading("填写发票抬头")
    student.page.get_by_label("企业（单位）").check()
    student.button("保存").click()
    student.sees("请填写发票抬头")
    page = student.page
    page.get_by_label("发票抬头").fill("湖南某某大学")
    page.get_by_label("税号").fill("91430100ma4l16jq9c")
    page.get_by_label("接收邮箱").fill("cw@example.com")
    student.button("保存").click()
    student.sees(says("tax_no_mistyped"))
    look(student, "invoice-wrong")
    page.get_by_label("税号").fill("9143 0100 MA4L 16JQ 9D")
    student.button("保存").click()
    student.sees("已保存")
    look(student, "invoice")
    expect(page.get_by_label("税号")).to_have_value("91430100MA4L16JQ9D")
    store = wire().stores.invoices
    kept = store.get(order_id)
    assert kept is not None
    assert kept.title.tax_no == "91430100MA4L16JQ9D"
