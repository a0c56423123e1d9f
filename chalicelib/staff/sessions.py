"""Staff sessions: read fresh at every request, so that ending one takes effect everywhere at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import timedelta

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Write, transact
from chalicelib.shared.errors import Unauthenticated
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Account, Session, Staff
from chalicelib.staff.store import StaffStore

LIFETIME = timedelta(hours=12)  # one working day, then password and code again
MOST_SESSIONS = 10  # of one account; the oldest one ends
TOKEN = re.compile(r"([0-9A-Za-z]{12})\.([0-9A-Za-z_-]{43})")  # <staff id>.<secret>: with the id no index is needed


class StaffSessions:
    """Starts, reads, lists and ends sessions."""

    def __init__(self, store: StaffStore, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    def start(self, account: Account, ip: str, sessions: Iterable[Session] = ()) -> tuple[str, Session, list[Write]]:
        """(token, session, writes that start it and end the expired ones and those beyond MOST_SESSIONS)."""
        token, now = f"{account.staff_id}.{secrets.token_urlsafe(32)}", self._clock()
        session = Session(session_id=_digest(token), started_at=now, until=now + LIFETIME, ip=ip)
        newest = sorted(sessions, key=lambda other: other.started_at, reverse=True)
        ended = [other for at, other in enumerate(newest) if other.until <= now or at >= MOST_SESSIONS - 1]
        begin = self._store.begin(account.staff_id, session)
        return token, session, [begin, *self._store.ending(account.staff_id, ended)]

    def who(self, token: str, *, ip: str) -> Staff:
        """The caller behind a token.  Raises Unauthenticated if it is unknown or expired, or the account inactive."""
        match = TOKEN.fullmatch(token)
        if match is None:
            raise Unauthenticated
        account, sessions = self._store.load(match[1])
        digest, now = _digest(token), self._clock()
        live = any(session.session_id == digest and now < session.until for session in sessions)
        if account is None or account.state != "ACTIVE" or not live:
            raise Unauthenticated
        return Staff(
            staff_id=account.staff_id,
            branch=account.branch,
            name=account.name,
            roles=frozenset(account.roles),
            session=digest,
            ip=ip,
        )

    def listed(self, staff_id: str) -> list[Session]:
        """The account's sessions that have not expired, newest first."""
        now = self._clock()
        live = [session for session in self._store.load(staff_id)[1] if now < session.until]
        return sorted(live, key=lambda session: session.started_at, reverse=True)

    def end(self, who: Staff, session_id: str | None = None) -> None:
        """End the caller's current session, or another session of the same account.  Idempotent."""
        ended_id = session_id or who.session
        ended = [session for session in self._store.load(who.staff_id)[1] if session.session_id == ended_id]
        if ended:
            row = self._audit.rows(who, "end_session", f"staff {who.staff_id}", session=ended_id[:8])
            transact([*self._store.ending(who.staff_id, ended), *row])


def _digest(token: str) -> str:
    return sha256_hex(token.encode())[:32]
