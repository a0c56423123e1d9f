"""Sheets and labels as they come out of the printer: where there is a picture and where paper, and every word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from chalicelib.delivery.prints.labels import Label, draw_labels
from chalicelib.delivery.prints.layouts import SHEETS, Box, Layout
from chalicelib.delivery.prints.model import Pdf, PrintKind
from chalicelib.delivery.prints.sheets import draw_sheets
from tests.worlds.app import jpeg
from tests.worlds.prints import pages

FONTS = Path(__file__).parents[3] / "build" / "fonts"
SCALE = 10  # px in a millimetre
WALL, LEFT, PAPER = (100, 197, 255), (200, 30, 30), (255, 255, 255)


def portrait() -> bytes:
    """3:4, of the wall's colour, but the outermost pixels at both sides, which are cut off."""
    image = Image.new("RGB", (480, 640), WALL)
    for x in (0, 472):
        image.paste(LEFT, (x, 0, x + 8, 640))
    return jpeg(image)


def drawn(layout: Layout, caption: str = "张三 S1") -> tuple[bytes, Image.Image]:
    file = draw_sheets(Pdf(name="文学院-1班.pdf", layout=layout, members=()), [(portrait(), caption)], FONTS)
    return file, pypdfium2.PdfDocument(file)[0].render(scale=SCALE * 25.4 / 72).to_pil()


def colours(image: Image.Image, place: Box) -> set[tuple[int, int, int]]:
    """Within a tenth of a millimetre of its edges, as far as a JPEG keeps colours."""
    corners = (place.x + 0.1, place.y + 0.1, place.right - 0.1, place.bottom - 0.1)
    inside = image.convert("RGB").crop(tuple(round(edge * SCALE) for edge in corners))  # type: ignore[arg-type]
    return {_nearest(colour) for _, colour in inside.getcolors(10**6) or []}


def _nearest(colour: Any) -> tuple[int, int, int]:
    def away(known: tuple[int, int, int]) -> int:
        return sum(abs(one - other) for one, other in zip(known, colour, strict=True))

    return min((WALL, LEFT, PAPER), key=away)


@pytest.mark.parametrize("layout", Layout)
def test_each_print_is_whole_and_its_sides_are_cut(layout: Layout) -> None:
    file, image = drawn(layout)
    sheet = SHEETS[layout]
    assert image.size == pytest.approx([side * SCALE for side in sheet.paper], abs=1)
    for one in sheet.prints:
        assert colours(image, one) == {WALL}
        assert colours(image, Box(one.x + 2, one.y - 0.4, one.width - 4, 0.4)) == {PAPER}
        assert colours(image, Box(one.x - 0.4, one.y + 2, 0.4, one.height - 4)) == {PAPER}
    assert pages(file) == ["张三 S1"]
    assert file.count(portrait()) == 1


def test_a_long_caption_is_broken_and_nothing_fails_for_what_the_font_lacks() -> None:
    file, _ = drawn(Layout.MIXED, "欧阳𠮷野 20270123456789 思想政治教育（中外合作办学）2201班")
    (text,) = pages(file)
    assert "思想政治教育（中外合作办学）2201班" in text.replace("\n", "")


LONG = Label(
    name="爱" * 60,
    phone="19900000000",
    address="湖南省长沙市岳麓区麓山南路九百三十二号" * 6,
    about=f"张三 S1 {'文学院' * 30}",
    order="1234 5678 9012",
)


@pytest.mark.parametrize("kind", [PrintKind.LABELS_A4, PrintKind.LABELS_ROLL])
def test_no_character_of_an_address_is_missing_however_long_it_is(kind: PrintKind) -> None:
    (text,) = pages(draw_labels([LONG], kind, "标签", FONTS))
    assert LONG.address in text
    assert LONG.phone in text
    assert LONG.order in text
    assert "张三 S1" in text


def test_a_page_of_labels_is_full_before_the_next() -> None:
    labels = [Label(name=f"收件人{n}", phone="", address="", about="", order="x") for n in range(15)]
    found = pages(draw_labels(labels, PrintKind.LABELS_A4, "标签", FONTS))
    assert [sum(label.name in page for label in labels) for page in found][1] >= 1
    assert (len(found), "收件人14" in found[1], "收件人13" in found[0]) == (2, True, True)
