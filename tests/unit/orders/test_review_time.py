"""How the usual time of a review is said, and where."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.orders.model import State
from chalicelib.orders.screen.review_time import BEFORE_VERDICT, usual_text
from tests.worlds.cell import Cell
from tests.worlds.orders import HOUR, T0, an_order
from tests.worlds.ways_out import CELLS

PROMISED = "提交后约 3 个工作日内审核，审核通过后约 7 个工作日内制作完成并报送。"
USUAL = "提交后通常 7 小时内审核，审核通过后约 7 个工作日内制作完成并报送。"


@pytest.mark.parametrize(
    ("usual", "text"),
    [
        (timedelta(0), "1 小时"), (timedelta(minutes=14), "1 小时"), (HOUR, "1 小时"), (1.01 * HOUR, "2 小时"),
        (24 * HOUR, "24 小时"), (24.5 * HOUR, "2 天"), (48 * HOUR, "2 天"), (49 * HOUR, "3 天"), (168 * HOUR, "7 天"),
    ],
)  # fmt: skip
def test_in_words(usual: timedelta, text: str) -> None:
    assert usual_text(usual) == text


@pytest.mark.parametrize("name", ["draft, passed", "unpaid", "in review", "rejected"])
def test_every_screen_before_the_verdict_tells_it(name: str) -> None:
    cell = CELLS[name]
    told = {usual: _delivery(cell, usual) for usual in (None, 6.5 * HOUR)}
    assert told == {None: PROMISED, 6.5 * HOUR: USUAL}


def test_once_a_photo_waited_longer_the_promise_is_told_again() -> None:
    cell = Cell(order=an_order(State.IN_REVIEW), tells="", about={"now": T0 + 7 * HOUR})
    assert _delivery(cell, 6.5 * HOUR) == PROMISED


def test_it_is_asked_for_only_while_a_verdict_is_to_come() -> None:
    assert BEFORE_VERDICT.isdisjoint({State.APPROVED, State.DONE, State.REFUNDED, State.CANCELLED})
    assert State.IN_REVIEW in BEFORE_VERDICT


def _delivery(cell: Cell, usual: timedelta | None) -> str:
    about = {**cell.about, "usual": usual}
    shown = Cell(order=cell.order, task=cell.task, tells="", about=about).view(lambda key, name="": key)
    return shown.task.delivery_text
