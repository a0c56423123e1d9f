"""Every fault, in every state of an order, before, during and after the end of its time; docs/money-faults.md tells
the same.  MONEY_FAULTS=write writes the page anew, or with -k the parts that were run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from chalicelib.orders.model import State
from sandbox.box import Sandbox
from tests.money.money_faults import FAULTS, HEAD, PAGE, table
from tests.money.money_matrix import PHASES, STATES, Cell, Fault, Matrix
from tests.worlds.pay import world_of

WRITE = os.environ.get("MONEY_FAULTS") == "write"
CASES = [(channel, fault) for channel, faults in FAULTS.items() for fault in faults]
# One of each kind of ending; the rest of the states is for the long run.
FEW = (State.AWAITING_PAYMENT, State.CANCELLED)


@pytest.fixture(scope="module")
def matrix(box: Sandbox) -> Iterator[Matrix]:
    with world_of(box) as world:
        yield Matrix(world, world.task())


@pytest.fixture(scope="module")
def page() -> Iterator[dict[str, str]]:
    written: dict[str, str] = {}
    yield written
    if WRITE:
        names = [f"{channel}: {fault.name}" for channel, fault in CASES]
        PAGE.write_text("\n".join([HEAD, *(written.get(name) or part(name) for name in names)]))


def ids(case: object) -> str:
    return case.name.replace(" ", "-") if isinstance(case, Fault) else str(case)


def outcomes(matrix: Matrix, channel: str, fault: Fault, states: tuple[State, ...]) -> dict[tuple[str, str], str]:
    return {
        (state.value, phase): matrix.run(Cell(channel=channel, fault=fault, state=state, phase=phase))
        for state in states
        for phase in PHASES
    }


@pytest.mark.slow
@pytest.mark.parametrize(("channel", "fault"), CASES, ids=ids)
def test_the_page_tells_what_happens(matrix: Matrix, page: dict[str, str], channel: str, fault: Fault) -> None:
    told = table(channel, fault, outcomes(matrix, channel, fault, STATES))
    page[f"{channel}: {fault.name}"] = told
    assert WRITE or told in PAGE.read_text()


def part(name: str) -> str:
    """A fault's part of the page."""
    return f"### {name}\n" + PAGE.read_text().partition(f"### {name}\n")[2].partition("\n### ")[0]


def rows(channel: str, fault: Fault) -> dict[str, list[str]]:
    """A fault's lines of the page, by state."""
    lines = part(f"{channel}: {fault.name}").splitlines()
    cells = [line.strip("|").split("|") for line in lines if line.startswith("| ")][1:]
    return {state.strip(): [cell.strip() for cell in told] for names, *told in cells for state in names.split(",")}


@pytest.mark.parametrize(("channel", "fault"), CASES, ids=ids)
def test_a_few_states_end_as_the_page_tells(matrix: Matrix, channel: str, fault: Fault) -> None:
    known = rows(channel, fault)
    assert set(known) == set(STATES)
    for (state, phase), outcome in outcomes(matrix, channel, fault, FEW).items():
        wanted = known[state][PHASES.index(phase)]
        assert wanted.replace("stays", state, 1) == outcome, (state, phase)


def test_the_page_has_no_other_faults() -> None:
    text = PAGE.read_text()
    assert text.startswith(HEAD)
    assert text.count("\n### ") == len(CASES)
