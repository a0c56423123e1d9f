"""Figures about people: each counts once, however many pictures there are of whom."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95  # of every bound, one-sided
STEPS = 60  # halvings of 0–1: more digits than a float has

Floats = NDArray[np.float64]


def upper95(count: float, n: int, level: float = LEVEL) -> float:
    """The largest share, 0–1, of which so few of n are still seen in 5 of 100 such sets (Clopper–Pearson); a fraction
    of a person counts as a whole one."""
    few = math.ceil(count - 1e-9)
    if few >= n:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(few, n, middle) > 1 - level else (low, middle)
    return high


def lower95(count: float, n: int, level: float = LEVEL) -> float:
    """The smallest share, 0–1, of which so many of n are still seen in 5 of 100 such sets."""
    return 1 - upper95(n - count, n, level)


def _at_most(count: int, n: int, share: float) -> float:
    """How probable it is that no more than `count` of n are seen."""
    if share in {0.0, 1.0}:
        return float(share == 0.0 or count >= n)
    seen, unseen = math.log(share), math.log1p(-share)
    return math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * seen + (n - k) * unseen)
        for k in range(count + 1)
    )


def weights(who: Sequence[str]) -> Floats:
    """Of each picture, so that a person's pictures have 1 together."""
    of = Counter(who)
    return np.array([1 / of[one] for one in who])


def people[T](cases: Iterable[T], who: Callable[[T], str], has: Callable[[T], bool]) -> tuple[float, int]:
    """(of how many people, of so many) something is so; of whom it is so in a third of the pictures counts a third."""
    listed = list(cases)
    shares = weights([who(one) for one in listed])
    return math.fsum(share for share, one in zip(shares, listed, strict=True) if has(one)), round(math.fsum(shares))


def auc(clean: Floats, faulty: Floats, of_clean: Floats, of_faulty: Floats) -> float:
    """How often a faulty value is above a clean one, 0–1, ties half; each value with its weight."""
    above = (faulty[:, None] > clean[None, :]) + 0.5 * (faulty[:, None] == clean[None, :])
    return float(of_faulty @ above @ of_clean / (of_faulty.sum() * of_clean.sum()))


def quantile(values: Floats, of: Floats, share: float) -> float:
    """The smallest value that at least this share, 0–1, of the weight does not exceed."""
    order = np.argsort(values)
    reached = np.cumsum(of[order]) / of.sum()
    return float(values[order][min(len(values) - 1, int(np.searchsorted(reached, share - 1e-12)))])
