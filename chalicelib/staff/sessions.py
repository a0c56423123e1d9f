"""Staff sessions: read fresh at every request, so that ending one takes effect everywhere at once.

A session also ends when its owner has not been there for a while.  Each request says how long ago she last touched the
page: a page left open asks on by itself, and that is no use of the session.
How a session ended lies elsewhere, so a request of one that goes on costs nothing more for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Write, insist, transact
from chalicelib.shared.errors import Unauthenticated
from chalicelib.staff.audit import Audit
from chalicelib.staff.endings import REFUSALS, Ended, Ending, Endings
from chalicelib.staff.errors import StaffChanged
from chalicelib.staff.model import Account, Session, Staff
from chalicelib.staff.store import StaffStore

LIFETIME = timedelta(hours=12)  # one working day, then password and code again
IDLE = timedelta(minutes=60)  # a meeting or a meal; the day's bound stands beside it (ASVS 3.3.2 asks for one of them)
NOTED_EVERY = timedelta(minutes=5)  # no write for each request; an idle session lives so much longer at most
MOST_SESSIONS = 10  # of one account; the oldest one ends
TOKEN = re.compile(r"([0-9A-Za-z]{12})\.([0-9A-Za-z_-]{43})")  # <staff id>.<secret>: with the id no index is needed


class StaffSessions:
    """Starts, reads, lists and ends sessions."""

    def __init__(self, store: StaffStore, endings: Endings, audit: Audit, clock: Clock) -> None:
        self._store, self._endings, self._audit, self._clock = store, endings, audit, clock

    def start(self, account: Account, ip: str, sessions: Iterable[Session] = ()) -> tuple[str, Session, list[Write]]:
        """(token, session, writes that start it and end the expired ones and those beyond MOST_SESSIONS)."""
        token, now = f"{account.staff_id}.{secrets.token_urlsafe(32)}", self._clock()
        session = Session(session_id=_digest(token), started_at=now, until=now + LIFETIME, ip=ip, seen_at=now)
        newest = sorted(sessions, key=lambda other: other.started_at, reverse=True)
        ended = [other for at, other in enumerate(newest) if _over(other, now) or at >= MOST_SESSIONS - 1]
        begin = self._store.begin(account.staff_id, session)
        return token, session, [begin, *self.ending(account.staff_id, ended, Ending.CROWDED)]

    def ending(self, staff_id: str, sessions: Iterable[Session], why: Ending) -> list[Write]:
        """The writes that end sessions and keep why.  Conflict if one has ended already: its first cause stays."""
        ended, now = list(sessions), self._clock()
        notes = [
            self._endings.note(one.session_id, _over(one, now) or Ended(why=why, at=now), now=now) for one in ended
        ]
        return [*self._store.ending(staff_id, ended), *notes]

    def who(self, token: str, *, ip: str, untouched: timedelta = timedelta(0)) -> Staff:
        """The caller behind a token.  untouched: how long nobody touched the page.  Raises Unauthenticated: as its end
        is told if the session is over, in general if it is unknown or the account inactive."""
        match = TOKEN.fullmatch(token)
        if match is None:
            raise Unauthenticated
        account, sessions = self._store.load(match[1])
        digest, now = _digest(token), self._clock()
        session = next((one for one in sessions if one.session_id == digest), None)
        ended = _over(session, now) if session else self._endings.of(digest, now=now)
        if session is None or ended is not None:
            raise _refusal(ended)
        if account is None or account.state != "ACTIVE":
            raise Unauthenticated
        self._note(account.staff_id, session, now - untouched)
        return Staff(
            staff_id=account.staff_id,
            branch=account.branch,
            name=account.name,
            roles=frozenset(account.roles),
            session=digest,
            ip=ip,
            confirms_from=account.confirms_from,
        )

    def listed(self, staff_id: str) -> list[Session]:
        """The account's sessions that have not expired, newest first."""
        now = self._clock()
        live = [session for session in self._store.load(staff_id)[1] if not _over(session, now)]
        return sorted(live, key=lambda session: session.started_at, reverse=True)

    def _note(self, staff_id: str, session: Session, seen_at: datetime) -> None:
        """Keep when its owner was there last.  A session that ended a moment ago stays ended."""
        if session.seen_at is None or seen_at - session.seen_at >= NOTED_EVERY:
            self._store.prolong(staff_id, replace(session, seen_at=seen_at))

    def end(self, who: Staff, session_id: str | None = None) -> None:
        """End the caller's current session, or another session of the same account.  Idempotent."""
        ended_id = session_id or who.session
        why = Ending.LEFT if ended_id == who.session else Ending.ELSEWHERE

        def once() -> None:
            ended = [session for session in self._store.load(who.staff_id)[1] if session.session_id == ended_id]
            if ended:
                row = self._audit.rows(who, "end_session", f"staff {who.staff_id}", session=ended_id[:8])
                transact([*self.ending(who.staff_id, ended, why), *row])

        insist(once, StaffChanged)


def _digest(token: str) -> str:
    return sha256_hex(token.encode())[:32]


def _over(session: Session, now: datetime) -> Ended | None:
    """How a session ended by itself; None if it goes on."""
    idle = session.seen_at + IDLE + NOTED_EVERY if session.seen_at else session.until
    ended = Ended(why=Ending.IDLE, at=idle) if idle < session.until else Ended(why=Ending.AGED, at=session.until)
    return ended if ended.at <= now else None


def _refusal(ended: Ended | None) -> Unauthenticated:
    if ended is None:
        return Unauthenticated()
    hours, minutes = LIFETIME // timedelta(hours=1), IDLE // timedelta(minutes=1)
    return REFUSALS[ended.why](when=shanghai(ended.at), hours=hours, idle=minutes, most=MOST_SESSIONS)
