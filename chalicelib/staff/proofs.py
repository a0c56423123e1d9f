"""The two proofs of a staff login: a password (Argon2id) and an authenticator code (TOTP, RFC 6238)."""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

# OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB, 2 iterations, 1 lane.
MEMORY_KIB, ITERATIONS, LANES = 19_456, 2, 1
STEP = 30  # seconds; the default of RFC 6238, which every authenticator uses
DRIFT = 1  # steps that a phone's clock may be off


def hash_password(password: str) -> str:
    """The password's Argon2id hash in PHC form, with a random salt."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=ITERATIONS, lanes=LANES, memory_cost=MEMORY_KIB)
    return kdf.derive_phc_encoded(password.encode())


def _nobodys() -> str:
    """A hash, in PHC form, that no password has; nothing is computed for it as the module is loaded."""
    salt, digest = (base64.b64encode(bytes(length)).decode().rstrip("=") for length in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={ITERATIONS},p={LANES}${salt}${digest}"


# Checked for an unknown name, so that it takes as much work as a known one.
NOBODY = _nobodys()
NO_SECRET = base64.b32encode(bytes(20)).decode()


def matches(password: str, phc: str) -> bool:
    """Whether `phc` is a hash of this password, by `hash_password`."""
    try:
        Argon2id.verify_phc_encoded(password.encode(), phc)
    except InvalidKey:
        return False
    return True


def new_secret() -> str:
    """160 random bits in base32, the form authenticators read."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The six digits of a 30-second step; SHA-1 is what RFC 6238 and every authenticator use."""
    return HOTP(base64.b32decode(secret), 6, SHA1()).generate(step).decode()  # noqa: S303  # nosec B303


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def used_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step this is the code of, if that is within DRIFT of now and later than `after`; None otherwise."""
    matching = None
    for step in range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            matching = step
    return matching


def otpauth(secret: str, username: str) -> str:
    """The otpauth URI, which an authenticator reads from a QR code."""
    issuer = quote("高校图像信息采集")
    return f"otpauth://totp/{issuer}:{quote(username)}?secret={secret}&issuer={issuer}&digits=6&period={STEP}"
