"""The sandbox's control page: the whole story is played from it, with no other document."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from clients.outside import new_phone
from sandbox.box import Sandbox
from sandbox.play.story import ENTER_AT
from sandbox.seed import Seeded
from sandbox.seed_staff import PASSWORD
from tests.worlds.browsers import Door
from tests.worlds.visitor import Guest

pytestmark = pytest.mark.usefixtures("fresh")


@pytest.fixture(scope="module", autouse=True)
def served() -> None:
    """The sources, as `make run` serves them."""


@pytest.fixture
def guest(box: Sandbox, door: Door) -> Guest:
    guest = door.let_in(Guest(door.page("desktop", {}), box.control_url))
    guest.page.goto(box.control_url)
    return guest


@pytest.fixture
def page(guest: Guest) -> Page:
    return guest.page


def opened(page: Page, button: str | re.Pattern[str]) -> Page:
    with page.context.expect_page() as other:
        page.get_by_role("button", name=button).click()
    return other.value


def test_a_click_logs_a_role_in_and_another_opens_the_teachers_page(page: Page, box: Sandbox, seeded: Seeded) -> None:
    console = opened(page, re.compile("finance2$"))
    expect(console.get_by_role("heading", name=re.compile("财务小赵"))).to_be_visible()
    teacher = opened(page, "教师页面")
    expect(teacher.get_by_role("heading", name=re.compile("2027届毕业生图像采集"))).to_be_visible()
    expect(page.get_by_role("button", name=seeded.encrypted)).to_be_visible()
    console.goto(f"{box.console_url}{ENTER_AT}#username=finance2&password={PASSWORD}&code=000000&language=en")
    expect(console.get_by_text("a code works only once")).to_be_visible()


def test_all_that_runs_and_fails_is_seen_in_two_languages(page: Page, box: Sandbox) -> None:
    for step in ("expire", "reconcile", "remind", "purge", "gather_feedback", "match_bills"):
        expect(page.get_by_role("button", name=re.compile(f" {step}$"))).to_be_visible()
    page.get_by_role("button", name="remind").click()
    expect(page.get_by_role("status").and_(page.locator("#message:not(.bad)"))).to_have_text("已运行 remind")
    expect(page.get_by_label("自动到账秒数")).to_have_value("2")
    with page.expect_download() as code:
        page.get_by_role("link", name="采集码", exact=True).click()
    assert code.value.suggested_filename == "code.png"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Pictures to hand in")).to_be_visible()
    # All but the cells of tables, which say what other tests were sent.
    words = page.locator("main > div").first.locator("section > :not(.scroll), .scroll th").all_inner_texts()
    assert len(words) > 10
    assert re.findall("[\u4e00-\u9fff]+", " ".join(words)) == []
    assert "Sandbox" in page.title()


def tap(phone: FrameLocator, name: str | re.Pattern[str]) -> None:
    phone.get_by_role("button", name=name).first.click()


def choose(page: Page, picture: str) -> None:
    page.locator("dialog").get_by_role("button", name=picture, exact=True).click()


def test_the_mini_program_in_the_frame_goes_from_login_to_the_paid_order(guest: Guest, seeded: Seeded) -> None:
    page = guest.page
    guest.expected.append("HTTP 304")  # of a picture that cannot be fetched
    phone = page.frame_locator("iframe")
    phone.get_by_text("线上采集").first.click()
    phone.get_by_label("特征码").fill(seeded.encrypted)
    tap(phone, "下一步")
    phone.get_by_role("checkbox").click()
    tap(phone, "微信手机号登录")
    tap(phone, "同意并继续")
    phone.get_by_label("昵称").fill("小雨")
    tap(phone, "保存")
    tap(phone, "开始办理")
    tap(phone, "从相册选择采集码")
    choose(page, "取消")
    page.route("**/api/samples/code", lambda route: route.fulfill(status=304), times=1)
    tap(phone, "从相册选择采集码")
    choose(page, "采集码")
    expect(page.get_by_role("alert")).to_have_text("HTTP 304")
    tap(phone, "从相册选择采集码")
    choose(page, "采集码")
    tap(phone, "信息无误，下一步")
    phone.get_by_label("联系电话").fill(new_phone())
    tap(phone, "保存，下一步")
    tap(phone, "我知道了，去拍照")
    tap(phone, re.compile("同意"))
    tap(phone, "从相册选择")
    choose(page, "合格照片")
    tap(phone, "下一步：核对信息")
    tap(phone, re.compile("确认无误，去支付"))
    page.once("dialog", lambda dialog: dialog.dismiss())
    tap(phone, re.compile("微信支付"))
    trade = page.locator("#trades tr", has_text="待支付")
    trade.get_by_role("button", name="支付失败").click()
    expect(trade).to_contain_text("失败 1 次")
    tap(phone, "请家人代付")
    tap(phone, "复制")
    expect(page.locator("#message")).to_contain_text("小程序复制了：http")
    page.once("dialog", lambda dialog: dialog.accept())
    tap(phone, re.compile("^微信支付"))
    expect(phone.get_by_text("支付成功")).to_be_visible()
