"""PDFs: the same bytes again, one copy of a picture, text that can be found, characters the font lacks."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from chalicelib.shared.pdf import Pdf

FONTS = Path(__file__).parents[3] / "build" / "fonts"


def picture() -> bytes:
    made = io.BytesIO()
    Image.effect_noise((295, 413), 60).convert("RGB").save(made, "JPEG", quality=90)
    return made.getvalue()


PICTURE = picture()


def drawn(copies: int = 1) -> bytes:
    pdf = Pdf(FONTS, title="通知")
    pdf.write("2027届毕业生图像采集", 105, 40, size=22, align="center", strong=True)
    pdf.draw_qr("https://example.com/#/tasks/ABCD1234", 20, 180, 40)
    pdf.draw_line(10, 170, 200, 170)
    pdf.turn_page()
    for copy in range(copies):
        pdf.draw_picture(PICTURE, 20 + 30 * (copy % 4), 40 + 40 * (copy // 4), 25, 35)
    return pdf.finish()


def test_the_same_calls_give_the_same_bytes() -> None:
    assert drawn() == drawn()


def test_a_picture_drawn_eight_times_is_in_the_file_once_and_as_it_came() -> None:
    once, often = drawn(), drawn(8)
    assert PICTURE in often
    assert len(often) - len(once) < 500


def test_the_text_can_be_found_and_copied() -> None:
    file = pypdfium2.PdfDocument(drawn())
    assert [page.get_textpage().get_text_bounded() for page in file] == ["2027届毕业生图像采集", ""]
    assert file.get_metadata_dict()["Title"] == "通知"


def test_a_page_has_its_size_in_millimetres() -> None:
    pdf = Pdf(FONTS, title="t", page=(89, 127))
    pdf.draw_line(0, 0, 89, 127)
    file = pypdfium2.PdfDocument(pdf.finish())
    assert [round(side / 72 * 25.4, 2) for side in file[0].get_size()] == [89, 127]


def test_what_the_font_lacks_is_named() -> None:
    """𠮷 of a Japanese name; rare characters of Chinese ones are there."""
    assert Pdf(FONTS, title="t").lacking("𠮷野 䶮𬭊 Zhang·三 1") == "𠮷"


@pytest.mark.parametrize("text", ["一二三四五六七八九十" * 8, "一二\n\n三", "Zhang San " * 9, ""])
def test_lines_are_no_wider_than_asked_and_lose_nothing(text: str) -> None:
    pdf = Pdf(FONTS, title="t")
    lines = pdf.lines(text, 12, 80)
    assert all(pdf.width(line, 12) <= 80 for line in lines)
    assert "".join(lines) == text.replace("\n", "")
