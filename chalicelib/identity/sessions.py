"""Sessions: an opaque 256-bit token, of which only the hash is stored.

A session on somebody's own phone or computer lasts 30 days from its last renewal.  One of the web site whose visitor
did not say that the computer is her own ends after 12 hours without a renewal, and 24 hours after its begin at the
latest.
`renew`, called when a client asks for its account, extends the first at most once a day and the second at most once an
hour; a client in use asks at least that often.  `who` never writes, so every other step needs only read access to
sessions.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import msgspec

from chalicelib.identity.errors import ProveFirst
from chalicelib.identity.inbox_store import Inbox, InboxEntry
from chalicelib.identity.model import Who
from chalicelib.identity.session_items import OVER, TOLD, Ended, Ending, Life, Session, life, pk_of, set_of, term, text
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import Unauthenticated

CACHE = timedelta(seconds=30)  # how long a logout in another process may go unnoticed
CACHED_MOST = 10_000
TOKEN = re.compile(r"[0-9A-Za-z_-]{43}")  # 32 bytes in base64url
ID_SIGNS = 16  # of a digest's 64: they tell a person's sessions apart, and are no digest


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A live session as its owner sees it.  session_id: ID_SIGNS characters, no credential; device: in a few words,
    empty if unknown; begun_at: None if an earlier release began it; used_at: of the last renewal; until: when it ends
    unless it is renewed; current: it is the one that asks."""

    session_id: str
    client: str
    device: str
    begun_at: datetime | None
    used_at: datetime
    until: datetime
    current: bool


