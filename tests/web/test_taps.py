"""How much a student has to do: every tap from the login until her order is handed in, counted."""

from __future__ import annotations

import re

import pytest

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.visitor import Taps, Visitor
from tools.demo import sample_code, sample_portrait

MOST = 14


def choose(student: Visitor, code: str) -> None:
    student.log_in()
    student.locate(code)
    student.link("开始办理").click()


def hand_in(student: Visitor) -> None:
    student.button("保存，下一步").click()
    student.link("我知道了，去拍照").click()
    student.consent()
    student.pick_photo(sample_portrait())
    student.link("下一步：核对信息").click()
    student.button(re.compile("确认无误，去支付")).click()
    student.heading("支付")


@pytest.fixture
def student(visit: Visits) -> Visitor:
    return visit()


@pytest.fixture
def taps(student: Visitor) -> Taps:
    counted = Taps(student.page)
    student.open()
    return counted


def test_with_a_collection_code(student: Visitor, taps: Taps, seeded: Seeded) -> None:
    choose(student, seeded.encrypted)
    student.upload_code(sample_code())
    student.link("信息无误，下一步").click()
    student.fill(contact_phone=student.phone)
    hand_in(student)
    assert taps.count <= MOST, taps.at


def test_with_a_form(student: Visitor, taps: Taps, seeded: Seeded) -> None:
    """Choosing among few things is typing, too: what is tapped then is the phone's own."""
    choose(student, seeded.plain)
    student.fill(
        name="李小红",
        student_no=student.phone[-8:],
        college="文学院",
        major="汉语言",
        class_name="中文2201",
        level="MASTER",
        consignee="李小红",
        address="长沙市",
        layout="一寸 8 张",
        contact_phone=student.phone,
    )
    hand_in(student)
    assert taps.count <= MOST, taps.at
