from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.identity.errors import AccountChanged
from chalicelib.identity.retry import retry
from chalicelib.shared.db import Conflict, Duplicate


def losing(times: int, error: type[Exception]) -> Callable[[], str]:
    left = [error] * times

    def work() -> str:
        if left:
            raise left.pop()
        return "won"

    return work


@pytest.mark.parametrize("error", [Conflict, Duplicate])
def test_a_lost_race_is_run_again(error: type[Exception]) -> None:
    assert retry(losing(3, error)) == "won"


def test_losing_without_end_is_an_answer() -> None:
    with pytest.raises(AccountChanged):
        retry(losing(100, Conflict))


def test_another_error_is_the_callers() -> None:
    with pytest.raises(KeyError):
        retry(losing(1, KeyError))