class Sessions:
    """Starts, reads, renews, proves, lists and ends sessions.  Thread-safe."""

    def __init__(self, store: Inbox, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._cache: dict[str, tuple[Who | None, datetime]] = {}  # None: ended in this process
        self._lives: dict[str, Life] = {}  # of the sessions in the cache
        self._lock = threading.Lock()

    def start(
        self,
        person_id: str,
        client: str,
        openid: str | None,
        proven: bool,
        *,
        own: bool = False,
        device: str = "",
        numbered: bool = False,
    ) -> str:
        """Start a session; returns its token, 43 characters, which cannot be read back from the table.

        own: the visitor of the web site says that the computer is her own; device: in a few words; numbered: they
        showed the account's number.  The session is written before it joins the set: whoever ends all of them meanwhile
        never leaves one that no later end finds.
        """
        token, entry = self._begun(person_id, client, openid, proven, own, device, numbered)
        self._store.put(entry.pk, until=entry.until, body=entry.body)
        self._store.join(set_of(person_id), _digest(token), until=entry.until)
        return token

    def start_first(
        self, person_id: str, client: str, openid: str | None, *, own: bool = False, device: str = ""
    ) -> str:
        """As `start`, the proven session of a person whose id nobody else knows yet: no other can join the set
        meanwhile, and nobody has the token before both are written."""
        token, entry = self._begun(person_id, client, openid, True, own, device, False)
        members = frozenset({_digest(token)})
        self._store.put_all([InboxEntry(pk=set_of(person_id), until=entry.until, n=0, body="", members=members), entry])
        return token

    def _begun(
        self, person_id: str, client: str, openid: str | None, proven: bool, own: bool, device: str, numbered: bool
    ) -> tuple[str, InboxEntry]:
        """A new token, and its session."""
        token, now = secrets.token_urlsafe(32), self._clock()
        session = Session(
            person_id=person_id,
            client=client,
            openid=openid,
            proven=proven,
            shared=term(client, own=own).shared,
            device=device,
            numbered=numbered,
            begun=int(now.timestamp()),
            used=int(now.timestamp()),
        )
        return token, InboxEntry(pk=pk_of(_digest(token)), until=session.until(now), n=0, body=text(session))

    def who(self, token: str, *, ip: str) -> Who:
        """The caller behind a token.  Raises Unauthenticated if it is unknown or over, and says why if that is known.

        A proven session is cached for 30 s per process; an unproven one is read each time, so that a proof given to
        another process counts at once.
        """
        if not TOKEN.fullmatch(token):
            raise Unauthenticated
        digest, now = _digest(token), self._clock()
        who = self._cached(digest, now) or self._read(digest, now)
        return replace(who, ip=ip)

    def renew(self, who: Who) -> datetime:
        """Extend the session by its term from now, if that is due; returns when it ends.  Raises Unauthenticated."""
        now = self._clock()
        known = self._lives.get(who.session) if self._cached(who.session, now) else None
        if known and not known.due(now):
            return known.until
        entry, found = self._live(who.session, now)
        if not found.due(now):
            return found.until
        until = found.session.until(now)
        self._store.join(set_of(who.person_id), who.session, until=until)  # the set outlives its sessions
        used = msgspec.structs.replace(found.session, used=int(now.timestamp()))
        return until if self._store.swap(entry, until=until, body=text(used)) else found.until

    def prove(self, who: Who) -> None:
        """Mark the session as proven: its caller has shown to own the account, and sees everything from now on.

        Raises Unauthenticated when the session has ended.
        """
        for _ in range(3):
            entry, found = self._live(who.session, self._clock())
            session = msgspec.structs.replace(found.session, proven=True)
            if self._store.swap(entry, until=entry.until, body=text(session)):
                break
        else:
            raise Unauthenticated

    def session(self, who: Who) -> Session:
        """The caller's own.  Raises Unauthenticated when it has ended."""
        return self._live(who.session, self._clock())[1].session

    def listed(self, who: Who) -> list[Listed]:
        """The person's live sessions, the caller's first, then the last used; an unproven caller sees her own alone."""
        now, sessions = self._clock(), []
        for entry in self._store.find_all(map(pk_of, self._seen_by(who))):
            try:
                found = life(entry, now)
            except Unauthenticated:  # over, and still in the set
                continue
            sessions.append(_listed(entry.pk.removeprefix(pk_of("")), found, who.session))
        return sorted(sessions, key=lambda one: (one.current, one.used_at), reverse=True)

    def end(self, who: Who) -> None:
        """End the session: in this process at once, in others within 30 s.  Idempotent."""
        self._store.drop(pk_of(who.session))
        self._left(who.person_id, who.session)

    def is_current(self, who: Who, session_id: str) -> bool:
        """Whether the id is of the session that the caller is in."""
        return _id(who.session) == session_id

    def end_one(self, who: Who, session_id: str) -> None:
        """End one of the caller's sessions, the one she is in, too.  One that is over or unknown already counts as
        ended.  Raises ProveFirst if an unproven session would end another."""
        if self.is_current(who, session_id):
            return self.end(who)
        if not who.proven:
            raise ProveFirst
        digests = [digest for digest in self._seen_by(who) if _id(digest) == session_id]
        return self._end_each(who.person_id, digests, Ending.ELSEWHERE)

    def end_others(self, who: Who) -> None:
        """End every session of the caller but the one she is in.  Raises ProveFirst."""
        if not who.proven:
            raise ProveFirst
        self.end_all(who.person_id, keep=who.session, why=Ending.ELSEWHERE)

    def end_all(self, person_id: str, *, keep: str = "", why: Ending | None = None) -> int:
        """End every session of the person except `keep`; returns how many, expired ones included.  why: what their
        clients are told; None leaves nothing of them."""
        digests = self._store.members(set_of(person_id)) - {keep}
        self._end_each(person_id, digests, why)
        return len(digests)

    def discard(self, person_id: str, token: str) -> None:
        """End a session that has just been started, and whose token nobody got."""
        self.end(Who(person_id=person_id, session=_digest(token)))

    def _end_each(self, person_id: str, digests: Iterable[str], why: Ending | None) -> None:
        now = self._clock()
        for digest in digests:
            if why is None:
                self._store.drop(pk_of(digest))
            else:
                ended = text(Ended(why=why, at=int(now.timestamp())))
                self._store.close(pk_of(digest), now=now, until=OVER, body=ended, keep=now + TOLD)
            self._left(person_id, digest)

    def _left(self, person_id: str, digest: str) -> None:
        self._store.leave(set_of(person_id), digest)
        with self._lock:
            self._cache[digest] = (None, self._clock() + CACHE)

    def _seen_by(self, who: Who) -> Iterable[str]:
        """Digests of the sessions that the caller may see; her own, even if the set was lost."""
        return self._store.members(set_of(who.person_id)) | {who.session} if who.proven else {who.session}

    def _live(self, digest: str, now: datetime) -> tuple[InboxEntry, Life]:
        entry = self._store.find(pk_of(digest))
        if entry is None:
            raise Unauthenticated
        return entry, life(entry, now)

    def _read(self, digest: str, now: datetime) -> Who:
        _, found = self._live(digest, now)
        session = found.session
        who = Who(
            person_id=session.person_id,
            session=digest,
            client=session.client,
            openid=session.openid,
            proven=session.proven,
            number_at=session.number_at,
        )
        if who.proven:
            self._remember(who, min(now + CACHE, found.until), found)
        return who

    def _cached(self, digest: str, now: datetime) -> Who | None:
        with self._lock:
            who, until = self._cache.get(digest, (None, now))
        return who if now < until else None

    def _remember(self, who: Who, until: datetime, found: Life) -> None:
        with self._lock:
            if len(self._cache) >= CACHED_MOST:
                self._cache.clear()
                self._lives.clear()
            ended = self._cache.get(who.session, (who, until))[0] is None
            if not ended:  # a logout overtook the read
                self._cache[who.session] = (who, until)
                self._lives[who.session] = found


def _listed(digest: str, found: Life, current: str) -> Listed:
    session = found.session
    return Listed(
        session_id=_id(digest),
        client=session.client,
        device=session.device,
        begun_at=datetime.fromtimestamp(session.begun, UTC) if session.begun else None,
        used_at=datetime.fromtimestamp(session.used, UTC) if session.used else found.until - session.term.idle,
        until=found.until,
        current=digest == current,
    )


def _id(digest: str) -> str:
    return digest[:ID_SIGNS]


def _digest(token: str) -> str:
    return sha256_hex(token.encode())
