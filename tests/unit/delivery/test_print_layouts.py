"""Sheets of prints: whole on their paper, apart from each other, with marks that touch none."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from chalicelib.delivery.prints.layouts import LARGE, SHEETS, SMALL, Box, Layout, cut_marks, effective_dpi, layout_of
from chalicelib.delivery.prints.lists import resolution

CHOICES = json.loads((Path(__file__).parents[3] / "web" / "settings.json").read_text())["layouts"]


def overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def test_what_students_may_choose_is_what_is_made() -> None:
    assert [layout_of(words) for words in CHOICES] == list(Layout)
    assert {sheet.words for sheet in SHEETS.values()} == set(CHOICES)
    assert layout_of("一寸8张") is Layout.SMALL
    assert layout_of("") is layout_of("一寸 9 张") is None


@pytest.mark.parametrize(
    ("layout", "sizes"),
    [(Layout.SMALL, [SMALL] * 8), (Layout.LARGE, [LARGE] * 4), (Layout.MIXED, [SMALL] * 4 + [LARGE] * 2)],
)
def test_a_sheet_has_its_prints_apart_on_the_paper(layout: Layout, sizes: list[tuple[float, float]]) -> None:
    sheet = SHEETS[layout]
    assert sorted((one.width, one.height) for one in sheet.prints) == sorted(sizes)
    places = [*sheet.prints, sheet.caption]
    assert not any(overlap(*pair) for pair in itertools.combinations(places, 2))
    for one in places:
        assert one.x >= 1
        assert one.y >= 1
        assert one.right <= sheet.paper[0] - 1
        assert one.bottom <= sheet.paper[1] - 1


@pytest.mark.parametrize("layout", Layout)
def test_cut_marks_go_on_with_the_edges_and_lie_in_no_print(layout: Layout) -> None:
    sheet = SHEETS[layout]
    marks = list(cut_marks(sheet))
    assert len(marks) == 8 * len(sheet.prints)
    for x, y, to_x, to_y in marks:
        line = Box(min(x, to_x), min(y, to_y), abs(to_x - x) + 1e-6, abs(to_y - y) + 1e-6)
        assert not any(overlap(line, one) for one in (*sheet.prints, sheet.caption))
        edges = {edge for one in sheet.prints for edge in ((one.x, one.right) if x == to_x else (one.y, one.bottom))}
        assert (x if x == to_x else y) in edges


def test_the_finished_portrait_has_more_than_300_dots_an_inch() -> None:
    assert (effective_dpi((480, 640), SMALL), effective_dpi((480, 640), LARGE)) == (464, 331)
    assert resolution(Layout.MIXED, (480, 640)) == "一寸 464 dpi，二寸 331 dpi"
    assert resolution(Layout.LARGE, (358, 441)) == "二寸 228 dpi，低于 300"
