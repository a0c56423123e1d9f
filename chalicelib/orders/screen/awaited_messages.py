"""Which kinds of WeChat messages may still be sent about an order.  Pure.

Agreeing once to a kind allows one message of it.  An order sends more than that, so a client asks again, at a tap, for
the kinds that may still come.
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


def awaited_notices(head: Head) -> list[NoticeKind]:
    """Nothing for an order that is over or was erased."""
    return [] if head.erased_at else list(AWAITED.get(head.state, ()))
