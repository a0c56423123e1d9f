"""How long things took, counted in fixed buckets, so that counts of many days and tasks can be added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

MINUTES = (15, 30, 60, 120, 180, 240, 360, 480, 720, 1440, 2160, 2880, 4320, 10_080)  # upper bounds, to seven days
BUCKETS = len(MINUTES) + 1  # the last is open: more than seven days
_EDGES = tuple(timedelta(minutes=minutes) for minutes in (0, *MINUTES))


def bucket_of(took: timedelta) -> int:
    """The number of the bucket, from 0; an upper bound belongs to its bucket, and nothing is below the first."""
    return next((number for number, edge in enumerate(_EDGES[1:]) if took <= edge), len(MINUTES))


@dataclass(frozen=True)
class Histogram:
    """counts: BUCKETS numbers."""

    counts: tuple[int, ...] = (0,) * BUCKETS

    @property
    def total(self) -> int:
        return sum(self.counts)

    def percentile(self, share: float) -> timedelta | None:
        """The time within which that share (0–1) was done, as if a bucket's things lay evenly between its bounds.

        So it is in the same bucket as the exact value.  None for nothing counted, and where it lies beyond the last
        bound: how far is not known.
        """
        rank, below = share * self.total, 0
        for count, (least, most) in zip(self.counts, pairwise(_EDGES), strict=False):
            if count and below + count >= rank:
                return least + (most - least) * max(0.0, (rank - below) / count)
            below += count
        return None


def added(histograms: Iterable[Histogram]) -> Histogram:
    """All of them as one."""
    rows = [histogram.counts for histogram in histograms]
    return Histogram(tuple(map(sum, zip(*rows, strict=True)))) if rows else Histogram()
