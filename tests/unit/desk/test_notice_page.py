"""The notice as a PDF: one page, everything on it, the same bytes again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from chalicelib.desk.notice.page import lacking, page_of
from chalicelib.desk.notice.words import Notice, notice_of
from chalicelib.shared.money import fen
from chalicelib.shared.pdf import can_show
from chalicelib.tasks.levels import Level
from chalicelib.tasks.model import Contact
from chalicelib.tasks.schools import CATALOGUE
from sandbox.wechat.program_codes import drawn
from tests.worlds.tasks import PLAIN_FIELDS, a_task

FONTS = Path(__file__).parents[3] / "build" / "fonts"
PICTURE = drawn({"scene": "A7K9Q2"})
MANY = tuple(
    Contact(role="BRANCH", name=f"湖南分社第{number}采集办公室值班老师", phone="0731-84300000") for number in "一二三"
)
LONGEST: dict[str, Any] = {
    "title": "数" * 120, "code": "A" * 16, "price": fen(99_999_999), "levels": tuple(Level), "contacts": MANY,
    "collect_mode": "PLAIN", "form_fields": PLAIN_FIELDS, "sub_unit": "长" * 120,
}  # fmt: skip


def sheet(*, program: bool = True, **changes: Any) -> Notice:
    return notice_of(a_task(**changes), CATALOGUE[:1], "https://caiji.example.cn", program=program)


def text_of(file: pypdfium2.PdfDocument) -> str:
    return "".join(file[0].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("changes", [{}, {"title": "湘潭大学2027届毕业生学历证书照片采集"}, LONGEST])
@pytest.mark.parametrize("program", [True, False])
def test_all_of_it_stands_on_one_page(changes: dict[str, Any], program: bool) -> None:
    notice = sheet(program=program, **changes)
    file = pypdfium2.PdfDocument(page_of(notice, FONTS, PICTURE if program else None))
    assert len(file) == 1
    words = text_of(file)
    for said in (notice.title, notice.code, notice.day, notice.price, notice.address, notice.levels):
        assert "".join(said.split()) in words
    for step in notice.steps:
        assert "".join(step.how.split()) in words
    text = file[0].get_textpage()
    (last, foot) = (text.search(said).get_next() for said in (notice.rules[-1].text[-4:], "适用"))
    assert last
    assert foot
    assert text.get_charbox(last[0])[1] > text.get_charbox(foot[0])[3]
    boxes = [text.get_charbox(at) for at in range(text.count_chars())]
    width, height = file[0].get_size()
    assert all(left >= 0 and right <= width and low >= 0 and high <= height for left, low, right, high in boxes)


def test_the_same_notice_is_the_same_file() -> None:
    changes: dict[str, Any] = {"task_id": "t", "code": "A7K9Q2"}
    first = page_of(sheet(**changes), FONTS, PICTURE)
    assert page_of(sheet(**changes), FONTS, PICTURE) == first
    assert page_of(sheet(**changes, price=fen(1)), FONTS, PICTURE) != first


def test_schools_that_have_no_room_are_told_and_none_are_no_fault() -> None:
    long = pypdfium2.PdfDocument(page_of(sheet(sub_unit="长" * 120), FONTS, PICTURE))
    assert "长…" in text_of(long)
    assert "…" not in text_of(pypdfium2.PdfDocument(page_of(sheet(), FONTS, PICTURE)))
    none = notice_of(a_task(), [], "https://caiji.example.cn", program=False)
    assert len(pypdfium2.PdfDocument(page_of(none, FONTS, None))) == 1


def test_a_picture_that_is_broken_is_known() -> None:
    assert can_show(PICTURE)
    assert not any(map(can_show, (b"", b"{}", PICTURE[: len(PICTURE) // 2])))


def test_what_the_font_lacks_is_named() -> None:
    assert lacking(sheet(title="𠮷首大学图像采集"), FONTS) == "𠮷"
    assert lacking(sheet(), FONTS) == ""
