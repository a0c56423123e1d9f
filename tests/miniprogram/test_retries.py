"""A picture and its verdict belong together, and “重试” goes on with what stopped and nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from drawings.portrait import draw
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import drafted
from tests.worlds.browsers import another, hold_back, let_go, refuse
from tools.demo import sample_code, sample_portrait

NEXT = "下一步：核对信息"
UPLOAD = "POST /api/uploads"


@pytest.fixture
def shooter(someone: Opens, bundle: Path, seeded: Seeded) -> Person:
    """Somebody before the page of an order without a photo, WeChat's question about privacy answered."""
    person = someone(bundle, known=True)
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.tap("从相册选择")
    person.tap("同意并继续")
    person.wait_until(lambda: person.phone.times("chooseMedia") == 1)
    return person


def pick(person: Person, picture: bytes) -> None:
    person.phone.wishes.picture = (picture, "image/jpeg")
    person.tap("从相册选择")


def small() -> bytes:
    out = io.BytesIO()
    draw(240, 320).save(out, "JPEG")
    return out.getvalue()


def test_what_is_given_up_or_cannot_be_read_or_sent_leaves_the_passed_photo(shooter: Person) -> None:
    pick(shooter, sample_portrait())
    shooter.sees("✓ 合格")
    pick(shooter, small())
    shooter.sees("上传前请看一下")
    expect(shooter.button(NEXT)).to_have_count(0)
    shooter.look("photo-doubts")
    shooter.tap("不换了，用原来合格的照片")
    shooter.sees("✓ 合格")
    expect(shooter.here.get_by_text("上传前请看一下")).to_have_count(0)
    pick(shooter, b"%PDF-1.4")
    shooter.sees("图片无法打开")
    expect(shooter.button(NEXT)).to_be_visible()
    refuse(shooter.page, "**/api/uploads", 429, "too_many_photos", "这个订单上传的照片次数过多")
    shooter.expected.append("429 (Too Many Requests)")
    pick(shooter, another())
    shooter.sees("已有一张合格的照片，上传新照片后就不能再用它了")
    shooter.tap("仍然上传")
    shooter.sees("这个订单上传的照片次数过多")
    shooter.sees("✓ 合格")
    shooter.tap(NEXT)
    shooter.title("核对全部信息")


def test_a_photo_refused_for_want_of_a_consent_waits_to_be_sent(shooter: Person) -> None:
    refuse(shooter.page, "**/api/uploads", 403, "consent_needed", "请先同意")
    shooter.expected.append("403 (Forbidden)")
    pick(shooter, sample_portrait())
    shooter.sees("请先同意")
    shooter.sees("这张照片还没有上传")
    shooter.look("photo-not-sent")
    shooter.page.unroute("**/api/uploads")
    shooter.tap("上传")
    shooter.sees("✓ 合格")


def test_a_line_lost_while_judging_is_waited_for(shooter: Person) -> None:
    shooter.page.route("**/api/orders/*/photos/*", lambda route: route.abort("connectionreset"))
    shooter.expected.append("ERR_CONNECTION_RESET")
    pick(shooter, sample_portrait())
    shooter.sees("网络中断，连上后自动继续")
    shooter.look("photo-judging-waiting")
    shooter.page.unroute("**/api/orders/*/photos/*")
    shooter.page.evaluate("dispatchEvent(new Event('online'))")
    shooter.sees("✓ 合格")
    assert shooter.requests().count(UPLOAD) == 1


def test_a_retry_sends_the_last_picture_of_a_code(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/tasks/code/code?code={seeded.encrypted}")
    person.phone.wishes.picture = (sample_portrait(), "image/png")
    person.tap("从相册选择采集码")
    person.tap("同意并继续")
    person.expected += ["422 (Unprocessable", "503 (Service Unavailable)"]
    person.sees(re.compile("图片中没有"))
    person.page.route("**/api/uploads", lambda route: route.fulfill(status=503, body="{}"), times=1)
    person.phone.wishes.picture = (sample_code(), "image/png")
    person.tap("换一张图片")
    person.sees("系统暂时无法处理")
    person.tap("重试")
    person.title("核对学生信息")


def test_two_quick_taps_open_the_album_once_and_a_photo_stays_with_its_verdict(shooter: Person) -> None:
    before = shooter.phone.times("chooseMedia")
    shooter.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    shooter.button("从相册选择").evaluate("button => { button.click(); button.click(); }")
    shooter.sees("✓ 合格")
    assert shooter.phone.times("chooseMedia") == before + 1
    assert shooter.requests().count(UPLOAD) == 1
    shooter.here.get_by_role("link", name="查看照片要求").tap()
    shooter.title("照片要求")
    shooter.tap("我知道了，去拍照")
    shooter.title("拍摄照片")
    shooter.sees("✓ 合格")
    expect(shooter.button(NEXT)).to_be_visible()


def test_a_photo_without_a_verdict_is_waited_for_a_moment_and_may_be_replaced(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    order_id = drafted(person, seeded.encrypted)
    person.api.upload("PHOTO", sample_portrait(), "image/jpeg", order_id)
    hold_back(person.page)
    person.open(f"pages/photo/shoot/shoot?order_id={order_id}")
    person.sees("正在检测")
    person.sees("如果当时没有传完，请重新拍摄或选择照片")
    expect(person.button("拍照")).to_be_visible()
    let_go(person.page)
    person.tap("重试")
    person.sees("✓ 合格")
