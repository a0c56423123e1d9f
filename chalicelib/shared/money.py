"""Money is an integer number of fen (1 yuan = 100 fen); a float never touches it."""

from __future__ import annotations

from typing import NewType

Fen = NewType("Fen", int)

# WeChat Pay: amount.total is an integer from 1 to 100,000,000 fen.
MOST = 100_000_000


def fen(amount: int) -> Fen:
    """An amount in fen.  Raises ValueError unless it is an int (not bool) from 0 to 100,000,000."""
    if type(amount) is not int or not 0 <= amount <= MOST:
        raise ValueError(f"not an amount in fen: {amount!r}")
    return Fen(amount)


def yuan(amount: Fen) -> str:
    """`2000` → "20.00", as people, bills and Alipay write it."""
    return f"{amount // 100}.{amount % 100:02d}"


def from_yuan(text: str) -> Fen:
    """`"20.00"` → 2000.  Raises ValueError for anything that is not yuan with at most two decimals."""
    whole, _, cents = text.strip().partition(".")
    if (
        not whole.isascii()
        or not whole.isdigit()
        or len(cents) > 2
        or (cents and not (cents.isascii() and cents.isdigit()))
    ):
        raise ValueError(f"not an amount in yuan: {text!r}")
    return fen(int(whole) * 100 + int(cents.ljust(2, "0") or "0"))
