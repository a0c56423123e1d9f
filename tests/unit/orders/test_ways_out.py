"""Every cell of the table of ways out: what is told and where it leads, and that no screen can contradict it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.orders.labels import ACTS
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.screen.offers import actions
from chalicelib.orders.screen.standings import Standing
from chalicelib.orders.screen.ways_out import BY_STATE, Screen, WayOut, WayRow, tab_of, way_of, way_out
from chalicelib.shared.clock import iso
from tests.unit.orders.every_event import orders
from tests.worlds.cell import OPEN
from tests.worlds.orders import HOUR, T0, an_attempt, an_order
from tests.worlds.ways_out import BACK_AT_ONCE, CELLS, NEVER, OVER
from tools import ways_out as page

S = State


@pytest.mark.parametrize("name", CELLS)
def test_a_cell(name: str) -> None:
    cell = CELLS[name]
    out, then = way_out(cell.standing())
    telephone = cell.task.contacts_of("BRANCH")[0].phone if cell.call else None
    assert out == WayOut(sentence=cell.tells, telephone=telephone)
    assert (f"{then.screen} {then.action or ''}".strip() if then else "") == cell.leads


@pytest.mark.parametrize("name", ["draft, its task ends sooner", "unpaid, its task ends sooner"])
def test_a_countdown_ends_with_the_task(name: str) -> None:
    shown = CELLS[name].view(lambda key, name="": key).deadlines
    assert (shown.draft or shown.pay) == iso(T0 + HOUR / 2)


def test_every_cell_is_opened() -> None:
    opened = {(cell.order.head.state, way_of(cell.standing())) for cell in CELLS.values()}
    every = {(state, way) for state, ways in BY_STATE.items() for way in ways}
    assert [(state, way.when.__doc__) for state, way in every - opened] == []


# -- no contradiction ----------------------------------------------------------------------------------------------

NEEDS = {
    Screen.PAY: {"pay"}, Screen.CONFIRM: {"submit", "resubmit"}, Screen.PHOTO: {"upload"}, Screen.EDIT: {"upload"},
    Screen.REQUIREMENTS: {"upload"}, Screen.ORDER: {"reopen"},
}  # fmt: skip
MUST_BE_LED_TO = {"pay", "submit", "resubmit", "reopen", "upload"}


def standings() -> Iterator[Standing]:
    """Every state with every attempt and refund, early and late, in open and closed tasks."""
    for order, task, hours in itertools.product(orders(), (OPEN, OVER, NEVER, BACK_AT_ONCE), (0, 23, 24, 60)):
        for owns_claim, on_site in ((True, False), (False, False), (True, True)):
            known: dict[str, Any] = {"now": T0 + hours * HOUR, "owns_claim": owns_claim, "on_site": on_site}
            may = actions(order, task, **known)
            yield Standing(order=order, task=task, actions=may, history=[], took_back=True, usual=None, **known)


def test_what_is_told_is_what_may_be_done() -> None:
    for standing in standings():
        out, then = way_out(standing)
        told = (standing.order.head.state, standing.now, out, then, standing.actions)
        assert not re.search(r"[{}]|(?<!\d)0 次| 前提交于", out.sentence), told
        if then is None:
            stands = standing.on_site or "不要重复付款" in out.sentence
            assert MUST_BE_LED_TO.isdisjoint(standing.actions) or stands, told
        elif then.screen in NEEDS:
            assert not NEEDS[then.screen].isdisjoint(standing.actions), told
        assert then is not None or out.telephone or not _waits(standing), told


def _waits(standing: Standing) -> bool:
    """It is the student's turn, and she is told no way on."""
    turn = {S.DRAFT, S.AWAITING_PAYMENT, S.EXPIRED, S.WITHDRAWN, S.REJECTED, S.CORRECTION}
    known = ("现场", "正在关闭", "剩余不足", "退回付款人的账户")
    return standing.order.head.state in turn and not any(word in way_out(standing)[0].sentence for word in known)


def test_a_tab() -> None:
    assert {state: tab_of(an_order(state)) for state in (S.EXPIRED, S.AWAITING_PAYMENT)} == {
        S.EXPIRED: "UNPAID",
        S.AWAITING_PAYMENT: "UNPAID",
    }
    assert tab_of(an_order(S.DRAFT)) is None
    assert tab_of(an_order(S.IN_REVIEW, attempts=())) is None
    assert tab_of(an_order(S.CANCELLED, attempts=(an_attempt(1, AttemptState.ORPHAN),))) == "PAID"
    assert {tab_of(an_order(state)) for state in (S.REFUNDING, S.IN_REVIEW, S.DONE)} == {"PAID"}


# -- the page ------------------------------------------------------------------------------------------------------


def test_the_page_is_fresh_and_a_stale_one_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ways_out", "--check"])
    assert page.main() == 0
    monkeypatch.setattr(page, "FILE", tmp_path / "ways-out.md")
    assert page.main() == 1
    assert "python -m tools.ways_out" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["ways_out"])
    assert page.main() == 0
    assert all(_row(way) in (tmp_path / "ways-out.md").read_text() for ways in BY_STATE.values() for way in ways)


def _row(way: WayRow) -> str:
    return f"| {way.when.__doc__} | {way.sentence} |"


# -- what waits for its owner, and until when ----------------------------------------------------------------------


@pytest.mark.parametrize("name", CELLS)
def test_only_what_she_began_waits_for_her(name: str) -> None:
    told = CELLS[name].view(lambda key, name="": key)
    assert told.waits == bool(told.next and told.next.screen not in {Screen.START, Screen.ORDER})


@pytest.mark.parametrize("name", CELLS)
def test_a_time_is_told_where_it_is_hers(name: str) -> None:
    told = CELLS[name].view(lambda key, name="": key)
    ends = told.deadlines.draft or told.deadlines.pay or told.deadlines.resubmit
    may = {"upload", "submit", "pay", "resubmit"} & set(told.actions)
    assert told.until == (ends if may else None)


def test_what_an_owner_is_asked_before_is_something_she_may_do() -> None:
    assert set(ACTS) <= {name for cell in CELLS.values() for name in cell.view(lambda key, name="": key).actions}
