"""The staff's way in: user name, password and a code of the authenticator, all three or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import Conflict, keep_trying
from chalicelib.shared.log import alarm
from chalicelib.staff import proofs
from chalicelib.staff.audit import Audit
from chalicelib.staff.errors import StaffChanged, StaffLocked, StaffLoginWrong
from chalicelib.staff.model import Account, Session, Staff
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.store import StaffStore

MOST_TRIES = 5  # wrong logins in a row
LOCKED = timedelta(minutes=15)


class StaffLogin:
    """The code of one step opens one session: it is marked used in the transaction that begins the session."""

    def __init__(
        self, *, store: StaffStore, sessions: StaffSessions, audit: Audit, keys: Keys, clock: Clock
    ) -> None:  # fmt: skip
        self._store, self._sessions, self._audit, self._keys, self._clock = store, sessions, audit, keys, clock

    def login(self, username: str, password: str, code: str, *, ip: str) -> tuple[str, Session, Account]:
        """A session's token, the session, the account.  Raises StaffLoginWrong, StaffLocked, StaffChanged."""
        account = self._store.by_username(username)
        if account is None or account.state != "ACTIVE":
            proofs.matches(password, proofs.NOBODY)
            raise StaffLoginWrong
        staff_id = account.staff_id
        account = _again(lambda: self._count(staff_id))
        right = proofs.matches(password, account.password)
        step = proofs.used_step(open_totp(self._keys, account), code, self._clock(), after=account.last_step)
        if not right or step is None:
            raise StaffLoginWrong
        return _again(lambda: self._enter(staff_id, step, ip))

    def _count(self, staff_id: str) -> Account:
        """Counted before anything is compared, so that many at once are no more tries."""
        account, now = self._store.get(staff_id), self._clock()
        if account is None:
            raise StaffLoginWrong
        if account.locked(now):
            raise StaffLocked(retry_after=_seconds(account, now))
        tries = account.tries + 1
        if tries < MOST_TRIES:
            return self._store.save(replace(account, tries=tries))
        locked = replace(account, tries=0, locked_until=now + LOCKED)
        row = self._audit.rows(staff_of(account), "locked", f"staff {staff_id}")
        alarm("staff account locked", id=staff_id)
        return self._store.save(locked, row)

    def _enter(self, staff_id: str, step: int, ip: str) -> tuple[str, Session, Account]:
        account, sessions = self._store.load(staff_id)
        if account is None or account.state != "ACTIVE" or account.last_step >= step:
            raise StaffLoginWrong
        token, session, writes = self._sessions.start(account, ip, sessions)
        row = self._audit.rows(staff_of(account), "login", f"staff {staff_id}", ip=ip)
        entered = replace(account, tries=0, locked_until=None, last_step=step)
        return token, session, self._store.save(entered, [*writes, *row])


def open_totp(keys: Keys, account: Account) -> str:
    """The authenticator's secret."""
    return keys.unseal(account.totp, about=f"totp {account.staff_id}")


def staff_of(account: Account) -> Staff:
    """The account's owner, as she acts before she has a session."""
    return Staff(
        staff_id=account.staff_id, branch=account.branch, name=account.name, roles=frozenset(account.roles)
    )  # fmt: skip


def _seconds(account: Account, now: datetime) -> int:
    assert account.locked_until is not None
    return max(1, int((account.locked_until - now).total_seconds()))


def _again[T](work: Callable[[], T]) -> T:
    try:
        return keep_trying(work)
    except Conflict as error:
        raise StaffChanged from error
