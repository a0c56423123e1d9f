"""A picture of a code on a bad line: what is sent again is the picture that was picked last."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.looks import check
from tests.worlds.visitor import Visitor
from tests.worlds.wording import says
from tools.demo import sample_code, sample_portrait


def begin(student: Visitor, seeded: Seeded) -> None:
    student.come_in()
    student.locate(seeded.encrypted)
    student.link("开始办理").click()
    student.heading("上传采集码")


def test_a_retry_sends_the_last_picture(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    student.expected += ["422 (Unprocessable", "503 (Service Unavailable)"]
    student.pick("collect-code", "portrait.jpg", "image/jpeg", sample_portrait())
    student.sees(says("qr_not_found"))
    student.page.route("**/api/uploads", lambda route: route.fulfill(status=503, body="{}"), times=1)
    student.pick("collect-code", "code.png", "image/png", sample_code())
    student.sees("系统暂时无法处理")
    check(student.page)
    student.button("重试").click()
    student.heading("核对学生信息")


def test_what_is_no_picture_is_shown_by_its_name(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    student.pick("collect-code", "证明.pdf", "application/pdf", b"%PDF-1.4")
    student.sees("图片无法打开")
    student.sees("已选择：证明.pdf")
    expect(student.page.locator("main img")).to_have_count(0)
    check(student.page, full_text=False)
    student.expected.append("422 (Unprocessable")
    student.pick("collect-code", "portrait.jpg", "image/jpeg", sample_portrait())
    expect(student.page.get_by_alt_text("已选择的采集码图片")).to_be_visible()
    student.sees(says("qr_not_found"))


def test_without_a_line_it_waits_as_long_as_it_takes(visit: Visits, seeded: Seeded) -> None:
    student = visit()
    begin(student, seeded)
    student.expected.append("ERR_INTERNET_DISCONNECTED")
    student.page.clock.install()
    student.page.context.set_offline(True)
    tries: list[str] = []
    student.page.on("request", lambda asked: tries.append(asked.url) if asked.url.endswith("/uploads") else None)
    student.pick("collect-code", "code.png", "image/png", sample_code())
    student.sees("恢复后自动继续上传")
    student.page.clock.fast_forward("30:00")
    student.has_asked()
    student.sees("恢复后自动继续上传")
    assert len(tries) == 1
    student.page.context.set_offline(False)
    student.heading("核对学生信息")
