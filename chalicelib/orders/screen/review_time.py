"""Within which time photos are usually decided, as a student reads it: what was measured, no promise."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from chalicelib.orders.model import RESUBMITTABLE, Head, State

BEFORE_VERDICT = frozenset({State.DRAFT, State.AWAITING_PAYMENT, State.EXPIRED, State.IN_REVIEW, *RESUBMITTABLE})
HOURS_OF_A_DAY = 24


def usual_text(usual: timedelta) -> str:
    """`7 小时`, from a day on `2 天`: rounded up, for a sentence such as “通常 7 小时内审核”."""
    hours = max(1, ceil(usual / timedelta(hours=1)))
    return f"{hours} 小时" if hours <= HOURS_OF_A_DAY else f"{ceil(hours / HOURS_OF_A_DAY)} 天"


def still_usual(head: Head, usual: timedelta | None, now: datetime) -> bool:
    """Whether the usual time is known, and this order's photo has not waited longer already."""
    return usual is not None and (head.queued_at is None or now <= head.queued_at + usual)
