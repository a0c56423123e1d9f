"""The login: what is wrong stands where it is mended, and nothing that is over is called valid."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.wording import says
from tools.demo import sample_code


def test_the_first_page_says_what_it_is_for(visit: Visits) -> None:
    student = visit("desktop")
    student.open()
    student.heading("登录")
    assert student.page.title() == "登录 · 高校图像信息采集"
    about, form = student.page.get_by_role("region", name="本站的用途"), student.page.locator("form")
    expect(about).to_contain_text("在线采集，人工审核，合格后报送学信网")
    steps = student.page.get_by_role("region", name="三步完成")
    expect(steps.get_by_role("listitem")).to_have_count(3)
    drawn = steps.locator("img").evaluate_all(
        "all => Promise.all(all.map(one => one.decode().then(() => one.naturalWidth)))"
    )
    assert all(drawn)
    left, right = about.bounding_box(), form.bounding_box()
    assert left
    assert right
    assert left["x"] + left["width"] <= right["x"]  # side by side
    operator = student.page.request.get(f"{student.site_url}/settings.json").json()["operator"]
    expect(student.page.get_by_role("banner")).to_contain_text(operator)


def test_a_wrong_picture_code_is_said_at_its_field(visit: Visits) -> None:
    student = visit()
    student.open()
    student.expected.append("422 (Unprocessable")
    student.page.get_by_alt_text("图形验证码").wait_for()
    student.page.get_by_label("手机号").fill(student.phone)
    field = student.page.locator("#picture")
    field.fill("zzzz")
    student.button("发送验证码").click()
    expect(student.page.locator("#picture-error")).to_have_text(says("captcha_wrong"))
    expect(field).to_be_focused()
    expect(student.page.locator(".error-box")).to_have_count(0)
    check(student.page)


def test_a_code_that_was_tried_too_often_is_no_longer_called_valid(visit: Visits) -> None:
    student = visit()
    student.open()
    student.expected.append("422 (Unprocessable")
    student.ask_code()
    student.sees("验证码已发送")
    right = student.outside.sms_code(student.phone)
    student.page.get_by_label("短信验证码").fill("000000" if right != "000000" else "111111")
    student.page.get_by_label("我已阅读并同意").check()
    for _ in range(6):
        with student.page.expect_response("**/api/login/sms"):
            student.button("登录").click()
        expect(student.button("登录")).not_to_have_attribute("aria-busy", "true")
    student.sees(says("sms_code_over"))
    expect(student.page.get_by_text("验证码已发送")).to_have_count(0)


def test_what_was_ticked_goes_with_the_login_and_the_account_is_not_asked_for_again(
    visit: Visits, seeded: Seeded
) -> None:
    student, asked = visit(), list[str]()
    student.page.on("request", lambda one: asked.append(f"{one.method} {one.url.removeprefix(student.site_url)}"))
    student.open()
    student.log_in()
    student.heading("线上采集")
    student.api.token = student.page.evaluate("localStorage.getItem('gradphoto.token')")
    order_id = student.draft(seeded.encrypted, sample_code())
    student.page.evaluate("id => (location.hash = `/orders/${id}/photo`)", order_id)
    student.consent()
    expect(student.page.locator("input[type=file][name=album]")).to_be_attached()
    student.has_asked()
    assert [one for one in asked if "/api/me" in one] == ["POST /api/me/consents"]
    assert all(one["given_at"] for one in student.api.call("GET", "/api/me")["consents"])


def test_a_number_is_taken_with_its_country(visit: Visits) -> None:
    student = visit()
    student.open()
    student.page.get_by_alt_text("图形验证码").wait_for()
    for typed in ("0086 138-0013-8000", "+86 13800138000", "＋８６ 138 0013 8000", "13800138000"):
        student.page.get_by_label("手机号").fill(typed)
        expect(student.page.get_by_label("手机号")).to_have_value("13800138000")
