"""Times counted in buckets: what is told of them is as near to the truth as a bucket is wide."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shared.histogram import BUCKETS, MINUTES, Histogram, added, bucket_of

HOUR = timedelta(hours=1)
EDGES = [timedelta(minutes=minutes) for minutes in (0, *MINUTES)]
TIMES = st.lists(st.integers(0, 60 * MINUTES[-1]).map(lambda seconds: timedelta(seconds=seconds)), min_size=1)
SHARES = st.sampled_from((0.01, 0.5, 0.9, 0.95, 1.0))


def counted(times: list[timedelta]) -> Histogram:
    buckets = [bucket_of(took) for took in times]
    return Histogram(tuple(buckets.count(number) for number in range(BUCKETS)))


@given(TIMES, SHARES)
def test_a_percentile_is_in_the_bucket_of_the_exact_one(times: list[timedelta], share: float) -> None:
    exact = sorted(times)[max(0, ceil(share * len(times)) - 1)]
    least, most = next((low, high) for low, high in pairwise(EDGES) if exact <= high)
    found = counted(times).percentile(share)
    assert found is not None
    assert least <= found <= most


@given(st.lists(st.integers(0, 100_000), min_size=BUCKETS, max_size=BUCKETS), st.sampled_from(("0.5", "0.9", "0.95")))
def test_of_many_so_great_a_share_took_no_longer(counts: list[int], share: str) -> None:
    """However many: the bucket is that in which the share is reached."""
    rank, below = Fraction(share) * sum(counts), 0
    found = Histogram(tuple(counts)).percentile(float(share))
    for count, (least, most) in zip(counts, pairwise(EDGES), strict=False):
        if rank and below < rank <= below + count:
            assert found is not None
            assert least < found <= most
            return
        below += count
    assert found is None


@given(TIMES)
def test_a_larger_share_never_took_less(times: list[timedelta]) -> None:
    found = [counted(times).percentile(share) or timedelta() for share in (0.1, 0.5, 0.9, 0.95, 1.0)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("took", "bucket"),
    [
        (timedelta(0), 0), (timedelta(minutes=15), 0), (timedelta(minutes=15, seconds=1), 1), (HOUR, 2),
        (24 * HOUR, 9), (7 * 24 * HOUR, BUCKETS - 2), (7 * 24 * HOUR + timedelta(seconds=1), BUCKETS - 1),
    ],
)  # fmt: skip
def test_a_bound_belongs_to_what_is_below_it(took: timedelta, bucket: int) -> None:
    assert bucket_of(took) == bucket


def test_within_a_bucket_it_is_as_if_all_lay_evenly() -> None:
    ten = counted([9 * HOUR] * 10)  # between 8 and 12 hours
    assert [ten.percentile(share) for share in (0.5, 0.9, 1.0)] == [10 * HOUR, 11.6 * HOUR, 12 * HOUR]


def test_of_nothing_and_beyond_the_last_bound_nothing_is_told() -> None:
    assert Histogram().percentile(0.5) is None
    mixed = counted([HOUR, 8 * 24 * HOUR])
    assert (mixed.percentile(0.5), mixed.percentile(0.95)) == (HOUR, None)


def test_days_and_tasks_are_added_up() -> None:
    assert added([]) == Histogram()
    assert added([counted([HOUR]), counted([HOUR, 2 * HOUR])]) == counted([HOUR, HOUR, 2 * HOUR])
