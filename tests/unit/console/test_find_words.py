"""What the desk reads where nothing is found: how it was looked for, and whom that cannot find."""

from __future__ import annotations

import pytest

from tests.worlds.console_modules import evaluated

CODED = "采集码任务的学生按姓名、学号查不到"


def empty(*tried: str) -> str:
    return str(
        evaluated("staff/find_words.js", f"it.emptyOf({{ person: null, cursor: null, tried: {list(tried)} }}, 'x')")
    )


@pytest.mark.parametrize("tried", [("name",), ("student_no",), ("phone", "collect_code", "student_no")])
def test_a_search_by_name_or_number_says_whom_it_leaves_out(tried: tuple[str, ...]) -> None:
    assert CODED in empty(*tried)
    assert ("都没有找到" in empty(*tried)) == (len(tried) > 1)


@pytest.mark.parametrize("tried", ["phone", "number", "collect_code"])
def test_a_search_that_leaves_nobody_out_says_nothing_of_it(tried: str) -> None:
    assert CODED not in empty(tried)
