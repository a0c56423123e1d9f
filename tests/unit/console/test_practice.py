"""The pictures that a round of practice shows."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.worlds.console_modules import evaluated
from tools.practice import people

LOT = "staff/review/practice/lot.js"
PEOPLE = [[f"{one.no:02}", one.look, one.faults] for one in people()]
SEEDED = "((at) => () => ((at = (at * 16807) % 2147483647) / 2147483647))"


def rounds(count: int) -> list[list[dict[str, Any]]]:
    """What as many rounds show, one after the other."""
    seeds = f"Array.from({{ length: {count} }}, (_, at) => it.drawn({PEOPLE}, {SEEDED}(1000003 * (at + 1))))"
    found: list[list[dict[str, Any]]] = evaluated(LOT, seeds)
    return found


def test_a_round_shows_everybody_once_and_a_third_or_so_with_a_fault_of_theirs() -> None:
    faults = {name: codes for name, _, codes in PEOPLE}
    many = Counter[int]()
    for shown in rounds(60):
        assert len({one["good"] for one in shown}) == len(shown) == 24
        assert all(one["fault"] in ["", *faults[one["good"]]] for one in shown)
        assert all(one["name"] == "-".join(filter(None, (one["good"], one["fault"]))) for one in shown)
        many[sum(bool(one["fault"]) for one in shown)] += 1
    assert many.keys() == {6, 7, 8, 9, 10}


def test_faults_stand_anywhere_and_come_all() -> None:
    all_rounds = rounds(60)
    assert {at for shown in all_rounds for at, one in enumerate(shown) if one["fault"]} == set(range(24))
    assert {one["fault"] for shown in all_rounds for one in shown} == {
        "",
        *(code for *_, codes in PEOPLE for code in codes),
    }
