"""Task codes (特征码) that cannot be misread: no 0 beside O, no 1 beside I and L, no 2 beside Z, no 5 beside S."""

from __future__ import annotations

import secrets
from typing import Final

SIGNS: Final = "346789ABCDEFGHJKMNPQRTUVWXY"
LENGTH: Final = 6  # 27⁶ ≈ 387 million


def new_code() -> str:
    """Six random signs, with a letter and a digit among them, so that it looks like neither a word nor a price."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code
