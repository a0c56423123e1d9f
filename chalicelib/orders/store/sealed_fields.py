"""What an order keeps sealed of its student: contact data, the collection code, what an appeal says.

Each text is bound to its order and to its field, so that none opens in another's place.  One of before lies under the
deployment's first key and is bound to its kind alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from chalicelib.orders.model import CONTACT, Order
from chalicelib.shared.crypto import Keys
from chalicelib.shared.log import alarm

CODE: Final = "code"  # the collection code itself
APPEAL: Final = "appeal"
UNREADABLE: Final = "（无法读取，请与学生核对）"  # for staff, in the place of a text that does not open


def appeal_field(photo_no: int) -> str:
    """The field of what the student says for that photo."""
    return f"{APPEAL} {photo_no}"


def about(order_id: str, field: str) -> str:
    """What a text is bound to."""
    return f"order {order_id} {field}"


def before(field: str) -> str:
    """What a text of before is bound to."""
    kind = field.partition(" ")[0]
    return "contact" if kind in CONTACT else kind


class SealedFields:
    """A text that does not open (changed or moved in the table, or its key is missing) is an alarm, and is missing
    where it is read; nothing else of the order is."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, order_id: str, field: str, text: str) -> str:
        return self._keys.seal(text, about=about(order_id, field), before=before(field))

    def seal_contact(self, order_id: str, texts: Mapping[str, str]) -> dict[str, str]:
        """Those of CONTACT that are filled."""
        return {name: self.seal(order_id, name, texts[name]) for name in CONTACT if texts.get(name)}

    def adopt(self, order_id: str, field: str, sealed: str) -> str:
        """A text that a reading sealed before its order was known (collect_codes/service.py), bound to the order."""
        return self.seal(order_id, field, self._keys.unseal(sealed, about=before(field)))

    def read(self, order_id: str, field: str, sealed: str | None) -> str | None:
        """The text; None where there is none, or, with an alarm, where it does not open."""
        if not sealed:
            return None
        try:
            return self._keys.unseal(sealed, about=about(order_id, field), before=before(field))
        except ValueError:
            text = "a sealed text of an order does not open: somebody changed the table, or a key is missing"
            alarm(text, order_id=order_id, kind=field.partition(" ")[0])
            return None

    def contact(self, order_id: str, sealed: Mapping[str, str]) -> dict[str, str]:
        """The contact data, by name, that there is and that opens."""
        found = {name: self.read(order_id, name, sealed.get(name)) for name in CONTACT}
        return {name: text for name, text in found.items() if text is not None}

    def contact_phone(self, order: Order) -> str | None:
        """As `read`."""
        return self.read(order.head.order_id, "contact_phone", order.head.student.sealed.get("contact_phone"))

    def contact_for_staff(self, order_id: str, sealed: Mapping[str, str]) -> dict[str, str]:
        """As `contact`, with UNREADABLE for what does not open."""
        found = {name: self.for_staff(order_id, name, sealed.get(name)) for name in CONTACT if name in sealed}
        return {name: text for name, text in found.items() if text}

    def for_staff(self, order_id: str, field: str, sealed: str | None) -> str:
        """The text, UNREADABLE if it does not open, "" if there is none."""
        text = self.read(order_id, field, sealed)
        return (UNREADABLE if sealed else "") if text is None else text
