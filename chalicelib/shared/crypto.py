"""Keys, digests and sealed (encrypted) text.

Look-ups and order ids have keys derived from the master key, for ever.  What is sealed has a ring of its own for each
kind of data: a new key seals from now on, and the older ones open what they sealed until it is sealed anew.  Below the
ring stands key 0, derived from the master, until it is closed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable, Collection, Mapping
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chalicelib.shared.config.key_ring import KEY_BYTES, Ring

DERIVED = 0  # id of the key derived from the master, whose sealed texts have no id before them


class KeyNotHeld(RuntimeError):
    """A step uses a key that its settings do not give it: a fault of the program, never of data."""


class UnknownKey(ValueError):
    """A text is sealed under a key that this ring does not have, also after it was read anew."""


class Sealer:
    """Seals with the newest key of a ring, opens with any of them.

    Sealed text is `<id>.<base64 of nonce and ciphertext>`; without `<id>.` it is of the derived key, in the form of
    releases that knew no ring.  keys: 32 bytes each, by id; where the derived one is not among them, what it sealed is
    refused; newer: a ring with newer keys, for a text whose key this one does not have; None if there is none.
    """

    def __init__(self, keys: Mapping[int, bytes], *, newer: Callable[[], Sealer | None] = lambda: None) -> None:
        self._keys, self._newer, self._newest = dict(keys), newer, max(keys)
        self._ciphers: dict[int, AESGCM] = {}

    def seal(self, text: str, *, about: str, before: str | None = None) -> str:
        """AES-256-GCM with the newest key.  about: authenticated with it; must match in `unseal`.

        before: what stands for `about` while the newest is the derived key, where releases before this one read so.
        """
        nonce, key_id = os.urandom(12), self._newest
        sealed = self._cipher(key_id).encrypt(nonce, text.encode(), _context(key_id, about, before))
        body = base64.b64encode(nonce + sealed).decode()
        return f"{key_id}.{body}" if key_id else body

    def unseal(self, sealed: str, *, about: str, before: str | None = None) -> str:
        """The text that `seal` encrypted, by whichever key.

        Raises ValueError if it was changed, or sealed with another key or `about`; UnknownKey if no ring has its key.
        """
        key_id, body = _parted(sealed)
        if key_id not in self._keys:
            if key_id == DERIVED:  # it is closed: no newer ring opens it
                raise ValueError("sealed text does not open")
            if (newer := self._newer()) is None or newer is self:
                raise UnknownKey("sealed with a key that is not in the ring")
            return newer.unseal(sealed, about=about, before=before)
        raw = base64.b64decode(body)
        try:
            return self._cipher(key_id).decrypt(raw[:12], raw[12:], _context(key_id, about, before)).decode()
        except InvalidTag as error:
            raise ValueError("sealed text does not open") from error

    def is_current(self, sealed: str) -> bool:
        """Whether it is sealed with the newest key, or with one that is newer than this ring.

        Raises ValueError for what is no sealed text.
        """
        return _parted(sealed)[0] >= self._newest

    def _cipher(self, key_id: int) -> AESGCM:
        if key_id not in self._ciphers:
            self._ciphers[key_id] = AESGCM(self._keys[key_id])
        return self._ciphers[key_id]


def _parted(sealed: str) -> tuple[int, str]:
    """Id of the key, and the rest.  Raises ValueError."""
    head, dot, body = sealed.partition(".")
    if not dot:
        return DERIVED, sealed
    if not (head.isascii() and head.isdecimal() and len(head) <= 4 and head[0] != "0"):
        raise ValueError("no sealed text")
    return int(head), body


def _context(key_id: int, about: str, before: str | None) -> bytes:
    return (before if key_id == DERIVED and before is not None else about).encode()


class Keys:
    """The keys of one deployment that a step holds.

    master: 32 random bytes, or None; contact, staff: rings over the key derived from the master, or None where the
    step opens nothing of the kind; closed: those of them whose derived key opens nothing any more; newer: this
    deployment's keys after a ring has changed, None if none has.  Raises ValueError for a master of another length.  A
    part that is not held raises KeyNotHeld when it is used.
    """

    def __init__(
        self,
        master: bytes | None,
        *,
        contact: Ring | None = {},  # noqa: B006 - a Mapping, never written
        staff: Ring | None = {},  # noqa: B006
        closed: Collection[str] = (),
        newer: Callable[[], Keys | None] = lambda: None,
    ) -> None:
        if master is not None and len(master) != KEY_BYTES:
            raise ValueError("the master key has 32 bytes")
        self._master, self._contact, self._staff, self._newer = master, contact, staff, newer
        self._closed = closed

    def _derive(self, purpose: str) -> bytes:
        if self._master is None:
            raise KeyNotHeld("this step does not hold the group master; see shared/settings.py STEPS")
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"gradphoto {purpose}".encode()).derive(self._master)

    @cached_property
    def order(self) -> bytes:
        """Key of order ids."""
        return self._derive("order id")

    @cached_property
    def _lookup(self) -> bytes:
        return self._derive("lookup")

    @cached_property
    def contact(self) -> Sealer:
        """Seals what is about students and teachers."""
        return self._sealer("contact", self._contact, lambda keys: keys.contact)

    @cached_property
    def staff(self) -> Sealer:
        """Seals what only the staff step opens: authenticators, numbers of staff, proposals."""
        return self._sealer("staff", self._staff, lambda keys: keys.staff)

    def _sealer(self, group: str, ring: Ring | None, same: Callable[[Keys], Sealer]) -> Sealer:
        if ring is None:
            raise KeyNotHeld(f"this step does not hold the group {group}; see shared/settings.py STEPS")
        below = {} if group in self._closed else {DERIVED: self._derive("seal")}
        return Sealer(
            {**below, **ring},
            newer=lambda: same(newer) if (newer := self._newer()) is not None else None,
        )

    def digest(self, kind: str, text: str) -> str:
        """Keyed hash for look-up, 64 hex characters; equal for equal texts of a kind, safe against guessing."""
        return hmac.digest(self._lookup, f"{kind}\x00{text}".encode(), hashlib.sha256).hex()

    def seal(self, text: str, *, about: str, before: str | None = None) -> str:
        """`Sealer.seal` of the contact ring."""
        return self.contact.seal(text, about=about, before=before)

    def unseal(self, sealed: str, *, about: str, before: str | None = None) -> str:
        """`Sealer.unseal` of the contact ring."""
        return self.contact.unseal(sealed, about=about, before=before)


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 hex characters."""
    return hashlib.sha256(data).hexdigest()


def constant_time_equal(left: str, right: str) -> bool:
    """Whether two secrets are equal, without a timing that reveals where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())
