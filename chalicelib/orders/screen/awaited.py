"""Which kinds of WeChat's messages may still come of an order.  Pure.

What somebody agrees to once is one message; an order has more to tell than that, so a client asks again in a tap for
what may still come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from chalicelib.orders.model import Head, State

NoticeKind = Literal["result", "state"]
# result: of a review; state: everything else that happens to an order.
AWAITED: Mapping[State, tuple[NoticeKind, ...]] = {
    **dict.fromkeys((State.DRAFT, State.AWAITING_PAYMENT, State.IN_REVIEW), ("result", "state")),
    **dict.fromkeys((State.WITHDRAWN, State.REJECTED, State.CORRECTION), ("result", "state")),
    **dict.fromkeys((State.APPROVED, State.IN_PRODUCTION, State.DONE, State.REFUNDING), ("state",)),
}


def awaited(head: Head) -> list[NoticeKind]:
    """Nothing of an order that is over or whose data went."""
    return [] if head.erased_at else list(AWAITED.get(head.state, ()))
