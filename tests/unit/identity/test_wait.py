from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.identity.sms_limits.numbers import PER_NUMBER, wait

HOUR, DAY = 3600, 86400


def test_the_first_may_go_at_once() -> None:
    assert wait([], 1000) == 0


@pytest.mark.parametrize(("passed", "seconds"), [(0, 60), (1, 59), (59, 1), (60, 0)])
def test_one_a_minute(passed: int, seconds: int) -> None:
    assert wait([1000], 1000 + passed) == seconds


def test_five_an_hour() -> None:
    times = [0, 100, 200, 300, 400]
    assert wait(times[:4], 400) == 0
    assert wait(times, 460) == HOUR - 460
    assert wait(times, HOUR) == 0


def test_eight_a_day() -> None:
    times = [n * HOUR for n in range(8)]
    assert wait(times, 8 * HOUR) == DAY - 8 * HOUR
    assert wait(times, DAY) == 0


@given(st.lists(st.integers(0, 3 * DAY), min_size=1, max_size=60))
def test_no_window_ever_holds_more_than_its_limit(asked: list[int]) -> None:
    """Whatever the times of asking, the accepted ones keep all three limits, with only eight remembered."""
    accepted: list[int] = []
    for now in sorted(asked):
        if wait(accepted[-PER_NUMBER[-1][0] :], now) == 0:
            accepted.append(now)
    for most, within in PER_NUMBER:
        seconds = int(within.total_seconds())
        for start in accepted:
            assert sum(start <= at < start + seconds for at in accepted) <= most
