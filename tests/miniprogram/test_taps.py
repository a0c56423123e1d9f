"""How many taps the way takes: one more is somebody more who gives up."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from sandbox.seed import Seeded
from tests.miniprogram import student
from tests.miniprogram.person import Opens, Person
from tools.demo import sample_code, sample_portrait

COUNT = """
globalThis.taps = 0;
addEventListener('pointerdown', ({ isTrusted }) => { globalThis.taps += isTrusted ? 1 : 0; }, true);
"""


def taps(person: Person) -> int:
    """Of a finger, on whatever there is, since the mini-program was opened; typing is none."""
    return int(person.page.evaluate("globalThis.taps"))


def test_from_the_login_to_the_submitted_order(someone: Opens, bundle: Path, seeded: Seeded) -> None:
    """Of somebody who was never here before, with WeChat's own questions, and a photo that passes at once."""
    person = someone(bundle)
    person.open(f"pages/home/home/home?scene={seeded.encrypted}")
    person.page.evaluate(COUNT)
    person.tap("下一步")
    person.title("登录")
    before = taps(person)
    student.log_in(person)
    person.tap("开始办理")
    person.phone.wishes.picture = (sample_code(), "image/png")
    person.tap("从相册选择采集码")
    person.tap("信息无误，下一步")
    person.here.get_by_label("联系电话").fill(person.phone.number)
    person.tap("保存，下一步")
    person.tap("我知道了，去拍照")
    person.tap(student.CONSENT)
    expect(person.button("从相册选择")).to_be_visible()
    person.phone.wishes.picture = (sample_portrait(), student.PORTRAIT)
    person.tap("从相册选择")
    person.tap("下一步：核对信息")
    person.tap(re.compile("确认无误，去支付"))
    person.title("支付")
    assert taps(person) - before <= 13
