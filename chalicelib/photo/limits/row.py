"""A limit as data: one row says from where on one measure is a doubt or a fault, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..codes import Wording
from ..model import Allowed, Unit

Bad = Literal["high", "low", "either"]
Part = Literal["", "face", "eyes", "eye", "lips", "other face"]
When = tuple[str, Literal["<", "<=", ">", ">="], float]
Whens = tuple[When, ...]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """source: by its short name in docs/photo-checks.md; clean, faulty: what good pictures and faulty ones measured, in
    words; of how many clean pictures and how many faulty ones, None where nobody counted."""

    source: str
    clean: str = ""
    faulty: str = ""
    clean_pictures: int | None = None
    faulty_pictures: int | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """Beyond `warn` the measure is a doubt, beyond `fail` a fault; fail None: it only ever warns.

    bad: which values are; either: those far from 0 on either side.  unit: % tells a share in per cent.  means: what is
    measured, for the documents.  part: where the finding's box is; "eye": on the eye that is worse.
    needs: all must hold for the row to count; unless: where all of these hold, it does not.  A condition on a measure
    that was not taken does not hold.
    tells, allowed: another measure and other bounds to be told than this row's own; wording: instead of the code's.
    """

    code: str
    measure: str
    bad: Bad
    warn: float
    fail: float | None
    unit: Unit = ""
    means: str
    rests_on: Evidence
    part: Part = ""
    needs: Whens = ()
    unless: Whens = ()
    tells: str = ""
    allowed: Allowed | None = None
    wording: Wording | None = None
