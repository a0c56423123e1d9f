"""Work that goes with a picture: whoever has many pictures read has as many numbers to look for.

A number is looked for by trying: 2**bits hashes on average.  Checking it is one.
"""

from __future__ import annotations

import hashlib
import re

# By level: 0.1 to 0.4 s of a phone's core in a browser, 9 to 35 s in a mini-program whose phone compiles no JavaScript,
# while its owner reads and types.
BITS = (16, 17, 18)
WORK = re.compile(r"[0-9]{1,12}")


def is_done(captcha_id: str, work: str, bits: int) -> bool:
    """Whether the work fits this id: SHA-256 of "<captcha_id>.<work>" begins with `bits` zero bits."""
    if not captcha_id.isascii() or not WORK.fullmatch(work):
        return False
    digest = hashlib.sha256(f"{captcha_id}.{work}".encode("ascii")).digest()
    return int.from_bytes(digest) >> (256 - bits) == 0
