"""Staff accounts of a branch: invited by an administrator, made real by whom they are for, changed and disabled."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, same, sha256_hex
from chalicelib.shared.db import Conflict, Duplicate, Write, keep_trying
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import is_name, is_seen
from chalicelib.staff import errors, proofs
from chalicelib.staff.audit import Audit
from chalicelib.staff.login import open_totp, staff_of
from chalicelib.staff.model import NOT_YET, Account, Staff, StaffRole
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.store import StaffStore
from chalicelib.staff.tries import Tries

INVITED = timedelta(hours=72)
OPEN_STAYS = frozenset({"give_roles", "unlock"})  # what ends no session
USERNAME = re.compile(r"[0-9A-Za-z._@\u3400-\u4dbf\u4e00-\u9fff-]+")  # no letter that looks like another one
MOST_NAME = 40  # characters of a user name or a name


class StaffAccounts:
    """Every change ends in the audit trail, in its own transaction."""

    def __init__(
        self, *, store: StaffStore, sessions: StaffSessions, tries: Tries, audit: Audit, keys: Keys, clock: Clock
    ) -> None:
        self._store, self._sessions, self._tries = store, sessions, tries
        self._audit, self._keys, self._clock = audit, keys, clock

    def everybody(self, who: Staff) -> list[Account]:
        """The branch's accounts, by user name."""
        return sorted(self._store.of_branch(who.branch), key=lambda account: account.username)

    def of(self, who: Staff, staff_id: str) -> Account:
        """Raises StaffUnknown, for another branch's account too."""
        account = self._store.get(staff_id)
        if account is None or account.branch != who.branch:
            raise errors.StaffUnknown
        return account

    def locked_until(self, account: Account) -> datetime | None:
        """Until when it is locked at least where somebody tried its name too often; None when it is nowhere."""
        return self._tries.locked_until(account)

    # -- in ---------------------------------------------------------------------------------------------------------

    def invite(self, who: Staff, username: str, name: str, roles: Iterable[StaffRole]) -> tuple[Account, str]:
        """A new account and the invitation's token, shown once.  Raises StaffNameWrong, StaffNameTaken."""
        username, name = _fitting("username", username, least=2), _fitting("name", name, least=1)
        if not USERNAME.fullmatch(username):
            raise errors.StaffNameWrong(field="username")
        staff_id, now = random_id(12), self._clock()
        token = _token(staff_id)
        account = Account(
            staff_id=staff_id,
            rev=1,
            branch=who.branch,
            username=username,
            name=name,
            roles=tuple(sorted(set(roles))),
            state="INVITED",
            created_at=now,
            totp=self._new_totp(staff_id),
            invite=sha256_hex(token.encode()),
            invite_until=now + INVITED,
        )
        row = self._audit.rows(who, "invite", f"staff {staff_id}", roles=account.roles, username=account.username)
        try:
            self._store.create(account, row)
        except Duplicate as taken:
            raise errors.StaffNameTaken(field="username", username=account.username) from taken
        return account, token

    def first_admin(self, branch: str, username: str, name: str) -> tuple[Account, str]:
        """For the command of an operator, when a branch has nobody yet to invite anybody."""
        return self.invite(_operator(branch), username, name, [StaffRole.ADMIN])

    def invited(self, token: str) -> tuple[Account, str]:
        """Whom an invitation is for, and the secret for the authenticator.  Raises InviteOver."""
        account = self._invited(token)
        return account, open_totp(self._keys, account)

    def accept(self, token: str, password: str, code: str, *, ip: str) -> tuple[str, Account]:
        """The account becomes real; a session's token.  Raises InviteOver, PasswordWeak, TotpWrong."""
        account = self._invited(token)
        if proofs.weak(password, account.username, account.name):
            raise errors.PasswordWeak(field="password")
        step = proofs.used_step(open_totp(self._keys, account), code, self._clock(), after=account.last_step)
        if step is None:
            raise errors.TotpWrong(field="code")
        session, _, writes = self._sessions.start(account, ip)
        ready = replace(
            account,
            state="ACTIVE",
            password=proofs.hashed(password),
            last_step=step,
            invite="",
            invite_until=None,
            networks=self._tries.networks(ip, account),
        )
        row = self._audit.rows(staff_of(account), "accept_invite", f"staff {account.staff_id}", ip=ip)
        try:
            return session, self._store.save(ready, [*writes, *row])
        except Conflict as late:  # accepted, or invited again, a moment ago
            raise errors.InviteOver from late

    def _invited(self, token: str) -> Account:
        account = self._store.get(token.partition(".")[0]) if token.isascii() else None
        if account is None or account.state != "INVITED" or not account.invite or account.invite_until is None:
            raise errors.InviteOver
        if not same(account.invite, sha256_hex(token.encode())) or self._clock() >= account.invite_until:
            raise errors.InviteOver
        return account

    # -- and out ----------------------------------------------------------------------------------------------------

    def invite_again(self, who: Staff, staff_id: str, reason: str) -> tuple[Account, str]:
        """A new password and a new authenticator are needed; every session is over.  The new token."""
        token = _token(staff_id)

        def fresh(account: Account) -> Account:
            return replace(
                _unlocked(account),
                state="INVITED",
                password=NOT_YET,
                totp=self._new_totp(staff_id),
                networks=(),
                invite=sha256_hex(token.encode()),
                invite_until=self._clock() + INVITED,
            )

        return self._change(who, staff_id, "invite_again", fresh, reason=reason), token

    def give_roles(self, who: Staff, staff_id: str, roles: Iterable[StaffRole], reason: str) -> Account:
        """Raises LastAdmin when nobody would be left to administrate."""
        wanted = tuple(sorted(set(roles)))
        return self._change(
            who, staff_id, "give_roles", lambda one: replace(one, roles=wanted), reason=reason, roles=wanted
        )

    def disable(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Every session ends with it.  Raises LastAdmin."""
        return self._change(who, staff_id, "disable", lambda one: replace(one, state="DISABLED"), reason=reason)

    def end_sessions(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Somebody lost a phone: everything she has open is over, no network is known as hers, and wrong tries are
        forgotten, or those of strangers would keep her out."""
        return self._change(
            who, staff_id, "end_sessions", lambda one: replace(_unlocked(one), networks=()), reason=reason
        )

    def unlock(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Wrong logins of before do not count any more; what she has open stays."""
        return self._change(who, staff_id, "unlock", _unlocked, reason=reason)

    def unlock_by_operator(self, branch: str, username: str, reason: str) -> Account:
        """For the command of an operator, when the only administrator is locked out.  Raises StaffUnknown."""
        account = self._store.by_username(username)
        return self.unlock(_operator(branch), account.staff_id if account else "", reason)

    def _change(
        self, who: Staff, staff_id: str, action: str, change: Callable[[Account], Account], *, reason: str, **data: Any
    ) -> Account:
        if not is_seen(reason):
            raise errors.ReasonNeeded(field="reason")

        def once() -> Account:
            account = self.of(who, staff_id)
            following = change(account)
            others = (
                self._another_admin(who, staff_id) if _administrates(account) and not _administrates(following) else []
            )
            sessions = () if action in OPEN_STAYS else self._store.load(staff_id)[1]
            row = self._audit.rows(who, action, f"staff {staff_id}", reason=reason, **data)
            return self._store.save(following, [*self._store.ending(staff_id, sessions), *others, *row])

        try:
            return keep_trying(once)
        except Conflict as error:
            raise errors.StaffChanged from error

    def _another_admin(self, who: Staff, staff_id: str) -> list[Write]:
        """Somebody else who administrates, and must still do so when this one stops.  Raises LastAdmin."""
        for account in self._store.of_branch(who.branch):
            if account.staff_id != staff_id and _administrates(account):
                return [self._store.unchanged(account)]
        raise errors.LastAdmin

    def _new_totp(self, staff_id: str) -> str:
        return self._keys.seal(proofs.new_secret(), about=f"totp {staff_id}")


def _operator(branch: str) -> Staff:
    return Staff(staff_id="operator", branch=branch, name="运维人员", roles=frozenset(StaffRole))


def _unlocked(account: Account) -> Account:
    return replace(account, unlocks=account.unlocks + 1)


def _administrates(account: Account) -> bool:
    return account.state == "ACTIVE" and StaffRole.ADMIN in account.roles


def _fitting(field: str, text: str, *, least: int) -> str:
    found = text.strip()
    if not least <= len(found) <= MOST_NAME or not is_name(found):
        raise errors.StaffNameWrong(field=field)
    return found


def _token(staff_id: str) -> str:
    return f"{staff_id}.{secrets.token_urlsafe(32)}"
