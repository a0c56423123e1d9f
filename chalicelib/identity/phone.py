"""Mainland mobile numbers: one normal form, and a masked form for display."""

from __future__ import annotations

import re
import unicodedata

MOBILE = re.compile(r"1[3-9][0-9]{9}")
FILLING = re.compile(r"[\s()\-‐-―]+")
COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$)")


def fold(text: str) -> str | None:
    """`＋８６ 138-0000-0000` → `13800000000`; None if it is no mainland mobile number."""
    compact = FILLING.sub("", unicodedata.normalize("NFKC", text))
    number = COUNTRY.sub("", compact, count=1)
    return number if MOBILE.fullmatch(number) else None


def mask(phone: str) -> str:
    """`13800000000` → `138****0000`."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""
