"""Every page that is not on the straight way, and every way that leads there from outside."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from chalicelib.tasks.model import SETTINGS
from chalicelib.tasks.settings import Visibility
from drawings.qr_card import chsi_like_text
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens
from tests.miniprogram.student import agree_to_privacy, drafted, is_visitor, judged, unpaid
from tests.worlds.wording import says
from tools.demo import sample_code


def test_the_branch(someone: Opens, bundle: Path) -> None:
    person = someone(bundle)
    person.open("pages/home/contact/contact")
    person.sees("服务时间")
    person.sees("地址和到达方式")
    person.look("contact")
    expect(person.button("3684575")).to_have_count(0)  # printed without its area code
    person.here.get_by_role("button").first.tap()
    person.wait_until(lambda: person.phone.times("makePhoneCall") == 1)


def test_the_account(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/account/account")
    person.here.get_by_role("button", name="账号信息").tap()
    person.title("账号信息")
    person.sees("注册时间")
    person.sees("更换手机号")
    person.look("account")
    person.back()
    person.here.get_by_role("button", name=re.compile("同意书和条款")).tap()
    person.title("同意书和条款")
    person.look("consents")
    person.here.get_by_role("button", name="撤回同意").last.tap()
    person.reads(re.compile("撤回后"))
    person.page.locator("dialog").get_by_role("button", name="撤回同意").tap()
    person.sees("还没有同意")
    person.look("consents-withdrawn", full_text=False)
    person.tap("阅读并同意")
    expect(person.here.get_by_text("还没有同意")).to_have_count(0)
    person.back()
    person.tap("退出登录")
    person.page.locator("dialog").get_by_role("button", name="退出").tap()
    is_visitor(person)
    assert person.page.evaluate("wx.getStorageSync('token')") == ""


def test_orders_are_opened_from_messages_the_order_centre_and_their_list(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.open("pages/orders/list/list")
    person.sees("还没有订单")
    person.look("orders-none")
    draft_id, order_id = drafted(person, seeded.encrypted), unpaid(person)
    for query in (f"order_id={order_id}&notice=result", f"out_trade_no={order_id}01"):
        person.open(f"pages/orders/detail/detail?{query}")
        person.title("订单详情")
        person.sees("待支付")
        person.sees(order_id)
    person.open(f"pages/orders/detail/detail?order_id={draft_id}")
    person.sees(re.compile("还没有提交照片。请在 .+ 前提交"))
    person.open(f"pages/orders/detail/detail?order_id={order_id}")
    person.tap("去支付")
    person.title("支付")
    assert person.page.evaluate("getCurrentPages().at(-1).options.order_id") == order_id
    person.open("pages/orders/list/list")
    person.sees("待提交")
    person.sees(re.compile("还没有提交照片。请在 .+ 前提交"))
    person.look("orders-two")
    person.here.get_by_role("tab", name="待支付").tap()
    expect(person.here.get_by_text("待提交", exact=True)).to_have_count(0)
    person.tap("去支付")
    person.title("支付")
    person.back()
    person.here.get_by_role("tab", name="已支付").tap()
    person.sees("没有已支付的订单")


def test_a_scanned_code_and_a_picture_that_is_none(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/code/code?code={seeded.encrypted}")
    person.expected += ["415 (Unsupported Media Type)", "422 (Unprocessable Content)"]
    person.phone.wishes.picture = (sample_code()[:-300], "image/png")
    person.tap("从相册选择采集码")
    agree_to_privacy(person)
    person.here.get_by_role("alert").first.wait_for()
    person.look("code-refused")
    person.phone.wishes.scanned = "https://example.com/"
    person.tap("扫一扫别处显示的采集码")
    person.sees(re.compile("采集码"))
    person.phone.wishes.scanned = chsi_like_text(seed=secrets.randbits(40), school_code="10532")
    person.tap("扫一扫别处显示的采集码")
    person.title("核对学生信息")


def test_a_scanned_code_needs_no_type(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/start/start?scene={seeded.plain}")
    expect(person.here.get_by_label("特征码")).to_have_value(seeded.plain)
    person.look("start-scanned")
    person.tap("下一步")
    person.title("确认采集任务")
    person.sees("散拍")


def test_a_clock_that_is_hours_ahead_is_no_reason_to_read_a_code_again(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.page.clock.install(time=time.time() + 2 * 3600)
    person.open(f"pages/tasks/code/code?code={seeded.encrypted}")
    person.phone.wishes.picture = (sample_code(), "image/png")
    person.tap("从相册选择采集码")
    agree_to_privacy(person)
    person.sees("请确认是您本人的学籍信息")
    person.page.clock.fast_forward("01:00:00")
    person.open(f"pages/tasks/info/info?code={seeded.encrypted}")
    person.sees(says("read_expired"))


def test_a_task_that_changed_is_told_as_it_is(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    task = person.world.plain_task()
    person.open(f"pages/tasks/task/task?code={task.code}")
    person.sees("20.00 元")
    person.world.change(task, price=2500)
    person.page.clock.install(time=time.time() + 11 * 60)
    person.open(f"pages/tasks/task/task?code={task.code}")
    person.sees("25.00 元")


def test_a_setting_that_is_made_public_is_on_the_tasks_page(
    someone: Opens, bundle: Path, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = replace(SETTINGS["retention_days"], visible=Visibility.ROW)
    monkeypatch.setitem(SETTINGS, "retention_days", public)
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/task/task?code={seeded.encrypted}")
    person.sees("资料保留天数")
    told = [[row["label"], row["value"]] for row in person.api.lookup(seeded.encrypted)["task"]["rows"]]
    assert told[-1] == ["资料保留天数", "180 天"]
    shown = person.here.locator("facts").inner_text().split("\n")
    assert [shown[at : at + 2] for at in range(0, len(shown), 2)] == [*told, ["特征码", seeded.encrypted]]
    person.look("task-public")


def test_how_long_the_data_is_kept_is_read_before_handing_in_and_later(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person, days = someone(bundle, known=True), re.compile(r"保存到任务截止后 \d+ 天")
    person.open(f"pages/tasks/task/task?code={seeded.encrypted}")
    person.sees(days)
    person.look("task-kept")
    person.open(f"pages/photo/confirm/confirm?order_id={judged(person)}")
    person.sees(days)
    person.look("confirm-kept")
    person.open(f"pages/orders/detail/detail?order_id={unpaid(person)}")
    person.sees(days)


def test_an_individual_task_asks_with_a_form(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open("pages/tasks/start/start")
    person.expected.append("422 (Unprocessable Content)")
    person.here.get_by_label("特征码").fill(seeded.plain)
    person.tap("下一步")
    expect(person.here.get_by_role("alert").first).to_contain_text("散拍")  # what the code really is
    expect(person.here.get_by_role("alert").first).to_contain_text("元")  # and its price
    person.look("type-mismatch")
    expect(person.here.locator(".btn-main")).to_have_text("改为散拍，继续")
    person.tap("改为散拍，继续")
    person.title("确认采集任务")
    person.tap("开始办理")
    person.title("填写信息")
    person.look("form-plain")
    person.tap("保存，下一步")
    number = person.phone.number[-8:]
    answers = {
        "姓名": "王小明", "学号": number, "学院": "土木工程学院", "专业": "土木工程", "班级": "土木2201",
        "联系电话": "123", "收件人": "王小明", "收件地址": "长沙市岳麓区麓山南路1号",
    }  # fmt: skip
    for label, value in answers.items():
        person.here.get_by_label(label, exact=True).fill(value)
    choices = {"学校": "湖南大学", "学历层次": "本科", "冲印版式": "一寸 8 张"}
    for label, value in choices.items():
        person.here.get_by_label(label, exact=True).select_option(value)
    person.tap("保存，下一步")
    expect(person.here.get_by_role("alert")).to_have_count(1)
    person.look("form-plain-wrong")
    person.here.get_by_label("联系电话").fill(person.phone.number)
    expect(person.here.get_by_role("alert")).to_have_count(0)
    expect(person.here.get_by_label("收件人")).to_have_value("王小明")
    person.phone.wishes.address = {
        "userName": "王妈妈", "telNumber": "13800138000", "provinceName": "湖南省", "cityName": "长沙市",
        "countyName": "岳麓区", "detailInfo": "麓山南路36号",
    }  # fmt: skip
    person.tap("从微信地址中选择")
    agree_to_privacy(person)
    expect(person.here.get_by_label("收件地址")).to_have_value("湖南省长沙市岳麓区麓山南路36号")
    expect(person.here.get_by_label("收件人")).to_have_value("王妈妈")
    expect(person.here.get_by_label("联系电话")).to_have_value(person.phone.number)  # what she typed stays
    person.tap("保存，下一步")
    person.title("照片要求")


def test_an_answer_that_comes_late_is_not_the_list(someone: Opens, bundle: Path) -> None:
    """Two questions are under way: what the first one answers is older than what is shown."""
    person, late = someone(bundle, known=True), list[Route]()
    order_id = unpaid(person)
    person.open("pages/orders/list/list")
    person.sees("待支付")
    person.page.route(
        re.compile(r"/api/orders(\?.*)?$"), lambda route: route.fallback() if late else late.append(route)
    )
    person.page.evaluate("getCurrentPages().at(-1).onShow()")
    person.wait_until(lambda: bool(late))
    old = late[0].fetch()
    person.api.act(order_id, "cancel")
    person.page.evaluate("getCurrentPages().at(-1).onShow()")
    person.sees("已取消")
    late[0].fulfill(response=old)
    person.page.evaluate("harness.moved()")
    person.here.get_by_role("tab", name="全部").tap()
    person.sees("已取消")
    expect(person.tab("我的订单")).to_have_text("我的订单")


def test_a_class_mate_gets_the_code_and_nothing_else(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/task/task?code={seeded.plain}")
    person.sees("散拍")
    shared = "getCurrentPages().at(-1).onShareAppMessage({ from: 'menu' })"
    start = f"/pages/tasks/start/start?code={seeded.plain}"
    assert person.page.evaluate(shared)["path"] == start
    person.open(start[1:])
    expect(person.here.get_by_label("特征码")).to_have_value(seeded.plain)
    assert person.page.evaluate(shared)["path"] == start
    person.open("pages/me/account/account")
    person.tap("分享给同学")
    person.wait_until(lambda: person.phone.times("share") == 1)
    assert person.phone.asked[-1][1]["path"] == "/pages/home/home/home"
