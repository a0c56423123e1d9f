"""Draws a PDF of sheets: a page for each student, the portrait once in the file however often it is printed.

The finished portrait is 3:4, a print is 5:7: it is cut, not squeezed and not set on a ground of its own.  Its height
stays, and of each side goes one fortieth of its width, where there is wall.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chalicelib.delivery.prints.layouts import SHEETS, Sheet, cut_marks
from chalicelib.delivery.prints.model import Pdf as PdfFile
from chalicelib.shared.pdf import POINT, Pdf

SIZE, LEADING = 8.0, 1.35  # of the caption: points, and lines' distance in its size
GREY = "#8a8a8a"  # of cut marks: seen on white, no stroke beside a face


def draw_sheets(file: PdfFile, pages: Iterable[tuple[bytes, str]], fonts: Path) -> bytes:
    """pages: the portrait's JPEG and the caption of each member, in order."""
    sheet = SHEETS[file.layout]
    pdf = Pdf(fonts, title=file.name.removesuffix(".pdf"), page=sheet.paper)
    for number, (portrait, caption) in enumerate(pages):
        if number:
            pdf.turn_page()
        _draw(pdf, sheet, portrait, caption)
    return pdf.finish()


def _draw(pdf: Pdf, sheet: Sheet, portrait: bytes, caption: str) -> None:
    for one in sheet.prints:
        pdf.cover_box(portrait, one.x, one.y, one.width, one.height)
    for line in cut_marks(sheet):
        pdf.draw_line(*line, ink=GREY)
    room = sheet.caption
    step = SIZE * LEADING / POINT
    for number, text in enumerate(pdf.lines(caption, SIZE, room.width)[: int(room.height / step)], 1):
        pdf.write(text, room.x, room.y + number * step, size=SIZE)
