"""The last four of the ID number.

Whoever knows them may take over an unpaid order of their own, so an order keeps a digest of them to compare with.
"""

from __future__ import annotations

from chalicelib.shared.crypto import Keys, constant_time_equal


def digest(keys: Keys, enrolment: str, tail: str) -> str:
    """tail: the four signs; the last may be X in either case."""
    return keys.digest("order_id_tail", f"{enrolment}\x00{tail.upper()}")


def matches(keys: Keys, enrolment: str, tail: str, kept: str) -> bool:
    return constant_time_equal(digest(keys, enrolment, tail), kept)
