"""What a person may refuse: the camera, the privacy guide; everything refused has another way."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import drafted
from tools.demo import sample_portrait


def to_camera(person: Person, seeded: Seeded) -> None:
    """From the photo page of a new draft; WeChat asks for the privacy guide there."""
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.tap(re.compile("^拍照$"))


def test_a_refused_camera_can_be_allowed_later_and_comes_back_from_the_background(
    someone: Opens, bundle: Path, seeded: Seeded
) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.camera = False
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    to_camera(person, seeded)
    person.tap("同意并继续")
    person.sees("没有相机权限")
    person.look("camera-refused")
    person.tap("去允许")  # and she does not
    person.sees("没有相机权限")
    person.phone.wishes.camera = True
    opened = person.phone.times("openCamera")
    person.tap("去允许")
    person.sees("请别人帮您拍")
    opened += 1
    assert person.phone.times("openCamera") == opened
    person.page.evaluate("harness.happens.hide()")
    person.sees("正在打开相机")
    assert person.phone.times("openCamera") == opened  # not before the student is back
    person.page.evaluate("harness.happens.show()")
    person.sees("请别人帮您拍")
    assert person.phone.times("openCamera") == opened + 1
    person.tap("拍摄")
    person.sees("看清楚、头在正中就可以使用")
    person.look("camera-taken")
    person.tap("重拍")
    person.sees("请别人帮您拍")
    person.tap("拍摄")
    person.tap("使用这张")
    person.sees("✓ 合格")


def test_a_refused_privacy_guide_is_asked_again(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    """For ten seconds after a refusal WeChat refuses by itself; nothing of it is in its settings."""
    person = someone(bundle, known=True)
    person.page.clock.install()
    to_camera(person, seeded)
    person.tap("不同意")
    person.sees("您没有同意隐私保护指引")
    person.look("camera-disagreed")
    assert person.phone.times("openCamera") == 0
    expect(person.button("去允许")).to_have_count(0)
    person.tap("返回")
    person.title("拍摄照片")
    person.tap("从相册选择")
    person.sees("请稍等几秒再点一次，并选择“同意并继续”")
    person.look("album-disagreed")
    expect(person.here.get_by_text("隐私保护提示")).to_have_count(0)
    person.page.clock.fast_forward(10_000)
    person.tap("从相册选择")
    person.tap("同意并继续")  # and chooses nothing: no word about it
    person.wait_until(lambda: person.phone.times("chooseMedia") == 1)
    expect(person.here.get_by_role("alert")).to_have_count(0)
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.tap("从相册选择")
    person.sees("✓ 合格")


def test_a_camera_without_the_privacy_guide_is_tried_again(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.page.clock.install()
    to_camera(person, seeded)
    person.tap("不同意")
    person.page.clock.fast_forward(10_000)
    person.tap("再试一次")
    person.tap("同意并继续")
    person.sees("请别人帮您拍")


def test_a_question_left_open_does_not_follow_to_the_next_page(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    to_camera(person, seeded)
    person.sees("隐私保护提示")
    person.back()
    person.title("拍摄照片")
    expect(person.button("从相册选择")).to_be_visible()
    expect(person.here.get_by_text("隐私保护提示")).to_have_count(0)


def test_a_photo_used_with_two_quick_taps_is_not_lost(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.open(f"pages/photo/requirements/requirements?order_id={drafted(person, seeded.encrypted)}")
    person.tap("我知道了，去拍照")
    person.tap(re.compile("^拍照$"))
    person.tap("同意并继续")
    person.tap("拍摄")
    person.button("使用这张").evaluate("button => { button.click(); button.click(); }")
    person.sees("✓ 合格")
    assert person.pages() == ["pages/photo/requirements/requirements", "pages/photo/shoot/shoot"]
