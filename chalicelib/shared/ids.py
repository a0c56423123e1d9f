"""Identifiers: how each is made, and how the ones that carry meaning are read back."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ORDER_LENGTH = 22  # 62**22 > 2**128
# WeChat Pay takes 6-32 characters of [0-9A-Za-z_-|*], Alipay up to 64 of [0-9A-Za-z_]: the common part.
TRADE = re.compile(r"([0-9A-Za-z]{22})_([0-9]{2})")
REFUND = re.compile(r"([0-9A-Za-z]{22})_([0-9]{2})R([0-9])")


def base62(number: int, length: int) -> str:
    """`number` in base 62, exactly `length` characters, high digits cut."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def random_id(length: int = ORDER_LENGTH) -> str:
    """An unguessable id (22 characters ≈ 131 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def order_id(key: bytes, task_id: str, enrolment: str, round_: int) -> str:
    """The one order of an enrolment in a task and round: opening twice meets the same id."""
    text = f"{task_id}\x00{enrolment}\x00{round_}".encode()
    return base62(int.from_bytes(hmac.digest(key, text, hashlib.sha256)), ORDER_LENGTH)


def is_order_id(text: str) -> bool:
    """True for the shape of an order id (so a foreign string never reaches the table)."""
    return len(text) == ORDER_LENGTH and text.isascii() and text.isalnum()


def out_trade_no(order: str, attempt_no: int) -> str:
    """The merchant's number of a payment attempt; a notice needs no index to find its order."""
    if not is_order_id(order) or not 1 <= attempt_no <= 99:
        raise ValueError("no such attempt")
    return f"{order}_{attempt_no:02d}"


def parse_out_trade_no(text: str) -> tuple[str, int] | None:
    """(order id, attempt number), or None when the number was never ours."""
    found = TRADE.fullmatch(text)
    return (found[1], int(found[2])) if found else None


def out_refund_no(order: str, attempt_no: int, try_no: int) -> str:
    """The merchant's number of a refund; a retry keeps it, only a closed refund gets the next `try_no`."""
    return f"{out_trade_no(order, attempt_no)}R{try_no}"


def parse_out_refund_no(text: str) -> tuple[str, int, int] | None:
    """(order id, attempt number, try number), or None when it was never ours."""
    found = REFUND.fullmatch(text)
    return (found[1], int(found[2]), int(found[3])) if found else None
