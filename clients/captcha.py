"""The work that goes with a captcha's picture, as both clients do it: for the demo, the tests and the benchmarks."""

from __future__ import annotations

import hashlib
from itertools import count


def work_of(captcha_id: str, bits: int) -> str:
    """The first number n for which the SHA-256 of "<captcha_id>.<n>" begins with `bits` zero bits; "" for no bits."""
    if not bits:
        return ""
    known, limit = hashlib.sha256(f"{captcha_id}.".encode("ascii")), 1 << (256 - bits)
    for number in count():
        tried = known.copy()
        tried.update(b"%d" % number)
        if int.from_bytes(tried.digest()) < limit:
            return str(number)
    raise AssertionError("count() ends never")
