"""The authenticator of the sandbox's staff, who share one secret: a six-digit code every 30 seconds (RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import time

from sandbox.seed_staff import TOTP_SECRET

STEP = 30  # seconds
DIGITS = 6


def current_code(now: float | None = None) -> str:
    """The code at `now` (seconds since 1970); None: at present."""
    step = int(time.time() if now is None else now) // STEP
    digest = hmac.digest(base64.b32decode(TOTP_SECRET), step.to_bytes(8), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
