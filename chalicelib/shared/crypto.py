"""Keys, digests and sealed (encrypted) text.  One key per purpose is derived from the master key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keys:
    """The keys of one deployment.  master: 32 random bytes; raises ValueError otherwise."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("the master key has 32 bytes")
        self._master = master

    def _derive(self, purpose: str) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=f"gradphoto {purpose}".encode()).derive(self._master)

    @cached_property
    def order(self) -> bytes:
        """Key of order ids."""
        return self._derive("order id")

    @cached_property
    def _lookup(self) -> bytes:
        return self._derive("lookup")

    @cached_property
    def _seal(self) -> AESGCM:
        return AESGCM(self._derive("seal"))

    def digest(self, kind: str, text: str) -> str:
        """Keyed hash for look-up, 64 hex characters; equal for equal texts of a kind, safe against guessing."""
        return hmac.digest(self._lookup, f"{kind}\x00{text}".encode(), hashlib.sha256).hex()

    def seal(self, text: str, *, about: str) -> str:
        """AES-256-GCM: base64 of nonce and ciphertext.  about: authenticated with it; must match in `unseal`."""
        nonce = os.urandom(12)
        return base64.b64encode(nonce + self._seal.encrypt(nonce, text.encode(), about.encode())).decode()

    def unseal(self, sealed: str, *, about: str) -> str:
        """The text `seal` encrypted.  Raises ValueError if it was changed, or sealed under another key or `about`."""
        raw = base64.b64decode(sealed)
        try:
            return self._seal.decrypt(raw[:12], raw[12:], about.encode()).decode()
        except InvalidTag as error:
            raise ValueError("sealed text does not open") from error


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 hex characters."""
    return hashlib.sha256(data).hexdigest()


def constant_time_equal(left: str, right: str) -> bool:
    """Whether two secrets are equal, without a timing that reveals where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())
