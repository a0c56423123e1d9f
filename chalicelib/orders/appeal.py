"""An appeal (请人工查看): a student hands in a photo that the machine refused, and a person decides.

Only a photo that failed on nothing but soft codes may be appealed, those about which a machine can be wrong; the photo
standard names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_APPEALS = 2  # in an order's life
FAILS_FIRST = 2  # photos that failed so before the first: another picture mostly helps sooner than a person does
MOST_NOTE = 100  # characters


class AppealReason(StrEnum):
    """What the student says speaks for the photo; the words are in labels.py."""

    HEAD_COVER = "HEAD_COVER"
    EYE_CONDITION = "EYE_CONDITION"
    MISJUDGED = "MISJUDGED"
    OTHER = "OTHER"


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """note: the student's own sentence, sealed, since it may tell of an illness or a faith; "" if there is none."""

    photo_no: int
    reason: AppealReason
    at: datetime
    note: str = ""


def appeal_about(appeals: Iterable[Appeal], photo_no: int | None) -> Appeal | None:
    """The newest appeal of that photo."""
    return next((one for one in reversed(tuple(appeals)) if one.photo_no == photo_no), None)
