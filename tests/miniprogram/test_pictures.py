"""Pictures as phones have them: turned by a note, of kinds a phone cannot open, too large, or swept away."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Request, Route, expect

from drawings.portrait import draw
from sandbox.seed import Seeded
from tests.miniprogram.person import Opens, Person
from tests.miniprogram.student import agree_to_privacy, drafted
from tests.worlds.pictures import encoded
from tools.demo import sample_portrait

LYING = 6  # EXIF: the phone was held upright, its sensor lies


@pytest.fixture
def shooter(someone: Opens, bundle: Path, seeded: Seeded) -> Person:
    """Somebody before the page of an order without a photo."""
    person = someone(bundle, known=True)
    person.open(f"pages/photo/shoot/shoot?order_id={drafted(person, seeded.encrypted)}")
    expect(person.button("从相册选择")).to_be_visible()
    return person


def pick(person: Person, picture: bytes, type_: str) -> None:
    person.phone.wishes.picture = (picture, type_)
    person.tap("从相册选择")
    agree_to_privacy(person)


def noise(width: int, height: int) -> bytes:
    """Return a JPEG file that no quality makes small."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


def types_sent(person: Person) -> list[str]:
    """Media types of the forms that were asked for, from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/uploads"):
            found.append(json.loads(request.post_data or "{}")["type"])

    person.page.on("request", note)
    return found


def test_an_upright_original_of_a_lying_sensor_is_upright(shooter: Person) -> None:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = LYING
    draw(600, 800).transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=95, exif=exif)
    pick(shooter, out.getvalue(), "image/jpeg")
    shooter.sees("✓ 合格")


def test_a_picture_that_really_lies_is_doubted(shooter: Person) -> None:
    out = io.BytesIO()
    draw(800, 600).save(out, "JPEG")
    pick(shooter, out.getvalue(), "image/jpeg")
    shooter.sees("照片是横的")


@pytest.mark.parametrize(("kind", "type_"), [("HEIF", "image/heic"), ("WEBP", "image/webp")])
def test_what_wechat_does_not_know_is_sent_as_it_is(shooter: Person, kind: str, type_: str) -> None:
    """WebP is no kind of WeChat's; HEIC cannot even be opened on many phones."""
    sent = types_sent(shooter)
    pick(shooter, encoded(draw(480, 640), kind, quality=90), type_)
    shooter.sees("初检合格")
    assert sent == [type_]


def test_a_picture_too_large_for_this_phone_to_compress_is_called_too_large(shooter: Person) -> None:
    pick(shooter, encoded(draw(480, 640)) + bytes(10 << 20), "image/png")
    shooter.sees("图片不能超过 10 MB")
    shooter.sees("请重新拍摄或选择较小的图片")
    expect(shooter.here.get_by_text("图片无法打开")).to_have_count(0)


def test_a_picture_that_stays_too_large_is_not_sent(someone: Opens, bundle: Path) -> None:
    person = someone(bundle, known=True)
    person.open("pages/me/profile/profile")
    person.phone.wishes.avatar = (noise(2600, 2600), "image/jpeg")
    person.tap("选择头像")
    agree_to_privacy(person)
    expect(person.here.get_by_role("img", name="头像")).to_be_visible()
    person.tap("保存")
    person.sees("图片不能超过 5 MB")
    person.title("昵称和头像")  # where another one may be chosen
    assert "POST /api/uploads" not in person.requests()


def test_a_bucket_missing_in_wechats_list_is_no_lost_line(shooter: Person) -> None:
    shooter.page.evaluate("globalThis.domains.uploadFile = []")
    pick(shooter, sample_portrait(), "image/jpeg")
    shooter.sees("系统暂时无法处理")
    assert "POST /bucket" not in shooter.requests()
    assert shooter.record()["logs"] == [["uploadFile", "uploadFile:fail url not in domain list"]]


def test_a_picture_that_was_swept_away_is_to_be_taken_again(shooter: Person) -> None:
    def sweep(route: Route) -> None:  # between the look at the picture and its sending
        shooter.page.evaluate("harness.happens.sweep()")
        route.continue_()

    shooter.page.route(re.compile("/api/uploads$"), sweep)
    pick(shooter, sample_portrait(), "image/jpeg")
    shooter.sees("手机已清理这张图片的临时文件")
    shooter.look("photo-swept")
