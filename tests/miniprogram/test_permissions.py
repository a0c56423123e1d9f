"""What a person may refuse: the camera, the privacy guide; everything refused has another way."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.miniprogram.conftest import Opens
from tests.miniprogram.student import drafted
from tools.demo import sample_portrait


def test_a_refused_camera_can_be_allowed_later(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.phone.wishes.camera = False
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.tap("拍照（后置摄像头，带辅助线）")
    person.tap("同意并继续")
    person.sees("没有相机权限")
    person.look("camera-refused")
    person.tap("去允许")  # and she does not
    person.sees("没有相机权限")
    person.phone.wishes.camera = True
    person.tap("去允许")
    person.sees("请别人帮您拍")
    person.tap("拍摄")
    person.sees("看清楚、头在正中就可以使用")
    person.look("camera-taken")
    person.tap("重拍")
    person.sees("请别人帮您拍")
    person.tap("拍摄")
    person.tap("使用这张")
    person.sees("✓ 合格")


def test_a_refused_privacy_guide_is_asked_again(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    person = someone(bundle, known=True)
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    person.tap("拍照（后置摄像头，带辅助线）")
    person.tap("不同意")
    person.sees("没有相机权限")
    assert person.phone.times("openCamera") == 0
    person.tap("返回")
    person.title("拍摄照片")
    person.tap("从相册选择")
    person.tap("不同意")
    expect(person.here.get_by_text("隐私保护提示")).to_have_count(0)
    person.tap("从相册选择")
    person.tap("同意并继续")  # and chooses nothing: no word about it
    person.wait_until(lambda: person.phone.times("chooseMedia") == 1)
    expect(person.here.get_by_role("alert")).to_have_count(0)
    person.phone.wishes.picture = (sample_portrait(), "image/jpeg")
    person.tap("从相册选择")
    person.sees("✓ 合格")
