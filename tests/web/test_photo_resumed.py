"""A picture and a verdict belong together: a photo that was not sent, or not judged, never stands under another's."""

from __future__ import annotations

import io
import re
from functools import cache

from PIL import Image, ImageFilter
from playwright.sync_api import Route, expect

from chalicelib.orders.model import State
from sandbox.seed import Seeded
from tests.worlds.app import World
from tests.worlds.browsers import Pauses, Visits, another, hold_back, let_go, refuse
from tests.worlds.looks import check
from tests.worlds.staff_orders import made_order
from tests.worlds.visitor import Visitor
from tools.demo import sample_code, sample_portrait

NOT_SENT = "这张照片还没有上传"
NEXT = "下一步：核对信息"
ASKED = "上传前请看一下"


@cache
def blurred() -> bytes:
    """Somebody else, out of focus."""
    out = io.BytesIO()
    Image.open(io.BytesIO(another())).filter(ImageFilter.GaussianBlur(12)).save(out, "JPEG")
    return out.getvalue()


def begin(student: Visitor, seeded: Seeded, first: bytes | None = None) -> str:
    """first: a photo that passed, sent from elsewhere."""
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    if first is not None:
        student.api.judge(order_id, first)
    student.open(f"/orders/{order_id}/photo")
    return order_id


def pass_first(student: Visitor) -> None:
    student.pick_photo(sample_portrait())
    student.sees("初检合格")
    student.link(NEXT).wait_for()


def no_verdict(student: Visitor) -> None:
    expect(student.link(NEXT)).to_have_count(0)
    expect(student.page.get_by_text("初检合格")).to_have_count(0)


