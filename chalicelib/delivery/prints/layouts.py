"""Sheets of prints (冲印版面): where each print lies on the paper, where it is cut, where the caption stands.  Pure.

Sizes in mm, with their sources:
  一寸 25 × 35, 5 寸 paper 3.5 × 5 inch = 89 × 127: as the trade's tables of sizes give them (照片尺寸大小对照表)
  二寸 35 × 49: those tables vary from 35 × 49 to 35 × 53; 49 has the shape of 一寸, so one cut of the portrait serves
  both, and is what the student's page draws
Counts: eight 一寸, four 二寸, or four and two, which is what fits 5 寸 paper and what web/settings.json offers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SMALL, LARGE = (25.0, 35.0), (35.0, 49.0)
ACROSS, UPRIGHT = (127.0, 89.0), (89.0, 127.0)
GAP = 2.0  # between two prints: a cut each side leaves nothing of the neighbour
MARK, FREE = 1.0, 0.5  # length of a cut mark, and how far it begins from the print
INCH = 25.4


class Layout(StrEnum):
    """The sheets that are made."""

    SMALL = "SMALL"
    LARGE = "LARGE"
    MIXED = "MIXED"


@dataclass(frozen=True)
class Box:
    """A place on the paper, from its upper left corner, in mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """words: as students choose it; paper: width and height in mm; prints: where they lie; caption: room for text."""

    words: str
    paper: tuple[float, float]
    prints: tuple[Box, ...]
    caption: Box


def _row(count: int, size: tuple[float, float], x: float, y: float) -> tuple[Box, ...]:
    return tuple(Box(x + at * (size[0] + GAP), y, *size) for at in range(count))


SHEETS: Final = {
    Layout.SMALL: Sheet(
        words="一寸 8 张",
        paper=ACROSS,
        prints=(*_row(4, SMALL, 10.5, 3.0), *_row(4, SMALL, 10.5, 40.0)),
        caption=Box(10.5, 77.0, 106.0, 10.0),
    ),
    Layout.LARGE: Sheet(
        words="二寸 4 张",
        paper=UPRIGHT,
        prints=(*_row(2, LARGE, 8.5, 4.0), *_row(2, LARGE, 8.5, 55.0)),
        caption=Box(8.5, 106.5, 72.0, 16.0),
    ),
    Layout.MIXED: Sheet(
        words="一寸 4 张 + 二寸 2 张",
        paper=ACROSS,
        prints=(*_row(2, LARGE, 10.5, 1.5), *_row(4, SMALL, 10.5, 52.5)),
        caption=Box(86.0, 3.0, 34.0, 46.0),
    ),
}
_BY_WORDS = {"".join(sheet.words.split()): layout for layout, sheet in SHEETS.items()}


def layout_of(words: str) -> Layout | None:
    """The layout that a student chose, however it is spaced; None for other words."""
    return _BY_WORDS.get("".join(words.split()))


def cut_marks(sheet: Sheet) -> Iterator[tuple[float, float, float, float]]:
    """Lines from (x, y) to (x, y) that go on where the edges of a print end; none lies in another print."""
    near, far = FREE, FREE + MARK
    for one in sheet.prints:
        for x in (one.x, one.right):
            yield x, one.y - far, x, one.y - near
            yield x, one.bottom + near, x, one.bottom + far
        for y in (one.y, one.bottom):
            yield one.x - far, y, one.x - near, y
            yield one.right + near, y, one.right + far, y


def effective_dpi(pixels: tuple[int, int], size: tuple[float, float]) -> int:
    """How many of a picture's pixels an inch of the print has, once it covers it.  pixels: width and height."""
    return int(min(pixels[0] / size[0], pixels[1] / size[1]) * INCH)
