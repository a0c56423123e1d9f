"""Keys, digests and sealed text.  Every key is derived from one master key, one per purpose."""

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
        """Keyed hash for look-up: 64 hex characters; equal texts of one kind meet, and nobody can guess back."""
        return hmac.digest(self._lookup, f"{kind}\x00{text}".encode(), hashlib.sha256).hex()

    def seal(self, text: str, *, about: str) -> str:
        """AES-256-GCM, base64 of nonce and ciphertext; `about` (what it is) is bound in and must match to open."""
        nonce = os.urandom(12)
        return base64.b64encode(nonce + self._seal.encrypt(nonce, text.encode(), about.encode())).decode()

    def unseal(self, sealed: str, *, about: str) -> str:
        """The text `seal` hid.  Raises ValueError when it was changed or sealed under another key."""
        raw = base64.b64decode(sealed)
        try:
            return self._seal.decrypt(raw[:12], raw[12:], about.encode()).decode()
        except InvalidTag as error:
            raise ValueError("sealed text does not open") from error


def sha256_hex(data: bytes) -> str:
    """64 hex characters."""
    return hashlib.sha256(data).hexdigest()


def same(one: str, other: str) -> bool:
    """Constant-time comparison."""
    return hmac.compare_digest(one.encode(), other.encode())
