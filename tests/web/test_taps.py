"""How much a student has to do: every tap from the login until her order is handed in, counted."""

from __future__ import annotations

import pytest

from sandbox.seed import Seeded
from tests.worlds.browsers import Visits
from tests.worlds.visitor import Taps, Visitor
from tools.demo import sample_code, sample_portrait

MOST = 14


@pytest.fixture
def student(visit: Visits) -> Visitor:
    return visit()


@pytest.fixture
def taps(student: Visitor) -> Taps:
    counted = Taps(student.page)
    student.open()
    return counted


def test_with_a_collection_code(student: Visitor, taps: Taps, seeded: Seeded) -> None:
    student.choose(seeded.encrypted)
    student.identify(sample_code())
    student.hand_in(sample_portrait())
    assert taps.count <= MOST, taps.at


def test_with_a_form(student: Visitor, taps: Taps, seeded: Seeded) -> None:
    """Choosing among few things is typing, too: what is tapped then is the phone's own."""
    student.choose(seeded.plain)
    student.fill(name="李小红", student_no=student.phone[-8:], college="文学院", major="汉语言", class_name="中文2201")
    student.fill(level="MASTER", consignee="李小红", address="长沙市", layout="一寸 8 张", contact_phone=student.phone)
    student.hand_in(sample_portrait())
    assert taps.count <= MOST, taps.at
