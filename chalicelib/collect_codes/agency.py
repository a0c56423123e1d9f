"""The agency's own decoder of collection codes: turns encrypted text into text that a standard reader understands.

For another cipher only `decrypt` has to be rewritten; docs/collect-codes.md shows how.
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
    """The JSON in `text`: Base64 of nonce (12 bytes), ciphertext and tag (16), AES-256-GCM.  Raises ValueError."""
    raw = base64.b64decode(text, validate=True)
    if len(raw) <= NONCE:
        raise ValueError("too short")
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag as error:
        raise ValueError("not encrypted with this key") from error


def reader(key: bytes, open_text: Callable[[str, bytes], str] = decrypt) -> Reader:
    """A reader of codes that `open_text` turns into CHSI-like JSON; it raises ValueError for any other text."""

    def read(text: str) -> CollectCode | None:
        try:
            code = read_chsi_json(open_text(text, key))
        except ValueError:
            return None
        return code and replace(code, text=text, reader=NAME)

    return Reader(NAME, read)


def readers(keys: str) -> tuple[Reader, ...]:
    """The readers of what students show: one for each of the agency's keys, and no other, since anybody can write what
    the standard ones take; without a key those.  keys: in Base64, checked by the settings, and separated by spaces."""
    return _own(keys) or READERS


def desk_readers(keys: str) -> tuple[Reader, ...]:
    """The readers of what staff type and upload, which are codes that somebody else has opened, too."""
    return (*_own(keys), *READERS)


def _own(keys: str) -> tuple[Reader, ...]:
    return tuple(reader(base64.b64decode(key)) for key in keys.split())
