"""Staff sessions: read fresh at every request, so that ending one takes effect everywhere at once.

How a session ended lies elsewhere, so a request of one that goes on costs nothing more for it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

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
MOST_SESSIONS = 10  # of one account; the oldest one ends
TOKEN = re.compile(r"([0-9A-Za-z]{12})\.([0-9A-Za-z_-]{43})")  # <staff id>.<secret>: with the id no index is needed


class StaffSessions:
    """Starts, reads, lists and ends sessions."""

    def __init__(self, store: StaffStore, endings: Endings, audit: Audit, clock: Clock) -> None:
        self._store, self._endings, self._audit, self._clock = store, endings, audit, clock

    def start(self, account: Account, ip: str, sessions: Iterable[Session] = ()) -> tuple[str, Session, list[Write]]:
        """(token, session, writes that start it and end the expired ones and those beyond MOST_SESSIONS)."""
        token, now = f"{account.staff_id}.{secrets.token_urlsafe(32)}", self._clock()
        session = Session(session_id=_digest(token), started_at=now, until=now + LIFETIME, ip=ip)
        newest = sorted(sessions, key=lambda other: other.started_at, reverse=True)
        ended = [other for at, other in enumerate(newest) if other.until <= now or at >= MOST_SESSIONS - 1]
        begin = self._store.begin(account.staff_id, session)
        return token, session, [begin, *self.ending(account.staff_id, ended, Ending.CROWDED)]

    def ending(self, staff_id: str, sessions: Iterable[Session], why: Ending) -> list[Write]:
        """The writes that end sessions and keep why.  Conflict if one has ended already: its first cause stays."""
        ended, now = list(sessions), self._clock()
        notes = [
            self._endings.note(one.session_id, _aged(one) if one.until <= now else Ended(why=why, at=now), now=now)
            for one in ended
        ]
        return [*self._store.ending(staff_id, ended), *notes]

    def who(self, token: str, *, ip: str) -> Staff:
        """The caller behind a token.  Raises Unauthenticated: as its end is told if the session is over, in general if
        it is unknown or the account inactive."""
        match = TOKEN.fullmatch(token)
        if match is None:
            raise Unauthenticated
        account, sessions = self._store.load(match[1])
        digest, now = _digest(token), self._clock()
        session = next((one for one in sessions if one.session_id == digest), None)
        if session is None or session.until <= now:
            raise _refusal(_aged(session) if session else self._endings.of(digest, now=now))
        if account is None or account.state != "ACTIVE":
            raise Unauthenticated
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
        live = [session for session in self._store.load(staff_id)[1] if now < session.until]
        return sorted(live, key=lambda session: session.started_at, reverse=True)

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


def _aged(session: Session) -> Ended:
    return Ended(why=Ending.AGED, at=session.until)


def _refusal(ended: Ended | None) -> Unauthenticated:
    if ended is None:
        return Unauthenticated()
    return REFUSALS[ended.why](when=shanghai(ended.at), hours=LIFETIME // timedelta(hours=1), most=MOST_SESSIONS)
