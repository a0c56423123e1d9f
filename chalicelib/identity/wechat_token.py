"""WeChat's access token, shared by all workers: sealed in the inbox table, fetched by the holder of a lease."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import timedelta

from chalicelib.identity.errors import WeChatBusy
from chalicelib.identity.inbox_store import Inbox
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys

# stable_token issues the next token in the last five minutes of the old one; both work meanwhile.
RENEW_BEFORE = timedelta(minutes=4)
LEASE = timedelta(seconds=8)  # longer than one fetch may take
PATIENCE, PAUSE = 4.0, 0.1  # seconds a worker without a token waits for the lease holder, and between two reads

Fetch = Callable[[], tuple[str, int]]  # → (token, seconds it is valid)


class SharedToken:
    """Provides the valid token.  Of several workers at once, one fetches it and the others use its result."""

    def __init__(self, store: Inbox, keys: Keys, clock: Clock, appid: str) -> None:
        self._store, self._keys, self._clock = store, keys, clock
        self._pk, self._lease = f"TOKEN#wechat#{appid}", f"TOKEN#lease#{appid}"

    def get(self, fetch: Fetch, *, bad: str | None = None) -> str:
        """The token.  bad: a token the server has just refused.  Raises WeChatBusy, and what `fetch` raises."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            token, fresh = self._kept(bad)
            if token and fresh:
                return token
            now, nonce = self._clock(), secrets.token_hex(8)
            if self._store.seize(self._lease, now=now, until=now + LEASE, body=nonce):
                return self._fetch(fetch, nonce, bad)
            if token:
                return token
            time.sleep(PAUSE)
        raise WeChatBusy

    def _kept(self, bad: str | None) -> tuple[str | None, bool]:
        """(stored token, whether it is fresh enough); (None, False) if absent, bad, or sealed under another key."""
        now = self._clock()
        entry = self._store.get(self._pk, now=now)
        if entry is None:
            return None, False
        try:
            token = self._keys.unseal(entry.body, about=self._pk)
        except ValueError:
            return None, False
        return (None, False) if token == bad else (token, entry.until - now > RENEW_BEFORE)

    def _fetch(self, fetch: Fetch, nonce: str, bad: str | None) -> str:
        try:
            token, fresh = self._kept(bad)  # another worker may have stored it before we got the lease
            if token and fresh:
                return token
            token, seconds = fetch()
            until = self._clock() + timedelta(seconds=seconds)
            self._store.put(self._pk, until=until, body=self._keys.seal(token, about=self._pk))
            return token
        finally:
            held = self._store.get(self._lease, now=self._clock())
            if held is not None and held.body == nonce:
                self._store.remove(held)
