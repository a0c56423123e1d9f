"""The secrets of teachers' links: what is made of them, and which device has shown that it is the teacher's."""

from __future__ import annotations

import base64
import re
import secrets
from datetime import datetime

from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.crypto import Keys, sha256_hex

TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")


def digest_of(token: str) -> str | None:
    """As a token is stored; None for what cannot be one, so that no other text reaches the table."""
    return sha256_hex(token.encode()) if TOKEN.fullmatch(token) else None


def forwarding(keys: Keys, digest: str) -> str:
    """The token of a link's twin.  It follows from the link and our key: every device of the teacher passes on the
    same one, and nothing is written when she does."""
    made = bytes.fromhex(keys.digest("teacher forward", digest))
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


class Devices:
    """Tokens of devices whose holder read the teacher's SMS: each opens the link in its own token's stead, until the
    link ends.  Only digests are stored."""

    def __init__(self, store: Inbox) -> None:
        self._store = store

    def admit(self, link: str, until: datetime) -> str:
        """A token of a new device.  link: the digest of the link's token."""
        token = secrets.token_urlsafe(32)
        self._store.put(_pk(sha256_hex(token.encode())), until=until, body=link)
        return token

    def link_of(self, digest: str, now: datetime) -> str | None:
        """The digest of the link that the device of this digest may open, or None."""
        entry = self._store.get(_pk(digest), now=now)
        return entry.body if entry else None


def _pk(digest: str) -> str:
    return f"TEACHER#{digest}"
