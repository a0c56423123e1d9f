"""What failed once: tried again where it may be the machine's, told, kept, and a failure when there is more of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.suite.flakes import KEPT, MOST, Run, may_try_again, read, report_lines, too_many, write

TEST, OTHER = "tests/web/test_login.py::test_in", "tests/app/test_journey.py::test_all[a b]"


@pytest.mark.parametrize(
    ("tests", "again"),
    [
        ([], False),
        ([TEST], True),
        ([TEST] * 2 * MOST, True),
        ([TEST] * (2 * MOST + 1), False),
        (["tests/race/test_pay_facts.py::test_two"], False),
        ([TEST, "tests/property/test_stateful.py::test_all"], False),
        (["tests/unit/test_race.py::test_race/"], True),
    ],
)
def test_what_may_be_tried_again(tests: list[str], again: bool) -> None:
    assert may_try_again(tests) is again


def test_a_few_new_ones_are_bearable() -> None:
    assert too_many([Run("then", {OTHER: "x"})], {f"{TEST}{number}": "late" for number in range(MOST)}) == []


def test_more_in_one_run_are_not() -> None:
    (why,) = too_many([], {f"{TEST}{number}": "late" for number in range(MOST + 1)})
    assert str(MOST + 1) in why


def test_the_same_again_is_not() -> None:
    (why,) = too_many([Run("then", {TEST: "late"}), Run("later", {})], {TEST: "late again", OTHER: "x"})
    assert TEST in why


def test_they_are_kept_for_so_many_runs(tmp_path: Path) -> None:
    file = tmp_path / "build" / "flakes.txt"
    assert read(file) == []
    runs = [Run(f"2026-11-27T06:{number:02}Z abc", {TEST: "late: 3 > 2"} if number == 5 else {}) for number in range(9)]
    runs[7].flakes[OTHER] = "x"
    write(file, runs)
    assert [run.began for run in read(file)] == [run.began for run in runs]
    assert read(file)[5].flakes == {TEST: "late: 3 > 2"}
    write(file, [*read(file), *[Run("later", {})] * (KEPT - 5)])
    assert len(read(file)) == KEPT
    assert [run.flakes for run in read(file) if run.flakes] == [{TEST: "late: 3 > 2"}, {OTHER: "x"}]
    write(file, [*read(file), *[Run("later", {})] * 2])
    assert [run.flakes for run in read(file) if run.flakes] == [{OTHER: "x"}]


def test_they_are_told_with_their_first_error() -> None:
    assert report_lines({TEST: "TimeoutError: no verdict"}) == [f"FLAKE {TEST} TimeoutError: no verdict"]
