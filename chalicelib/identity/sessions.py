"""Sessions: an opaque 256-bit token whose hash alone is stored.

A session lasts 30 days and slides: `renew`, called where the clients ask who they are, starts the 30 days again
once a day.  `who` never writes, so every other step needs no more than to read its session.
"""

from __future__ import annotations

import re
import secrets
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from chalicelib.identity.inbox_store import Inbox, InboxEntry
from chalicelib.identity.model import Who
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import Unauthenticated

LIFETIME = timedelta(days=30)
RENEW_EVERY = timedelta(days=1)
CACHE = timedelta(seconds=30)  # so long a logout elsewhere may go unseen here
CACHED_MOST = 10_000
TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")  # 32 bytes in base64url


class _Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    person_id: str
    client: str
    proven: bool
    openid: str | None = None


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_SESSION = msgspec.json.Decoder(_Session)


class Sessions:
    """start, who, renew, prove, end.  Safe to share between threads."""

    def __init__(self, store: Inbox, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._cache: dict[str, tuple[Who | None, datetime]] = {}  # None: ended here
        self._lock = threading.Lock()

    def start(self, person_id: str, client: str, openid: str | None, proven: bool) -> str:
        """A new session's token, 43 characters; nobody can read it back from the table."""
        token = secrets.token_urlsafe(32)
        session = _Session(person_id=person_id, client=client, openid=openid, proven=proven)
        digest, until = sha256_hex(token.encode()), self._clock() + LIFETIME
        self._store.join(_of(person_id), digest, until=until)
        self._store.put(_pk(digest), until=until, body=_text(session))
        return token

    def who(self, token: str, *, ip: str) -> Who:
        """The caller behind a token.  Raises Unauthenticated when it is unknown or over.

        A proven session is remembered for 30 s per process; an unproven one is read each time, so that a proof
        given anywhere counts at once.
        """
        if not TOKEN.fullmatch(token):
            raise Unauthenticated
        digest, now = sha256_hex(token.encode()), self._clock()
        who = self._cached(digest, now) or self._read(digest, now)
        return replace(who, ip=ip)

    def renew(self, who: Who) -> datetime:
        """Starts the 30 days again, at most once a day; when the session now ends.  Raises Unauthenticated."""
        entry = self._entry(who.session)
        until = self._clock() + LIFETIME
        if until - entry.until < RENEW_EVERY:
            return entry.until
        self._store.join(_of(who.person_id), who.session, until=until)  # the set outlives all that is in it
        return until if self._store.swap(entry, until=until, body=entry.body) else entry.until

    def prove(self, who: Who) -> None:
        """The caller has shown to own the account: the session sees everything from now on.

        Raises Unauthenticated when the session is over.
        """
        for _ in range(3):
            entry = self._entry(who.session)
            session = msgspec.structs.replace(_session(entry), proven=True)
            if self._store.swap(entry, until=entry.until, body=_text(session)):
                break
        else:
            raise Unauthenticated

    def end(self, who: Who) -> None:
        """Ends the session; in this process at once, in others within 30 s.  Twice is as good as once."""
        self._store.drop(_pk(who.session))
        self._store.leave(_of(who.person_id), who.session)
        with self._lock:
            self._cache[who.session] = (None, self._clock() + CACHE)

    def end_all(self, person_id: str, *, but: str = "") -> int:
        """Ends every session of the person, as `end` does, but the one named; how many there may have been."""
        digests = self._store.members(_of(person_id)) - {but}
        for digest in digests:
            self.end(Who(person_id=person_id, session=digest))
        return len(digests)

    def _entry(self, digest: str) -> InboxEntry:
        entry = self._store.get(_pk(digest), now=self._clock())
        if entry is None:
            raise Unauthenticated
        return entry

    def _read(self, digest: str, now: datetime) -> Who:
        entry = self._entry(digest)
        session = _session(entry)
        who = Who(
            person_id=session.person_id,
            session=digest,
            client=session.client,
            openid=session.openid,
            proven=session.proven,
        )
        if who.proven:
            self._remember(who, min(now + CACHE, entry.until))
        return who

    def _cached(self, digest: str, now: datetime) -> Who | None:
        with self._lock:
            who, until = self._cache.get(digest, (None, now))
        return who if now < until else None

    def _remember(self, who: Who, until: datetime) -> None:
        with self._lock:
            if len(self._cache) >= CACHED_MOST:
                self._cache.clear()
            ended = self._cache.get(who.session, (who, until))[0] is None
            if not ended:  # a logout overtook the read
                self._cache[who.session] = (who, until)


def _pk(digest: str) -> str:
    return f"SESSION#{digest}"


def _of(person_id: str) -> str:
    """The set of a person's sessions: those that ended by themselves are in it too."""
    return f"SESSIONS#{person_id}"


def _text(session: _Session) -> str:
    return msgspec.json.encode(session).decode()


def _session(entry: InboxEntry) -> _Session:
    return _SESSION.decode(entry.body)
