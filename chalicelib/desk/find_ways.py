"""By what a typed text may be meant to find an order, from its shape alone."""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

from chalicelib.identity.phone import fold as fold_phone
from chalicelib.orders import number
from chalicelib.shared.ids import is_order_id, parse_out_trade_no

Way = Literal["phone", "number", "name", "collect_code", "student_no"]
MOST_FIELD: Final = 120  # characters of a number or a name; a longer text can only be a QR code's
_BETWEEN: Final = frozenset(" ·•‧∙⋅・.'-")


def ways_of(text: str) -> list[Way]:
    """The likeliest first; none for an empty text."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if not typed:
        return []
    if len(typed) > MOST_FIELD:
        return ["collect_code"]
    named = all(sign.isalpha() or sign in _BETWEEN for sign in typed)
    if named and not typed.isascii():
        return ["name"]
    ways: list[Way] = []
    if fold_phone(typed):
        ways.append("phone")
    if _is_number(typed):
        ways.append("number")
    ways += ["collect_code", "student_no"]
    return [*ways, "name"] if named else ways


def _is_number(typed: str) -> bool:
    if parse_out_trade_no(typed) or is_order_id(typed):
        return True
    try:
        return number.read(typed) is not None
    except number.Mistyped:
        return False
