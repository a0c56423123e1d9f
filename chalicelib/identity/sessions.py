"""Sessions: an opaque 256-bit token, of which only the hash is stored.

A session lasts 30 days from its last renewal: `renew`, called when a client asks for its account, extends it at most
once a day.  `who` never writes, so every other step needs only read access to sessions.
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
CACHE = timedelta(seconds=30)  # how long a logout in another process may go unnoticed
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
    """Starts, reads, renews, proves and ends sessions.  Thread-safe."""

    def __init__(self, store: Inbox, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._cache: dict[str, tuple[Who | None, datetime]] = {}  # None: ended in this process
        self._ends: dict[str, datetime] = {}  # of the sessions in the cache
        self._lock = threading.Lock()

    def start(self, person_id: str, client: str, openid: str | None, proven: bool) -> str:
        """Start a session; returns its token, 43 characters, which cannot be read back from the table."""
        token, session = _begun(person_id, client, openid, proven, self._clock() + LIFETIME)
        self._store.join(_of(person_id), _digest(token), until=session.until)
        self._store.put(session.pk, until=session.until, body=session.body)
        return token

    def start_first(self, person_id: str, client: str, openid: str | None) -> str:
        """As `start`, the proven session of a person whose id nobody else knows yet: no other can join the set
        meanwhile, and nobody has the token before both are written."""
        token, session = _begun(person_id, client, openid, True, self._clock() + LIFETIME)
        members = frozenset({_digest(token)})
        self._store.put_all(
            [InboxEntry(pk=_of(person_id), until=session.until, n=0, body="", members=members), session]
        )
        return token

    def who(self, token: str, *, ip: str) -> Who:
        """The caller behind a token.  Raises Unauthenticated if it is unknown or expired.

        A proven session is cached for 30 s per process; an unproven one is read each time, so that a proof given to
        another process counts at once.
        """
        if not TOKEN.fullmatch(token):
            raise Unauthenticated
        digest, now = _digest(token), self._clock()
        who = self._cached(digest, now) or self._read(digest, now)
        return replace(who, ip=ip)

    def renew(self, who: Who) -> datetime:
        """Extend the session to 30 days from now, at most once a day; returns when it ends.  Raises Unauthenticated."""
        now = self._clock()
        until = now + LIFETIME
        if self._cached(who.session, now) and (ends := self._ends.get(who.session)) and until - ends < RENEW_EVERY:
            return ends
        entry = self._entry(who.session)
        if until - entry.until < RENEW_EVERY:
            return entry.until
        self._store.join(_of(who.person_id), who.session, until=until)  # the set outlives its sessions
        return until if self._store.swap(entry, until=until, body=entry.body) else entry.until

    def prove(self, who: Who) -> None:
        """Mark the session as proven: its caller has shown to own the account, and sees everything from now on.

        Raises Unauthenticated when the session has ended.
        """
        for _ in range(3):
            entry = self._entry(who.session)
            session = msgspec.structs.replace(_session(entry), proven=True)
            if self._store.swap(entry, until=entry.until, body=_text(session)):
                break
        else:
            raise Unauthenticated

    def end(self, who: Who) -> None:
        """End the session: in this process at once, in others within 30 s.  Idempotent."""
        self._store.drop(_pk(who.session))
        self._store.leave(_of(who.person_id), who.session)
        with self._lock:
            self._cache[who.session] = (None, self._clock() + CACHE)

    def end_all(self, person_id: str, *, keep: str = "") -> int:
        """End every session of the person except `keep`; returns how many, expired ones included."""
        digests = self._store.members(_of(person_id)) - {keep}
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
            self._remember(who, min(now + CACHE, entry.until), entry.until)
        return who

    def _cached(self, digest: str, now: datetime) -> Who | None:
        with self._lock:
            who, until = self._cache.get(digest, (None, now))
        return who if now < until else None

    def _remember(self, who: Who, until: datetime, ends: datetime) -> None:
        with self._lock:
            if len(self._cache) >= CACHED_MOST:
                self._cache.clear()
                self._ends.clear()
            ended = self._cache.get(who.session, (who, until))[0] is None
            if not ended:  # a logout overtook the read
                self._cache[who.session] = (who, until)
                self._ends[who.session] = ends


def _begun(person_id: str, client: str, openid: str | None, proven: bool, until: datetime) -> tuple[str, InboxEntry]:
    """A new token, and its session."""
    token = secrets.token_urlsafe(32)
    session = _Session(person_id=person_id, client=client, openid=openid, proven=proven)
    return token, InboxEntry(pk=_pk(_digest(token)), until=until, n=0, body=_text(session))


def _digest(token: str) -> str:
    return sha256_hex(token.encode())


def _pk(digest: str) -> str:
    return f"SESSION#{digest}"


def _of(person_id: str) -> str:
    """Key of the set of a person's sessions, which also holds expired ones."""
    return f"SESSIONS#{person_id}"


def _text(session: _Session) -> str:
    return msgspec.json.encode(session).decode()


def _session(entry: InboxEntry) -> _Session:
    return _SESSION.decode(entry.body)
