"""Whoever comes can use it: by keyboard alone, with text twice as large, on every page."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits, screens
from tests.worlds.looks import check, fits
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait

OPEN_PAGES = [
    ("/contact", "联系我们"), ("/texts/TERMS", "中国图片社条款"), ("/texts/PRIVACY", "隐私政策"),
    ("/texts/FACE", "人脸照片处理单独同意书"), ("/nowhere", "没有这个页面"), ("/closed?record=1A2B", "账号已注销"),
]  # fmt: skip
OWN_PAGES = [
    ("/me", "我的"), ("/me/consents", "同意书和条款"), ("/me/sessions", "登录的设备"),
    ("/me/data", "导出我的数据"), ("/me/invoice", "发票抬头"),
    ("/me/deletion", "删除我的数据"), ("/me/closing", "注销账号"),
    ("/prove", "核对身份"), ("/orders?tab=UNPAID", "我的订单"),
]  # fmt: skip


def look(student: Visitor) -> None:
    for _ in screens(student.page):
        check(student.page)


def test_the_pages_beside_the_journey(visit: Visits) -> None:
    student = visit()
    for address, heading in OPEN_PAGES:
        student.open(address)
        student.heading(heading)
        look(student)
        if address == "/contact":
            contacts = student.page.locator(".contacts")
            assert contacts.locator("a").all_inner_texts() == ["0731-82565066"]
            assert "3684575" in contacts.inner_text()  # printed without its area code
    student.come_in()
    for address, heading in OWN_PAGES:
        student.open(address)
        student.heading(heading)
        expect(student.page.get_by_text("正在载入")).to_have_count(0)
        look(student)


def test_text_twice_as_large(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    larger = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '200%'; })"
    student.page.add_init_script(larger)
    student.open()
    student.heading("登录")
    student.page.get_by_alt_text("图形验证码").wait_for()
    fits(student.page)
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.judge(order_id, sample_portrait())
    student.page.reload()
    places = ["requirements", "photo", "confirm", ""]
    addresses = [
        "/",
        f"/tasks/{seeded.plain}",
        f"/tasks/{seeded.plain}/form",
        f"/tasks/{seeded.encrypted}/collect-code",
    ]
    pages = [*addresses, *(f"/orders/{order_id}/{place}".rstrip("/") for place in places), "/orders"]
    for address in [*pages, *(address for address, _ in OPEN_PAGES + OWN_PAGES)]:
        student.open(address)
        student.page.get_by_role("heading", level=1).wait_for()
        expect(student.page.get_by_text("正在载入")).to_have_count(0)
        fits(student.page)


def test_on_a_phone_the_next_step_takes_the_menus_place(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.come_in()
    student.heading("线上采集")
    menu, page = student.page.get_by_role("navigation", name="主要页面"), student.page
    page.set_viewport_size({"width": 195, "height": 422})  # half a phone
    fits(page)
    page.set_viewport_size({"width": 390, "height": 844})
    student.open("/orders")
    student.heading("我的订单")
    expect(menu).to_be_in_viewport(ratio=1)
    box = menu.bounding_box()
    assert box
    assert box["y"] + box["height"] == 844  # at the foot
    student.open(f"/tasks/{seeded.plain}")
    student.heading("确认采集任务")
    expect(menu).to_be_hidden()
    expect(student.link("开始办理")).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(menu).to_be_in_viewport(ratio=1)
    expect(student.link("开始办理")).to_be_in_viewport(ratio=1)


def test_keyboard_alone(visit: Visits, seeded: Seeded) -> None:
    student = visit("desktop")
    student.open()
    student.heading("登录")
    page = student.page
    page.keyboard.press("Tab")
    expect(student.link("跳到正文")).to_be_focused()
    student.tab_to("手机号")
    page.keyboard.type(student.phone)
    page.get_by_alt_text("图形验证码").wait_for()
    with page.expect_response("**/api/captcha**") as issued:
        student.tab_to("换一张图形验证码")
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(student.outside.solve(issued.value.json()["captcha_id"]))
    student.tab_to("发送验证码")
    page.keyboard.press("Enter")
    expect(page.get_by_label("短信验证码")).to_be_focused()
    page.keyboard.type(student.outside.sms_code(student.phone))
    student.tab_to("我已阅读并同意")
    page.keyboard.press("Space")
    student.tab_to("登录")
    page.keyboard.press("Enter")
    student.heading("线上采集")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    student.tab_to("学校全称")
    page.keyboard.type("湖南大")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("学校全称")).to_have_value("湖南大学")
    student.tab_to("特征码")
    page.keyboard.type(seeded.plain)
    page.keyboard.press("Enter")
    student.heading("确认采集任务")
    student.tab_to("开始办理")
    page.keyboard.press("Enter")
    student.heading("填写信息")
    student.tab_to("保存，下一步")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_be_focused()
    student.sees("请填写姓名")


SOON = """() => new MutationObserver((_, watch) => {
  const field = document.getElementById('school');
  if (field) { field.focus(); watch.disconnect(); }
}).observe(document.body, { subtree: true, childList: true })"""


def test_whoever_types_as_soon_as_a_page_stands_is_not_taken_out_of_the_field(visit: Visits) -> None:
    student = visit("desktop")
    student.come_in()
    student.open("/contact")
    student.heading("联系我们")
    student.page.evaluate(SOON)
    student.open("/")
    student.heading("线上采集")
    student.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)))")
    expect(student.page.locator("#school")).to_be_focused()
