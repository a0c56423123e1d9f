"""The whole text of an order's collection code, sealed, beside the order's first event.

It is long, never changes and is seldom read: in the head, every write of the order would pay for it.
"""

from __future__ import annotations

from pynamodb.exceptions import UpdateError

from chalicelib.orders.model import CODE_TEXT, Head
from chalicelib.orders.store.items import OrderItem, event_part
from chalicelib.shared.db import is_condition_failure


def load(head: Head) -> str | None:
    """Sealed about CODE_TEXT; None where there is none.  In an order of before it lay here, the head has it."""
    if head.erased_at is not None:
        return None
    first = OrderItem.find(head.order_id, event_part(1))
    return head.student.sealed.get(CODE_TEXT) or (first.code_text if first else None)


def forget(order_id: str) -> None:
    """Deletes the text alone.  May be repeated."""
    first = OrderItem(order_id, event_part(1))
    try:
        first.update(
            actions=[OrderItem.code_text.remove()],
            condition=OrderItem.code_text.exists(),
            add_version_condition=False,
        )
    except UpdateError as error:
        if not is_condition_failure(error):
            raise
