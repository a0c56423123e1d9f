"""One order's page: where the prints go, whom to call, what was paid and given back, what became of the photo."""

from __future__ import annotations

import re
from datetime import timedelta

import requests
from playwright.sync_api import expect

from chalicelib.orders.model import State
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.seed import Seeded
from sandbox.seed_staff import BRANCH
from tests.worlds.app import World, portrait
from tests.worlds.branch import send_back
from tests.worlds.browsers import ANDROID, Visits, another, screens
from tests.worlds.looks import check, shot
from tests.worlds.proven import proven
from tests.worlds.staff import colleague, hire, who
from tests.worlds.staff_orders import made_order, moved, own_portrait
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.suite.patience import PATIENCE


def paid(world: World, student: Visitor, seeded: Seeded) -> str:
    """An order with everything that may be typed, in review."""
    task = student.api.lookup(seeded.plain)["task"]
    typed = world.form(
        college="机械学院",
        major="车辆工程",
        class_name="2201",
        consignee="张三",
        address="长沙市麓山南路1号",
        contact_phone=student.phone,
    ) | {"layout": "一寸"}
    order_id = str(student.api.open(task["task_id"], **typed)["order_id"])
    student.api.judge(order_id, portrait())
    student.api.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.api.pay(order_id)["params"]["code_url"])
    student.api.wait_for(order_id, "IN_REVIEW")
    return order_id


def look(student: Visitor, name: str) -> None:
    for width in screens(student.page):
        check(student.page)
        shot(student.page, f"{name}-{width}")


def test_everything_that_was_given_and_paid_is_there(student: Visitor, world: World, seeded: Seeded) -> None:
    order_id = paid(world, student, seeded)
    known = student.api.order(order_id)
    student.open(f"/orders/{order_id}")
    for text in ("长沙市麓山南路1号", "一寸", f"{student.phone[:3]}****{student.phone[-4:]}"):
        student.sees(text)
    student.sees("微信支付")
    student.sees(" ".join(re.findall(".{1,4}", known["receipts"][0]["number"])))
    for one in known["task"]["people"]:
        digits = re.sub(r"\D", "", one["phone"])
        expect(student.page.get_by_role("main").get_by_role("link", name=one["phone"])).to_have_attribute(
            "href", f"tel:{digits}"
        )
    student.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    student.sees(known["number_text"])
    student.button("复制订单号").click()
    student.sees("已复制")
    assert student.page.evaluate("navigator.clipboard.readText()") == known["number"]
    student.sees("初检合格，以人工审核为准")
    student.sees("背景已替换")
    expect(student.button("保存照片")).to_have_count(0)
    reviewer = who(hire(StaffRole.REVIEWER, branch=BRANCH))
    wire().review.orders.take(reviewer, order_id)
    wire().review.orders.approve(reviewer, order_id, 1)
    student.page.evaluate("dispatchEvent(new Event('online'))")
    student.sees("人工审核通过。")
    expect(student.page.get_by_text("以人工审核为准")).to_have_count(0)
    look(student, "order")
    with student.page.expect_download() as saved:
        student.button("保存照片").click()
    assert saved.value.suggested_filename == f"毕业证件照-{known['number']}.jpg"
    picture = requests.get(student.api.order(order_id)["photo"]["preview_url"], timeout=PATIENCE).content
    assert saved.value.path().read_bytes() == picture
    expect(student.link("填写或查看发票抬头")).to_be_visible()


def test_a_photo_that_may_not_be_saved_any_more_leads_nowhere_else(student: Visitor, world: World) -> None:
    photo = own_portrait()
    order_id = made_order(world, world.plain_task(), State.DONE, person_id=world.person(student.api), photo=photo)
    student.open(f"/orders/{order_id}")
    save = student.button("保存照片")
    save.wait_for()
    moved(order_id, state=State.CORRECTION)  # the branch has found a mistake since
    save.click()
    student.sees("待勘误")
    expect(save).to_have_count(0)
    assert student.order_id == order_id


