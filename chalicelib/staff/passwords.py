"""A new password of one's own: the one before and a code of the authenticator prove that it is the owner."""

from __future__ import annotations

import hmac
from dataclasses import replace

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import insist
from chalicelib.shared.errors import Unauthenticated
from chalicelib.staff import proofs
from chalicelib.staff.audit import Audit
from chalicelib.staff.endings import Ending
from chalicelib.staff.errors import PasswordUnproven, PasswordWeak, StaffChanged
from chalicelib.staff.login import open_totp
from chalicelib.staff.model import Account, Staff
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.store import StaffStore
from chalicelib.staff.strength import is_weak
from chalicelib.staff.tries import Tries


class StaffPasswords:
    """Changes passwords.  A wrong proof counts like a wrong login, so that a session left open is no place to guess."""

    def __init__(
        self, *, store: StaffStore, sessions: StaffSessions, tries: Tries, audit: Audit, keys: Keys, clock: Clock
    ) -> None:
        self._store, self._sessions, self._tries = store, sessions, tries
        self._audit, self._keys, self._clock = audit, keys, clock

    def change(self, who: Staff, password: str, code: str, new: str) -> None:
        """Replace the password, end the owner's other sessions and forget the networks known so far, but this one.

        The same request once more, as a lost answer makes it come, is done already.  Raises PasswordWeak,
        PasswordUnproven, StaffLocked, StaffChanged.
        """
        account = self._active(who)
        if is_weak(new, account.username, account.name, account.branch):
            raise PasswordWeak(field="new_password")
        self._tries.claim(account.username, who.ip, account)
        secret = open_totp(self._keys, account)
        right = proofs.matches(password, account.password)
        step = proofs.used_step(secret, code, self._clock(), after=account.last_step)
        if right and step is not None:
            hashed = proofs.hash_password(new)
            insist(lambda: self._replace(who, account, hashed, step), StaffChanged)
        elif not (_came_before(account, secret, code) and proofs.matches(new, account.password)):
            raise PasswordUnproven
        self._tries.undo(account.username, who.ip, account)

    def _replace(self, who: Staff, proven: Account, hashed: str, step: int) -> None:
        account, sessions = self._store.load(who.staff_id)
        if account is None or account.password != proven.password or account.last_step >= step:
            raise PasswordUnproven
        others = [session for session in sessions if session.session_id != who.session]
        networks = self._tries.networks(who.ip, replace(account, networks=()))
        row = self._audit.rows(who, "change_password", f"staff {who.staff_id}")
        ending = self._sessions.ending(who.staff_id, others, Ending.ELSEWHERE)
        self._store.save(replace(account, password=hashed, last_step=step, networks=networks), [*ending, *row])

    def _active(self, who: Staff) -> Account:
        account = self._store.get(who.staff_id)
        if account is None or account.state != "ACTIVE":
            raise Unauthenticated
        return account


def _came_before(account: Account, secret: str, code: str) -> bool:
    """Whether the code is the one that was used last."""
    return hmac.compare_digest(proofs.code_at(secret, account.last_step).encode(), code.encode())