def test_doubts_survive_a_reload_and_the_passed_photo_is_a_click_away(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    pass_first(student)
    student.pick_photo(blurred())
    student.sees("上传前请看一下")
    student.page.reload()
    student.sees("上传前请看一下")
    student.sees(re.compile("不够清晰"))
    no_verdict(student)
    check(student.page)
    student.button("不换了，用原来合格的照片").click()
    student.sees("初检合格")
    student.page.reload()
    student.link(NEXT).click()
    student.heading("核对全部信息")


def test_a_passed_photo_is_given_up_knowingly(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    pass_first(student)
    expect(student.link(NEXT)).to_be_in_viewport()  # the verdict is brought before her eyes
    student.pick_photo(another())
    student.sees("已有一张合格的照片，上传新照片后就不能再用它了")
    no_verdict(student)
    check(student.page)
    student.button("不换了，用原来合格的照片").click()
    student.sees("初检合格")
    student.pick_photo(another())
    student.button("仍然上传").click()
    student.link(NEXT).wait_for()
    expect(student.link(NEXT)).to_be_in_viewport()


def test_a_photo_under_review_can_be_changed_after_withdrawing(student: Visitor, world: World) -> None:
    order_id = made_order(world, world.plain_task(), State.IN_REVIEW, person_id=world.person(student.api))
    student.open(f"/orders/{order_id}/photo")
    student.sees("要更换照片，请先在订单详情中“撤回审核”")
    check(student.page)
    student.link("查看订单").click()
    student.button("撤回审核").wait_for()


def test_a_first_photo_with_doubts_can_be_sent_after_a_reload(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    student.pick_photo(blurred())
    student.sees("上传前请看一下")
    student.page.reload()
    student.button("仍然上传").click()
    student.sees("初检未通过")
    student.page.reload()
    student.sees("初检未通过")
    expect(student.page.get_by_alt_text("您选择的照片")).to_be_visible()


def test_a_photo_refused_for_want_of_a_consent_waits_to_be_sent(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    refuse(student.page, "**/api/uploads", 403, "consent_needed", "请先同意")
    student.expected.append("403 (Forbidden)")
    student.pick_photo(sample_portrait())
    student.sees("请先同意")
    student.sees(NOT_SENT)
    student.link("阅读并同意").click()
    student.heading("同意书和条款")
    student.page.unroute("**/api/uploads")
    student.page.go_back()
    student.sees(NOT_SENT)
    check(student.page)
    student.button("上传").click()
    student.sees("初检合格")


def test_a_session_that_ends_while_a_photo_is_sent(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded, sample_portrait())
    student.link(NEXT).wait_for()
    student.expected.append("401 (Unauthorized)")
    student.api.call("POST", "/api/logout")
    student.pick_photo(another())
    student.button("仍然上传").click()
    student.sees("登录后会回到刚才的步骤")
    student.log_in()
    student.heading("拍摄照片")
    student.sees(ASKED)
    no_verdict(student)


def test_what_cannot_be_read_or_sent_leaves_the_passed_photo(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded, sample_portrait())
    student.link(NEXT).wait_for()
    student.pick_photo(b"%PDF-1.4", "a.pdf", "application/pdf")
    student.sees("无法打开这张图片")
    student.sees("初检合格")
    expect(student.link(NEXT)).to_be_visible()
    refuse(student.page, "**/api/uploads", 429, "too_many_photos", "这个订单上传的照片次数过多")
    student.expected.append("429 (Too Many Requests)")
    student.pick_photo(another())
    student.button("仍然上传").click()
    student.sees("这个订单上传的照片次数过多")
    student.sees("初检合格")
    student.link(NEXT).click()
    student.heading("核对全部信息")


def test_a_line_lost_while_judging_is_waited_for_and_nothing_is_sent_again(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    asked: list[str] = []
    student.page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/api/uploads") else None)

    def lose(route: Route) -> None:
        route.abort("connectionreset")

    student.page.route("**/api/orders/*/photos/*", lose)
    student.expected.append("ERR_CONNECTION_RESET")
    student.pick_photo(sample_portrait())
    student.sees("网络中断，连上后自动继续")
    check(student.page)
    student.page.unroute("**/api/orders/*/photos/*")
    student.page.evaluate("dispatchEvent(new Event('online'))")
    student.sees("初检合格")
    assert len(asked) == 1


def test_a_verdict_that_takes_long_is_asked_for_again_and_nothing_is_sent_again(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.page.clock.install()
    begin(student, seeded)
    asked: list[str] = []
    student.page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/api/uploads") else None)
    checking = {"photo_no": 1, "state": "CHECKING", "report": None, "preview_url": None, "says": "正在检测"}
    student.page.route("**/api/orders/*/photos/*", lambda route: route.fulfill(json=checking))
    student.pick_photo(sample_portrait())
    student.sees("正在检测")
    pauses = Pauses(student.page, 600)
    lengths: list[int] = []
    while sum(lengths) < 175_000:  # some passed before
        lengths.append(pauses.next())
        student.page.clock.fast_forward(lengths[-1])
    student.page.clock.fast_forward(5000)
    student.sees("检测用时较长")
    check(student.page)
    student.page.unroute("**/api/orders/*/photos/*")
    student.button("重试").click()
    student.sees("初检合格")
    assert len(asked) == 1


def test_a_photo_that_came_is_not_sent_again_after_a_reload(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    student.sees("用系统相机拍照")  # what it does not show is not held back from it
    hold_back(student.page)
    asked: list[str] = []
    student.page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/api/uploads") else None)
    student.pick_photo(sample_portrait())
    student.sees("正在检测")
    student.page.reload()
    student.sees("正在检测")
    let_go(student.page)
    student.sees("初检合格")
    assert len(asked) == 1


def test_a_photo_of_another_device_is_waited_for_a_moment_and_may_be_replaced(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    student.page.clock.install()
    student.come_in()
    order_id = student.draft(seeded.encrypted, sample_code())
    student.api.upload("PHOTO", sample_portrait(), "image/jpeg", order_id)
    hold_back(student.page)
    student.open(f"/orders/{order_id}/photo")
    student.sees("正在检测")
    pauses, waited = Pauses(student.page, 600), 0
    while waited < 5000:  # some passed before
        waited += (pause := pauses.next())
        student.page.clock.fast_forward(pause)
    student.page.clock.fast_forward(2000)
    student.sees("如果当时没有传完，请重新拍摄或选择照片")
    expect(student.button("用系统相机拍照")).to_be_visible()
    check(student.page)
    let_go(student.page)
    student.button("重试").click()
    student.sees("初检合格")


def test_the_next_step_is_in_sight_without_scrolling(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    order_id = begin(student, seeded)
    pass_first(student)
    places = ((f"/orders/{order_id}/photo", NEXT), (f"/orders/{order_id}/requirements", "我知道了，去拍照"))
    for width, height in ((390, 844), (375, 667), (320, 568)):
        student.page.set_viewport_size({"width": width, "height": height})
        for address, word in places:
            student.open("/contact")
            student.open(address)
            expect(student.link(word)).to_be_in_viewport(ratio=1)
            assert student.page.evaluate("scrollY") == 0
        student.link("我知道了，去拍照").click()
        student.link(NEXT).click()
        expect(student.button(re.compile("确认无误，去支付"))).to_be_in_viewport(ratio=1)


def test_a_photo_replaced_elsewhere_is_not_shown_under_the_new_verdict(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    order_id = begin(student, seeded)
    pass_first(student)
    student.api.judge(order_id, another())
    student.page.reload()
    student.sees("初检合格")
    student.page.get_by_alt_text("裁剪后的标准照").wait_for()
    expect(student.page.get_by_alt_text("您选择的照片")).to_have_count(0)
