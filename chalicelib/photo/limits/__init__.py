"""All limits in one ordered table, and the revision that names them in a report.

Findings come in the order in which their codes first stand here.  CONTRIBUTING.md says how to add a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from ..model import Spec
from .face import DARK_LENSES, EYES_CLOSED, EYES_NOT_VISIBLE, HEAD_COVERED, MOUTH, OCCLUDED, POSE, clear_lenses
from .file import FILE
from .framing import framing_rows
from .light import COLOURS, SIDE_LIGHT, TOO_BRIGHT, TOO_DARK
from .person import PERSON
from .picture import BORDERS, BRIGHT_PICTURE, DARK_PICTURE, picture_rows
from .pixels import NOISE, SHARPNESS
from .row import Row
from .wall import wall_rows


def rows_for(spec: Spec) -> tuple[Row, ...]:
    """The limits of a standard with what a task wants of it; those of the person are the same in all of them."""
    return (
        *picture_rows(spec), *FILE, *DARK_PICTURE, *TOO_DARK, *BRIGHT_PICTURE, *TOO_BRIGHT, *BORDERS, *POSE,
        *EYES_CLOSED, *EYES_NOT_VISIBLE, *DARK_LENSES, *clear_lenses(spec.glasses), *MOUTH, *OCCLUDED,
        *(HEAD_COVERED if spec.covers == "REFUSE" else ()), *PERSON, *SHARPNESS, *SIDE_LIGHT, *COLOURS, *NOISE,
        *wall_rows(spec), *framing_rows(spec),
    )  # fmt: skip


def revision(rows: Iterable[Row]) -> str:
    """12 hex digits of a digest: other numbers or conditions have another one, other words not."""
    numbers = [
        (row.code, row.measure, row.bad, row.warn, row.fail, row.unit, row.needs, row.unless, row.tells, row.allowed)
        for row in rows
    ]
    return sha256(repr(numbers).encode()).hexdigest()[:12]


def only_doubted(rows: Iterable[Row]) -> frozenset[str]:
    """The codes that no limit can fail."""
    severe: dict[str, bool] = {}
    for row in rows:
        severe[row.code] = severe.get(row.code, False) or row.fail is not None
    return frozenset(code for code, fails in severe.items() if not fails)
