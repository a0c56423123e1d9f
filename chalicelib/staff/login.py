"""Staff login: user name, password and authenticator code are checked together."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import insist
from chalicelib.staff import proofs
from chalicelib.staff.audit import Audit
from chalicelib.staff.errors import StaffChanged, StaffLoginWrong
from chalicelib.staff.model import Account, Session, Staff
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.store import StaffStore
from chalicelib.staff.tries import Tries


class StaffLogin:
    """A code opens one session: its 30-second step is marked as used in the transaction that starts the session.

    An unknown name takes as much work as a known one.
    """

    def __init__(
        self, *, store: StaffStore, sessions: StaffSessions, tries: Tries, audit: Audit, keys: Keys, clock: Clock
    ) -> None:
        self._store, self._sessions, self._tries = store, sessions, tries
        self._audit, self._keys, self._clock = audit, keys, clock

    def login(self, username: str, password: str, code: str, *, ip: str) -> tuple[str, Session, Account]:
        """Log in; returns (token, session, account).  Raises StaffLoginWrong, StaffLocked, StaffChanged."""
        owner = self._store.by_username(username)
        account = owner if owner and owner.state == "ACTIVE" else None
        self._tries.claim(username, ip, account)
        password_right = proofs.matches(password, account.password if account else proofs.NOBODY)
        secret = open_totp(self._keys, account) if account else proofs.NO_SECRET
        step = proofs.used_step(secret, code, self._clock(), after=account.last_step if account else 0)
        if account is None or not password_right or step is None:
            raise StaffLoginWrong
        login = insist(lambda: self._enter(account.staff_id, step, ip), StaffChanged)
        self._tries.undo(username, ip, account)
        return login

    def _enter(self, staff_id: str, step: int, ip: str) -> tuple[str, Session, Account]:
        account, sessions = self._store.load(staff_id)
        if account is None or account.state != "ACTIVE" or account.last_step >= step:
            raise StaffLoginWrong
        token, session, writes = self._sessions.start(account, ip, sessions)
        row = self._audit.rows(staff_of(account), "login", f"staff {staff_id}", ip=ip)
        networks = self._tries.networks(ip, account)
        after = replace(account, networks=networks, last_step=step, seen_at=session.started_at)
        return token, session, self._store.save(after, [*writes, *row])


def open_totp(keys: Keys, account: Account) -> str:
    """The secret of the account's authenticator, base32."""
    return keys.staff.unseal(account.totp, about=f"totp {account.staff_id}")


def staff_of(account: Account) -> Staff:
    """The account's owner, as the actor before there is a session."""
    return Staff(staff_id=account.staff_id, branch=account.branch, name=account.name, roles=frozenset(account.roles))
