"""What CHSI (学信网) refused that we passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chalicelib.shared.clock import SHANGHAI

FIRST_MONTH: Final = 9  # a season's pictures are taken from autumn on, for those who graduate in the summer after


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One photo that CHSI refused.  said: its reason, as words.reason_said gives it, empty once the order is
    erased; at: when the branch imported it, the newest time; photo_no: 0 where the order had none any more; over_at:
    when CHSI accepted the photo since, None if it did not."""

    order_id: str
    photo_no: int
    task_id: str
    branch: str
    said: str
    at: datetime
    over_at: datetime | None = None


def season_of(instant: datetime) -> int:
    """The year in which those graduate whose pictures are taken then: 2027 from September 2026 on."""
    day = instant.astimezone(SHANGHAI)
    return day.year + (day.month >= FIRST_MONTH)
