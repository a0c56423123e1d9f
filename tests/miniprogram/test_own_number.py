"""The account's number: it is changed from each page that leads there, and a lost line is told."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from clients.outside import new_phone
from tests.miniprogram.person import Opens
from tests.miniprogram.student import by_sms


def test_the_number_is_asked_for_again_after_a_lost_line(someone: Opens, bundle: Path) -> None:
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