def test_of_deleted_data_nothing_more_is_promised(student: Visitor, world: World) -> None:
    long_ago = wire().clock() - timedelta(days=200)
    order_id = made_order(
        world,
        world.plain_task(),
        State.IN_PRODUCTION,
        person_id=world.person(student.api),
        photo=own_portrait(),
        state_at=long_ago,
    )
    student.open(f"/orders/{order_id}")
    student.heading("订单详情")
    student.sees("接下来")
    proven(student.api).call("POST", "/api/me/deletion", {"confirmed": True})
    student.page.reload()
    student.sees("个人信息已经删除，这个订单不能再办理。")
    student.sees("已删除个人信息")
    expect(student.page.get_by_text("接下来")).to_have_count(0)
    expect(student.button("保存照片")).to_have_count(0)
    check(student.page)


def test_inside_wechat_a_picture_is_saved_by_a_long_press(visit: Visits, world: World) -> None:
    student = visit(user_agent=f"{ANDROID} MicroMessenger/8.0.50")
    student.come_in("/contact")
    person = world.person(student.api)
    order_id = made_order(world, world.plain_task(), State.APPROVED, person_id=person, photo=own_portrait())
    student.open(f"/orders/{order_id}")
    student.sees("长按照片，可以保存到手机。")
    expect(student.button("保存照片")).to_have_count(0)


def test_what_was_sent_back_is_seen_beside_why_and_another_one_is_not(
    student: Visitor, world: World, seeded: Seeded
) -> None:
    order_id = paid(world, student, seeded)
    send_back(colleague(world.box.console_url, StaffRole.REVIEWER, branch=BRANCH), order_id)
    student.open(f"/orders/{order_id}")
    why = student.page.locator("section").filter(has=student.page.get_by_role("heading", name="驳回原因"))
    expect(why.get_by_role("img", name="裁剪后的标准照")).to_be_visible()
    expect(student.page.get_by_role("img", name="裁剪后的标准照")).to_have_count(1)
    look(student, "order-rejected")
    student.api.judge(order_id, another())
    student.page.reload()
    student.sees("新照片初检合格")
    expect(why.get_by_role("img")).to_have_count(0)
    expect(student.page.get_by_role("img", name="裁剪后的标准照")).to_have_count(1)


def test_money_on_its_way_back_has_its_amount_and_date_and_no_invoice(
    student: Visitor, world: World, seeded: Seeded
) -> None:
    order_id = paid(world, student, seeded)
    number = student.api.order(order_id)["number"]
    student.open("/me/invoice")
    student.sees(" ".join((number[:4], number[4:8], number[8:])))
    look(student, "invoices")
    student.open(f"/orders/{order_id}")
    expect(student.link("填写或查看发票抬头")).to_be_visible()
    student.button("申请退款").click()
    student.page.get_by_role("dialog").get_by_role("button", name="申请退款").click()
    facts = student.page.get_by_role("definition")
    expect(facts.filter(has_text="处理中")).to_have_count(1)
    expect(student.link("填写或查看发票抬头")).to_have_count(0)
    student.open("/me/invoice")
    student.sees("还没有可以开票的订单")
    student.expected += ["404 (Not Found)", "409 (Conflict)"]
    student.open(f"/orders/{order_id}/invoice")  # from a tab that was open before
    student.page.get_by_label("发票抬头").fill("张三")
    student.page.get_by_label("接收邮箱").fill("a@b")
    student.button("保存").click()
    student.sees("请填写完整的邮箱地址")
    student.page.get_by_label("接收邮箱").fill("zhang@example.com")
    student.button("保存").click()
    student.sees(says("invoice_refunding"))
    student.link("查看订单").click()
    world.box.run_step("reconcile")
    student.api.wait_for(order_id, "REFUNDED")
    student.page.evaluate("dispatchEvent(new Event('online'))")
    student.sees("款项已退回付款人的账户")
    expect(facts.filter(has_text="处理中")).to_have_count(0)
    expect(student.page.get_by_role("term").filter(has_text="退款完成")).to_have_count(1)
    look(student, "order-refunded")
