"""Draws labels: to whom prints go, in the order of the sheets.

Sizes in mm, with their sources: A4 sheets of 2 × 7 labels of 99.1 × 38.1, 2.5 apart, which Avery sells as L7163 and
others make alike; rolls of 100 × 150, the couriers' usual waybill paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from chalicelib.delivery.prints.layouts import Box
from chalicelib.delivery.prints.model import PrintKind
from chalicelib.shared.pdf import A4, POINT, Pdf

LEADING = 1.35  # lines' distance in their size
QUIET = 3.0  # mm beside the code, which is read by its white edge
NOTE, LEAST = 0.85, 5.0  # size of what is below the address, in the address's; the smallest, in points


@dataclass(frozen=True, kw_only=True)
class Label:
    """name, phone, address: of whoever gets it, the last two empty where nothing is posted; about: the student and the
    class, to find the prints by; order: its number, which the QR code holds."""

    name: str
    phone: str
    address: str
    about: str
    order: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    """places: of the labels on a page; margin: free at a label's edges; sizes: points of the name and the address;
    code: side of the QR code; notes: most lines of what is in it; above: the address ends above the code, and is as
    wide as the label."""

    page: tuple[float, float]
    places: tuple[Box, ...]
    margin: float
    sizes: tuple[float, float]
    code: float
    notes: int
    above: bool


def _on_a4() -> tuple[Box, ...]:
    left, top = (A4[0] - 2 * 99.1 - 2.5) / 2, (A4[1] - 7 * 38.1) / 2
    return tuple(Box(left + column * 101.6, top + row * 38.1, 99.1, 38.1) for row in range(7) for column in range(2))


PAPERS = {
    PrintKind.LABELS_A4: Paper(page=A4, places=_on_a4(), margin=4, sizes=(12, 9), code=14, notes=2, above=False),
    PrintKind.LABELS_ROLL: Paper(
        page=(100, 150), places=(Box(0, 0, 100, 150),), margin=6, sizes=(20, 14), code=30, notes=5, above=True
    ),
}


def draw_labels(labels: Iterable[Label], kind: PrintKind, title: str, fonts: Path) -> bytes:
    paper = PAPERS[kind]
    pdf = Pdf(fonts, title=title, page=paper.page)
    for number, page in enumerate(batched(labels, len(paper.places))):
        if number:
            pdf.turn_page()
        _draw_page(pdf, paper, page)
    return pdf.finish()


def _draw_page(pdf: Pdf, paper: Paper, labels: Sequence[Label]) -> None:
    for label, place in zip(labels, paper.places, strict=False):
        _draw(pdf, paper, label, place)


def _draw(pdf: Pdf, paper: Paper, label: Label, place: Box) -> None:
    """From the top: who, where; at the bottom: what is in it, and its number beside the code."""
    big, small = paper.sizes
    left, inner = place.x + paper.margin, place.width - 2 * paper.margin
    top, foot = place.y + paper.margin + big / POINT, place.bottom - paper.margin
    room = inner - pdf.width(label.phone, big) - 2
    pdf.write(next(iter(pdf.lines(label.name, big, room)), ""), left, top, size=big, strong=True)
    pdf.write(label.phone, left + inner, top, size=big, align="right", strong=True)
    beside = inner - paper.code - QUIET
    note = small * NOTE
    notes = [*pdf.lines(label.about, note, beside)[: paper.notes], label.order]
    for number, text in enumerate(reversed(notes)):
        pdf.write(text, left, foot - number * note * LEADING / POINT, size=note)
    pdf.draw_qr(label.order.replace(" ", ""), left + inner - paper.code, foot - paper.code, paper.code)
    taken = max(paper.code, len(notes) * note * LEADING / POINT) if paper.above else len(notes) * note * LEADING / POINT
    width = inner if paper.above else beside
    _write_address(pdf, label.address, Box(left, top, width, foot - top - taken), small)


def _write_address(pdf: Pdf, address: str, room: Box, size: float) -> None:
    """As large as it fits: no character of an address may be missing."""
    lines = pdf.lines(address, size, room.width)
    while size > LEAST and len(lines) * size * LEADING / POINT > room.height:
        size -= 0.5
        lines = pdf.lines(address, size, room.width)
    for number, line in enumerate(lines, 1):
        pdf.write(line, room.x, room.y + number * size * LEADING / POINT, size=size)
