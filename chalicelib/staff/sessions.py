"""The staff's sessions: read fresh at every request, so that one revoked anywhere is over everywhere at once."""

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
MOST_SESSIONS = 10  # of one account; the oldest goes first
TOKEN = re.compile(r"([0-9A-Za-z]{12})\.([0-9A-Za-z_-]{43})")  # whose it is, so that no index is needed


class StaffSessions:
    """start, who, listed, end."""

    def __init__(self, store: StaffStore, audit: Audit, clock: Clock) -> None:
        self._store, self._audit, self._clock = store, audit, clock

    def start(self, account: Account, ip: str, sessions: Iterable[Session] = ()) -> tuple[str, Session, list[Write]]:
        """A new token, its session, and the writes that begin it (and end what is over or too many)."""
        token, now = f"{account.staff_id}.{secrets.token_urlsafe(32)}", self._clock()
        session = Session(session_id=_digest(token), started_at=now, until=now + LIFETIME, ip=ip)
        newest = sorted(sessions, key=lambda one: one.started_at, reverse=True)
        ended = [one for place, one in enumerate(newest) if one.until <= now or place >= MOST_SESSIONS - 1]
        begin = self._store.begin(account.staff_id, session)
        return token, session, [begin, *self._store.ending(account.staff_id, ended)]

    def who(self, token: str, *, ip: str) -> Staff:
        """The caller behind a token.  Raises Unauthenticated when it is unknown, over, or the account is disabled."""
        found = TOKEN.fullmatch(token)
        if found is None:
            raise Unauthenticated
        account, sessions = self._store.load(found[1])
        digest, now = _digest(token), self._clock()
        live = any(one.session_id == digest and now < one.until for one in sessions)
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
        """Those not over, newest first."""
        now = self._clock()
        live = [one for one in self._store.load(staff_id)[1] if now < one.until]
        return sorted(live, key=lambda one: one.started_at, reverse=True)

    def end(self, who: Staff, session_id: str | None = None) -> None:
        """Ends the caller's own session, or another one of hers.  Twice is as good as once."""
        mine = [one for one in self._store.load(who.staff_id)[1] if one.session_id == (session_id or who.session)]
        if mine:
            row = self._audit.rows(who, "end_session", f"staff {who.staff_id}", session=mine[0].session_id[:8])
            transact([*self._store.ending(who.staff_id, mine), *row])


def _digest(token: str) -> str:
    return sha256_hex(token.encode())[:32]
