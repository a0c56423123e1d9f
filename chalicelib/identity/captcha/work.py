"""Work that goes with a picture: whoever has many pictures read has as many numbers to look for.

A number is looked for by trying: 2**bits hashes on average.  Checking it is one.
"""

from __future__ import annotations

import hashlib
import re

BITS = (16, 18, 20)  # by level: about 0.1, 0.4 and 1.5 s of a phone's core
WORK = re.compile(r"[0-9]{1,12}")


def is_done(captcha_id: str, work: str, bits: int) -> bool:
    """Whether the work fits this id: SHA-256 of "<captcha_id>.<work>" begins with `bits` zero bits."""
    if not captcha_id.isascii() or not WORK.fullmatch(work):
        return False
    digest = hashlib.sha256(f"{captcha_id}.{work}".encode("ascii")).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
