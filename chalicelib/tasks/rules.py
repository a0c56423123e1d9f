"""What a student accepts of a task when she hands in her photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from chalicelib.shared.clock import add_days

RefundUntil = Literal["NEVER", "REVIEW", "APPROVAL"]
Overdue = Literal["KEEP", "REFUND"]
DaysKind = Literal["calendar", "working"]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """refund_until: the last step at which she may take her money back alone; refund_text: as she read it; overdue:
    what becomes of an order whose photo is not replaced in time; reject_limit: rejections allowed in all."""

    refund_until: RefundUntil
    refund_text: str
    overdue: Overdue
    reject_limit: int
    resubmit_days: int
    resubmit_days_kind: DaysKind

    def resubmit_deadline(self, now: datetime) -> datetime:
        """For a photo rejected now: the end of a day in Shanghai; it may lie after the task's closing."""
        return add_days(now, self.resubmit_days, working=self.resubmit_days_kind == "working")
