"""A check of a reviewer: a photo that was decided already, or a copy of one with a planted fault, shown as if it waited
for review.  What is decided on it changes no order and reaches no student."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.orders.model import Lease, Order, State
from chalicelib.orders.store.bands import Band


class CheckKind(StrEnum):
    """LOOK: the second, blind look at a decision; PLANTED: a good photo with a fault, which must be rejected."""

    LOOK = "LOOK"
    PLANTED = "PLANTED"


@dataclass(frozen=True, kw_only=True)
class Check:
    """first_by, first_approved: the decision that was made on the photo; fault: the code of a planted one; by,
    approved, at: of whoever was checked, None until then; since: when the picture before it in her batch began to wait,
    shown as its own; settled: the manager has seen that the two disagree;
    void: its photo may not be looked at any more."""

    order_id: str
    photo_no: int
    branch: str
    band: Band
    kind: CheckKind
    first_by: str
    first_approved: bool
    made_at: datetime
    fault: str = ""
    lease: Lease | None = None
    since: datetime | None = None
    by: str = ""
    approved: bool | None = None
    at: datetime | None = None
    settled: bool = False
    void: bool = False

    @property
    def is_right(self) -> bool:
        """Whether the fault was seen, or the second look agrees with the first."""
        return self.approved is (False if self.kind is CheckKind.PLANTED else self.first_approved)

    @property
    def disagrees(self) -> bool:
        """Whether somebody must find out who is right."""
        return self.kind is CheckKind.LOOK and self.approved is not None and not self.is_right and not self.settled


def alias_of(order_id: str) -> str:
    """The id under which a check goes to the reviewer, and back: no decision on a check can then be taken for one on
    the order, which may be in review again meanwhile."""
    return order_id[::-1]


def disguised(order: Order, check: Check) -> Order:
    """The order as it looked when the photo waited for review."""
    head = order.head
    state = State.IN_REVIEW if check.approved is None else State.APPROVED if check.approved else State.REJECTED
    plain = replace(
        head,
        order_id=alias_of(head.order_id),
        state=state,
        photo_no=check.photo_no,
        lease=check.lease,
        queued_at=check.since,
        priority=check.band is Band.AGAIN,
        risk=1.0 if check.band is Band.DOUBT else 0.0,
        rejection=None,
        rejections=head.rejections if check.first_approved else max(0, head.rejections - 1),
        deadline=None,
        package=None,
        posting=None,
        correction=None,
        undecided=False,
    )
    return replace(order, head=plain)
