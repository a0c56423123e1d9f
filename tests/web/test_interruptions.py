"""What happens to everybody: reloads, lost lines, ended sessions, two tabs, two clicks, the back button."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.demo import sample_code, sample_portrait


def test_the_countdown_the_code_and_what_was_typed_survive_a_reload(visit: Visits) -> None:
    student = visit()
    student.open()
    student.ask_code()
    student.page.get_by_label("我已阅读并同意").check()
    student.page.reload()
    expect(student.button(re.compile("[1-5]?[0-9]秒后重发"))).to_be_disabled()
    expect(student.page.get_by_label("手机号")).to_have_value(student.phone)
    expect(student.page.get_by_label("我已阅读并同意")).to_be_checked()
    student.sees("验证码已发送")
    student.page.get_by_label("短信验证码").fill(student.outside.sms_code(student.phone))
    student.button("登录").click()
    student.heading("线上采集")


def test_a_plain_task_survives_a_reload_at_every_step(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.locate(seeded.plain)
    student.page.reload()
    student.link("开始办理").click()
    number = student.phone[-8:]
    student.fill(name="王小明", student_no=number, college="土木工程学院", major="土木工程", class_name="土木2201")
    student.page.reload()
    expect(student.page.locator("#student_no")).to_have_value(number)
    student.fill(level="BACHELOR", contact_phone=student.phone, consignee="王小明", address="长沙市岳麓区麓山南路1号")
    student.fill(layout="一寸 8 张")
    check(student.page)
    student.button("保存，下一步").click()
    student.heading("照片要求")
    student.page.reload()
    student.link("我知道了，去拍照").click()
    student.heading("拍摄照片")
    student.pick_photo(sample_portrait())
    student.sees("初检合格")
    student.page.reload()
    student.sees("初检合格")
    expect(student.page.get_by_alt_text("原图")).to_be_visible()
    student.link("下一步：核对信息").click()
    student.heading("核对全部信息")
    student.page.reload()
    student.sees("长沙市岳麓区麓山南路1号")
    student.button(re.compile("确认无误，去支付")).click()
    student.heading("支付")
    student.page.reload()
    student.sees("剩余支付时间")
    student.page.go_back()
    student.page.wait_for_url(re.compile("photo|requirements"))
    student.sees("订单当前为“待支付”")


def test_typed_errors_can_be_mended_before_paying(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.locate(seeded.plain)
    student.link("开始办理").click()
    student.fill(name="李小红", student_no=student.phone[-8:], college="文学院", major="汉语言", class_name="中文2201")
    student.fill(level="MASTER", consignee="李小红", address="长沙市", layout="一寸 8 张", contact_phone=student.phone)
    student.button("保存，下一步").click()
    student.heading("照片要求")
    order_id = student.order_id
    student.link("我知道了，去拍照").click()
    student.pick_photo(sample_portrait())
    student.link("下一步：核对信息").click()
    student.button("姓名、学号等填写有误？重新填写").click()
    student.page.get_by_role("dialog").get_by_role("button", name="重新填写").click()
    student.heading("填写信息")
    expect(student.page.locator("#name")).to_have_value("李小红")
    student.fill(address="长沙市岳麓区", contact_phone=student.phone)
    student.button("保存，下一步").click()
    student.heading("照片要求")
    assert student.order_id != order_id


def test_an_ended_session_comes_back_to_the_same_step(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.expected.append("401 (Unauthorized)")
    student.api.call("POST", "/api/logout")
    student.open(f"/orders/{order_id}/requirements")
    student.sees(says("session_over"))
    student.sees("登录后会回到刚才的步骤")
    check(student.page)
    student.log_in()
    student.heading("照片要求")
    assert student.order_id == order_id


def test_a_lost_line_is_said_and_nothing_is_lost(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.heading("线上采集")
    student.page.get_by_label("学校全称").fill("湖南大学")
    student.page.get_by_label("特征码").fill(seeded.plain)
    student.expected.append("ERR_INTERNET_DISCONNECTED")
    student.page.context.set_offline(True)
    student.sees("网络已断开")
    student.button("下一步").click()
    student.sees("网络连接不上")
    check(student.page)
    student.page.context.set_offline(False)
    expect(student.page.get_by_text("网络已断开")).to_have_count(0)
    expect(student.page.get_by_label("特征码")).to_have_value(seeded.plain)
    student.button("下一步").click()
    student.heading("确认采集任务")


def test_a_page_that_could_not_be_fetched_opens_when_the_line_is_back(visit: Visits) -> None:
    student = visit()
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.expected.append("ERR_INTERNET_DISCONNECTED")
    student.page.context.set_offline(True)
    student.link("联系分社").click()
    student.heading("页面加载失败")
    student.page.context.set_offline(False)
    student.heading("联系我们")


def test_a_page_that_fails_again_begins_anew_where_it_was(visit: Visits) -> None:
    """A browser may remember that a module did not come."""
    student = visit()
    student.open()
    student.heading("登录")
    student.expected += ["ERR_FAILED", "Failed to fetch dynamically imported module"]
    student.page.route("**/later.*.js", lambda route: route.abort())
    student.page.evaluate("window.before = true")
    student.link("联系分社").click()
    student.heading("页面加载失败")
    assert student.page.evaluate("window.before")
    student.button("重试").click()
    student.page.wait_for_function("() => !window.before")
    student.heading("页面加载失败")
    student.page.unroute("**/later.*.js")
    student.button("重试").click()
    student.heading("联系我们")


def test_a_fault_of_the_server_shows_its_number_and_an_answer_without_words_what_to_do(visit: Visits) -> None:
    student = visit()
    student.come_in()
    envelope = {
        "code": "broken", "message": "系统出现故障", "action": "请稍后重试", "field": None,
        "retry_after": None, "ref": "ref-4711", "data": None,
    }  # fmt: skip
    student.page.route("**/api/orders", lambda route: route.fulfill(status=500, json={"error": envelope}))
    student.expected += ["500 (Internal Server Error)", "502 (Bad Gateway)"]
    student.open("/orders")
    student.sees("ref-4711")
    student.sees("系统出现故障")
    check(student.page, full_text=False)
    student.page.unroute("**/api/orders")
    student.page.route("**/api/orders", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    student.button("重试").click()
    student.sees("系统暂时无法处理")
    student.sees("您的信息已保存，请稍后重试")
    student.page.unroute("**/api/orders")
    student.button("重试").click()
    student.sees("还没有订单")


def test_a_link_cut_off_in_the_middle_of_a_sign_is_said_to_lead_nowhere(visit: Visits) -> None:
    student = visit()
    student.come_in("/tasks/%E6%B9")
    student.heading("没有这个页面")
    student.link("回到首页").click()
    student.heading("线上采集")


def test_what_waits_for_somebody_is_on_the_first_page(student: Visitor, seeded: Seeded) -> None:
    order_id = student.draft(seeded.encrypted, sample_code())
    held: list[Route] = []
    student.page.route("**/api/orders", lambda route: held.append(route))
    student.open("/")
    field = student.page.get_by_label("特征码")
    before = field.bounding_box()
    held[0].continue_()
    student.sees("待办")
    assert field.bounding_box() == before  # nothing moves under a finger
    check(student.page)
    student.link(re.compile("待提交")).click()
    student.heading("订单详情")
    assert student.order_id == order_id
    student.button("取消订单").click()
    student.page.get_by_role("dialog").get_by_role("button", name="再想想").click()
    expect(student.button("取消订单")).to_be_focused()
    student.button("取消订单").click()
    student.page.get_by_role("dialog").get_by_role("button", name="取消订单").click()
    student.sees("已取消")


def test_two_tabs_agree(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    hand_in = student.button(re.compile("确认无误，去支付"))
    hand_in.wait_for()  # or the page might read the order when it is cancelled already
    student.api.act(order_id, "cancel")  # in the other tab
    student.expected.append("409 (Conflict)")
    hand_in.click()
    student.sees("订单当前为“已取消”")  # the page is as the refusal says: renewed
    expect(hand_in).to_have_count(0)
    check(student.page, full_text=False)
    student.link("查看订单").click()
    student.sees(re.compile("您于 .* 取消了订单"))
    other = student.page.context.new_page()
    other.goto(f"{student.site_url}/#/me")
    other.get_by_role("button", name="退出登录").click()
    expect(other.get_by_role("heading", name="登录")).to_be_visible()
    student.heading("登录")


def test_a_photo_that_another_tab_replaced_is_not_handed_in_unseen_and_two_clicks_are_one(
    visit: Visits, seeded: Seeded
) -> None:
    student = visit()
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.open(f"/orders/{order_id}/confirm")
    hand_in = student.button(re.compile("确认无误，去支付"))
    hand_in.wait_for()
    student.api.judge(order_id, sample_portrait(seed=2))  # in the other tab
    student.expected.append("409 (Conflict)")
    hand_in.click()
    student.sees(says("photo_not_ready"))
    expect(hand_in).to_have_count(1)  # of the photo that is shown now
    sent: list[str] = []
    student.page.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/submit") else None)
    hand_in.dblclick()
    student.heading("支付")
    assert len(sent) == 1
    assert student.api.order(order_id)["photo_no"] == 2


def test_a_task_that_changed_is_told_as_it_is(visit: Visits, world: World) -> None:
    student = visit()
    task = world.plain_task()
    student.come_in()
    student.locate(task.code)
    student.sees("20 元")
    world.change(task, price=2500)
    student.page.clock.install()
    student.page.clock.fast_forward("11:00")
    student.page.reload()
    student.sees("25 元")


def test_a_task_that_is_over_says_whom_to_ask(visit: Visits) -> None:
    student = visit()
    student.come_in()

    def closed(route: Route) -> None:
        error = {
            "code": "task_closed", "message": "采集已于11月20日 23:59结束",
            "action": "如需补采集，请联系：张老师 0731-88880001",
            "field": None, "retry_after": None, "ref": "-", "data": None,
        }  # fmt: skip
        route.fulfill(status=409, json={"error": error})

    student.page.route("**/api/tasks/lookup", closed)
    student.expected.append("409 (Conflict)")
    student.open("/tasks/GONE01")
    student.sees("采集已于11月20日 23:59结束")
    expect(student.link("联系分社").first).to_be_visible()
    for _ in screens(student.page):
        check(student.page, full_text=False)
