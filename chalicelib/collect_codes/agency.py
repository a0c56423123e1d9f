"""The agency's own decoder of collection codes: encrypted text to what the other readers understand.

`decrypt` is the one function to write anew for another cipher; docs/collect-codes.md shows how.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.collect_codes.readers import READERS, CollectCode, Reader, read_chsi_json

NONCE: Final = 12  # bytes
NAME: Final = "agency"


def decrypt(text: str, key: bytes) -> str:
    """The JSON in Base64 of nonce (12 bytes), ciphertext and tag (16), AES-256-GCM.  Raises ValueError for others."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) <= NONCE:
        raise ValueError("too short")
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag as other:
        raise ValueError("not encrypted with this key") from other


def reader(key: bytes, open_text: Callable[[str, bytes], str] = decrypt) -> Reader:
    """A reader of codes that `open_text` turns into CHSI-like JSON; a text it raises ValueError for is not its own."""

    def read(text: str) -> CollectCode | None:
        try:
            found = read_chsi_json(open_text(text, key))
        except ValueError:
            return None
        return found and replace(found, text=text, reader=NAME)

    return Reader(NAME, read)


def readers(key: str) -> tuple[Reader, ...]:
    """The agency's reader before the standard ones.  key: Base64, checked by settings; "" leaves only those."""
    return (reader(base64.b64decode(key)), *READERS) if key else READERS
