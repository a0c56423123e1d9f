"""Identifiers: how they are made, and how those with a meaning are parsed."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ORDER_LENGTH = 22  # 62**22 > 2**128
# WeChat Pay accepts 6-32 characters of [0-9A-Za-z_-|*], Alipay up to 64 of [0-9A-Za-z_]: these use the common subset.
TRADE = re.compile(r"([0-9A-Za-z]{22})_([0-9]{2})")
REFUND = re.compile(r"([0-9A-Za-z]{22})_([0-9]{2})R([0-9])")


def base62(number: int, length: int) -> str:
    """`number` in base 62, exactly `length` characters; higher digits are dropped."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def random_id(length: int = ORDER_LENGTH) -> str:
    """An unguessable id (22 characters ≈ 131 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def id_of(*parts: str, length: int = ORDER_LENGTH) -> str:
    """The id of whatever these parts say which it is: made twice, it is the same."""
    digest = hashlib.sha256("\x00".join(parts).encode()).digest()
    return base62(int.from_bytes(digest), length)


def order_id(key: bytes, task_id: str, enrolment: str, round_: int) -> str:
    """The id of an enrolment's order in a task and round: opening it twice gives the same id."""
    text = f"{task_id}\x00{enrolment}\x00{round_}".encode()
    return base62(int.from_bytes(hmac.digest(key, text, hashlib.sha256)), ORDER_LENGTH)


def is_order_id(text: str) -> bool:
    """Whether the text has the form of an order id (checked so that no other text reaches the table)."""
    return len(text) == ORDER_LENGTH and text.isascii() and text.isalnum()


def out_trade_no(order: str, attempt_no: int) -> str:
    """The merchant's number of a payment attempt; with the order id in it, a notice needs no index."""
    if not is_order_id(order) or not 1 <= attempt_no <= 99:
        raise ValueError("no such attempt")
    return f"{order}_{attempt_no:02d}"


def parse_out_trade_no(text: str) -> tuple[str, int] | None:
    """(order id, attempt number), or None if the number is not ours."""
    match = TRADE.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def out_refund_no(order: str, attempt_no: int, try_no: int) -> str:
    """The merchant's number of a refund; a retry keeps it; only after a closed refund is the next `try_no` used."""
    return f"{out_trade_no(order, attempt_no)}R{try_no}"


def parse_out_refund_no(text: str) -> tuple[str, int, int] | None:
    """(order id, attempt number, try number), or None if the number is not ours."""
    match = REFUND.fullmatch(text)
    return (match[1], int(match[2]), int(match[3])) if match else None
