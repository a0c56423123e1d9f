"""What belongs to a person: her number, her data, its deletion, her account, her invoice."""

from __future__ import annotations

import re
from pathlib import Path

import requests
from playwright.sync_api import expect

from clients.outside import new_phone
from tests.miniprogram.person import Opens
from tests.miniprogram.student import by_sms, is_visitor, unpaid
from tests.worlds.wording import says
from tools.suite.patience import PATIENCE


def test_a_copy_of_the_data_and_the_end_of_the_account(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/account/account")
    person.here.get_by_role("button", name=re.compile("我的数据")).tap()
    person.title("我的数据")
    person.look("data")
    person.tap("导出")
    person.tap("复制下载地址")
    person.wait_until(lambda: person.phone.times("setClipboardData") == 1)
    address = person.phone.asked[-1][1]["data"]
    assert requests.get(address, timeout=PATIENCE).content.startswith(b"PK")
    person.tap("删除我的数据")
    person.reads(re.compile("将删除：.*账号资料"))
    person.page.locator("dialog").get_by_role("button", name="确认删除").tap()
    person.sees(re.compile("已于 .* 删除"))
    person.look("data-deleted")
    person.tap("注销账号")
    person.page.locator("dialog").get_by_role("button", name="确认注销").tap()
    is_visitor(person)
    assert person.page.evaluate("[wx.getStorageSync('token'), wx.getStorageSync('known')]") == ["", ""]


def test_an_invoice_title(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    order_id = unpaid(person)
    person.open("pages/me/invoice/invoice")
    person.sees("还没有已支付的订单")
    person.look("invoice-none")
    person.outside_pays(order_id)
    person.expected.append("404 (Not Found)")  # no title yet
    person.open(f"pages/me/invoice/invoice?order_id={order_id}")
    person.here.get_by_label("抬头类型").select_option("企业")
    person.tap("提交")
    person.sees(says("tax_no_needed"))
    person.look("invoice-wrong")
    person.here.get_by_label("发票抬头").fill("湖南示例科技有限公司")
    person.here.get_by_label("税号").fill("430102123456789")
    person.here.get_by_label("接收邮箱").fill("student@example.com")
    person.tap("提交")
    person.sees("已保存，等待财务开票")
    expect(person.button("修改抬头")).to_be_visible()
    person.look("invoice")
    person.open(f"pages/me/invoice/invoice?order_id={order_id}")
    expect(person.here.get_by_label("抬头类型")).to_have_value("1")  # the choice opens where it stands


def test_the_number_of_the_account_is_asked_for_again_after_a_lost_line(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.expected.append("ERR_FAILED")
    person.page.route("**/api/me", lambda route: route.abort())
    person.open(f"pages/me/phone/phone?phone={new_phone()}")
    person.sees("网络连接不上")
    expect(person.here.get_by_text("您的账号手机号是")).to_have_count(0)
    person.look("phone-offline")
    person.page.unroute("**/api/me")
    person.here.get_by_role("button", name="重试").tap()
    person.sees("您的账号手机号是")


def test_another_number_is_kept_or_taken(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/prove/prove")
    person.title("核对身份")
    person.look("prove")
    number = new_phone()
    person.open(f"pages/me/phone/phone?phone={number}")
    person.sees("微信绑定的手机号")
    person.tap("更换为新手机号")
    by_sms(person, number)
    person.look("phone")
    person.tap("确认更换")
    person.title("高校图像信息采集")
    assert person.api_me()["phone"].endswith(number[-4:])


def test_the_number_is_changed_from_the_page_of_the_account(someone: Opens, bundle: Path) -> None:
    person, number = someone(bundle, known=True), new_phone()
    person.open("pages/me/details/details")
    person.here.get_by_role("link", name="更换手机号").tap()
    person.title("手机号")
    person.look("phone-own")
    person.tap("更换为新手机号")  # WeChat's login on this phone is the proof
    by_sms(person, number)
    person.tap("确认更换")
    person.sees(f"199****{number[-4:]}")
    assert person.api_me()["phone"].endswith(number[-4:])


def test_the_question_whose_change_it_was_is_answered(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.expected.append("409 (Conflict)")
    person.open("pages/me/restore/restore")
    person.title("手机号刚被更换")
    person.look("restore")
    person.tap("不是我，恢复账号")
    person.sees(says("nothing_to_restore"))
