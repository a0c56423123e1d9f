"""Where a limit could lie: how well a measure tells faulty pictures from clean ones, and limits for a given error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from chalicelib.photo.judge import counts
from chalicelib.photo.limits.row import Bad, Evidence, Row
from tools.calibrate.cases import Case
from tools.calibrate.evidence import RECIPE, Counted, counted
from tools.calibrate.figures import Floats, auc, quantile, weights
from tools.evaluate.truth import Truth

SHARES = (0.01, 0.05, 0.5, 0.95, 0.99)
DIGITS = 3  # significant ones of a proposed limit


@dataclass(frozen=True)
class Values:
    """Of one measure in the pictures in which its row counts; `of`: each one's weight; people: of how many."""

    values: Floats
    of: Floats

    @property
    def people(self) -> int:
        return round(float(self.of.sum()))

    def quantiles(self) -> str:
        if not len(self.values):
            return "–"
        return " ".join(f"{quantile(self.values, self.of, share):.4g}" for share in SHARES)


@dataclass(frozen=True)
class Proposal:
    """Limits chosen on the half `fit`, what they do on the other, and how well the measure separates: AUC, 0.5 for not
    at all, None where nobody is faulty."""

    row: Row
    clean: Values
    faulty: Values
    auc: float | None
    checked: Counted

    def __str__(self) -> str:
        row, seen = self.row, self.checked
        shares = ", ".join(f"{share * 100:g}" for share in SHARES)
        separates = "" if self.auc is None else f"   AUC {self.auc:.3f}"
        return (
            f"{row.code}.{row.measure}: {row.bad} is bad{separates}\n"
            f"  clean  {self.clean.people:5}, {shares} %: {self.clean.quantiles()}\n"
            f"  faulty {self.faulty.people:5}, {shares} %: {self.faulty.quantiles()}\n"
            f"  warn {row.warn:g}, fail {row.fail:g}: on the other half\n"
            f"    of {seen.clean} clean fails {seen.false_fails:g} (≤ {seen.false_fail_upper95:.2%}), "
            f"warns of {seen.false_warns:g}\n"
            f"    of {seen.faulty} faulty tells {seen.told:g} (≥ {seen.told_lower95:.0%})"
        )


def proposals(
    rows: Iterable[Row], truth: Truth, cases: Sequence[Case], false_fail: float, false_warn: float
) -> Iterator[Proposal]:
    """Of each row, with limits that fail and tell at most these shares, 0–1, of the clean people of the half `fit`;
    nothing of a measure that none of them has."""
    for row in rows:
        fitted = _values(row, truth, cases, said=False, half="fit")
        if len(fitted.values):
            clean, faulty = (_values(row, truth, cases, said=said) for said in (False, True))
            warn, fail = (_limit(row.bad, fitted, share) for share in (false_warn, false_fail))
            moved = replace(row, warn=warn, fail=fail, rests_on=Evidence(source=RECIPE))
            yield Proposal(moved, clean, faulty, _auc(row.bad, clean, faulty), counted(moved, truth, cases))


def row_of(code: str, measure: str, bad: Bad) -> Row:
    """One for a measure that no limit asks yet."""
    return Row(code=code, measure=measure, bad=bad, warn=0, fail=0, means="", rests_on=Evidence(source=""))


def direction(code: str, measure: str, truth: Truth, cases: Sequence[Case]) -> Bad:
    """Which values are bad, as the faulty pictures say."""
    row = row_of(code, measure, "high")
    clean, faulty = (_values(row, truth, cases, said=said) for said in (False, True))
    separates = _auc("high", clean, faulty)
    return "low" if separates is not None and separates < 0.5 else "high"


def _values(row: Row, truth: Truth, cases: Sequence[Case], *, said: bool, half: str = "") -> Values:
    chosen = [
        (value, case.who)
        for case in cases
        if half in {"", case.half} and case.is_faulty(row.code, truth) is said and counts(row, case.measures)
        if (value := case.measures.get(row.measure)) is not None
    ]
    values = np.array([value for value, _ in chosen], float)
    return Values(np.abs(values) if row.bad == "either" else values, weights([who for _, who in chosen]))


def _auc(bad: Bad, clean: Values, faulty: Values) -> float | None:
    if not len(clean.values) or not len(faulty.values):
        return None
    above = auc(clean.values, faulty.values, clean.of, faulty.of)
    return 1 - above if bad == "low" else above


def _limit(bad: Bad, clean: Values, share: float) -> float:
    """Beyond it lies at most this share of the clean; rounded to the side where fewer do."""
    if bad == "low":
        return 0.0 - _rounded_up(quantile(-clean.values, clean.of, 1 - share))
    return _rounded_up(quantile(clean.values, clean.of, 1 - share))


def _rounded_up(value: float) -> float:
    if value == 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1)
    return float(f"{math.ceil(value / step - 1e-9) * step:.{DIGITS}g}")
