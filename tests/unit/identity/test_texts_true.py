"""The privacy text in force says what the product does: what it keeps of an upload, whom it asks, and how long it keeps
what."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chalicelib.identity import sms_codes
from chalicelib.identity.session_items import OWN, SHARED
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.photo.reading.bare import bare_file
from deploy.api.settings import LOG_DAYS

ROOT = Path(__file__).parents[3]
TEXT = current(ConsentKind.PRIVACY).text


def versions_days() -> int:
    resources = json.loads((ROOT / ".chalice" / "resources.json").read_text())["Resources"]
    rules = resources["PhotoBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (all_of_it,) = [rule for rule in rules if rule["Id"] == "versions"]
    return int(all_of_it["NoncurrentVersionExpiration"]["NoncurrentDays"])


def hours(time: timedelta | None) -> int:
    return int(time / timedelta(hours=1)) if time else 0


@pytest.mark.parametrize(
    "said",
    [
        f"短信验证码 {sms_codes.LIFETIME.seconds // 60} 分钟",
        f"最后一次使用 {OWN.idle.days} 天以后结束",
        f"{hours(SHARED.idle)} 小时不用或登录满 {hours(SHARED.most)} 小时结束",
        f"登录和账号变更记录 {LOG_DAYS} 天",
        f"照片的旧版本最多再保留 {versions_days()} 天",
    ],
)
def test_how_long_is_as_long_as_it_is(said: str) -> None:
    assert said in TEXT


def test_a_student_finds_the_words_of_the_login_page_in_the_text() -> None:
    tick = "这是我自己的设备"
    assert f"“{tick}”" in TEXT
    assert tick in (ROOT / "web" / "student" / "pages" / "login.js").read_text()


def test_an_original_is_kept_as_the_text_says() -> None:
    """Without what the file says of itself: the text of before said that it was kept as it came."""
    upload, grey = io.BytesIO(), Image.fromarray(np.full((64, 64, 3), 128, np.uint8))
    grey.save(upload, "JPEG", comment=b"where it was taken")
    assert b"where it was taken" not in (bare_file(upload.getvalue()) or b"where it was taken")
    assert "原文件去掉其中自带的信息" in TEXT
    assert "按上传时的样子保存" not in TEXT


def test_whoever_sees_a_visitors_network_is_named() -> None:
    told = (ROOT / "docs" / "processors.md").read_text()
    for register, word in (("Tencent Captcha", "腾讯验证码"), ("the payer's openid or network", "网络地址")):
        assert register in told
        assert word in TEXT
