"""How the measures move: their quantiles by week and by phone.  A new camera or filter moves them for everybody."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import quantiles

from chalicelib.feedback.model import DecidedPhoto
from tools.feedback.rows import phone

LEAST = 20  # values; of fewer the outer 5 % are one picture or none


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A measure in one week or of one phone.  low, middle, high: its quantiles at 5, 50 and 95 %."""

    measure: str
    where: str
    n: int
    low: float
    middle: float
    high: float


class Drift:
    """Collects values as they come: a season's photos need not be in memory."""

    def __init__(self, only: Iterable[str] = ()) -> None:
        """only: these measures; all if there are none."""
        self._only = frozenset(only)
        self._values: dict[tuple[str, int, str], array[float]] = {}

    def add(self, photo: DecidedPhoto) -> None:
        for measure, value in photo.measures.items():
            if value is not None and (not self._only or measure in self._only):
                for rank, where in enumerate((photo.week, phone(photo))):
                    self._values.setdefault((measure, rank, where), array("d")).append(value)

    def spreads(self) -> Iterator[Spread]:
        """By measure, weeks before phones; none where fewer than LEAST were measured."""
        for (measure, _, where), values in sorted(self._values.items()):
            if len(values) >= LEAST:
                cuts = quantiles(values, n=20, method="inclusive")
                yield Spread(measure=measure, where=where, n=len(values), low=cuts[0], middle=cuts[9], high=cuts[18])
