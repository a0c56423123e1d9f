"""Staff accounts of a branch: invited by an administrator, accepted by their owner, changed and disabled."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal, sha256_hex
from chalicelib.shared.db import Conflict, Duplicate, Write, insist, transact
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import is_name, is_seen
from chalicelib.staff import errors, proofs
from chalicelib.staff.audit import Audit
from chalicelib.staff.endings import Ending
from chalicelib.staff.login import open_totp, staff_of
from chalicelib.staff.model import NOT_YET, Account, Session, Staff, StaffRole
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.store import StaffStore
from chalicelib.staff.tries import Tries

INVITED = timedelta(hours=72)
# the actions that end every session
ENDS = {"invite_again": Ending.INVITED_AGAIN, "disable": Ending.DISABLED, "end_sessions": Ending.ADMIN}
USERNAME = re.compile(r"[0-9A-Za-z._@\u3400-\u4dbf\u4e00-\u9fff-]+")  # no look-alikes of other scripts
MOST_NAME = 40  # characters of a user name or a name


class StaffAccounts:
    """Manages staff accounts; every change writes its audit row in the same transaction."""

    def __init__(
        self, *, store: StaffStore, sessions: StaffSessions, tries: Tries, audit: Audit, keys: Keys, clock: Clock
    ) -> None:
        self._store, self._sessions, self._tries = store, sessions, tries
        self._audit, self._keys, self._clock = audit, keys, clock

    def everybody(self, who: Staff) -> list[Account]:
        """The branch's accounts, by user name."""
        return sorted(self._store.of_branch(who.branch), key=lambda account: account.username)

    def of(self, who: Staff, staff_id: str) -> Account:
        """The account.  Raises StaffUnknown, also for another branch's account."""
        account = self._store.get(staff_id)
        if account is None or account.branch != who.branch:
            raise errors.StaffUnknown
        return account

    def locked_until(self, account: Account) -> datetime | None:
        """Until when the account is locked for some network with too many wrong logins; None if for none."""
        return self._tries.locked_until(account)

    # -- in ---------------------------------------------------------------------------------------------------------

    def invite(self, who: Staff, username: str, name: str, roles: Iterable[StaffRole]) -> tuple[Account, str]:
        """Create an account; returns it with the invitation's token, shown once.  Raises StaffNameWrong,
        StaffNameTaken."""
        username, name = _valid_name("username", username, least=2), _valid_name("name", name, least=1)
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
        """For an operator's command, when a branch has no administrator yet to invite anybody."""
        return self.invite(_operator(branch), username, name, [StaffRole.ADMIN])

    def invited(self, token: str) -> tuple[Account, str]:
        """(the invited account, the secret for its authenticator).  Raises InviteOver."""
        account = self._invited(token)
        return account, open_totp(self._keys, account)

    def accept(self, token: str, password: str, code: str, *, ip: str) -> tuple[str, Account]:
        """Activate the account; returns (token of a new session, account).  Raises InviteOver, PasswordWeak,
        TotpWrong."""
        account = self._invited(token)
        if proofs.is_weak(password, account.username, account.name):
            raise errors.PasswordWeak(field="password")
        step = proofs.used_step(open_totp(self._keys, account), code, self._clock(), after=account.last_step)
        if step is None:
            raise errors.TotpWrong(field="code")
        new_token, session, writes = self._sessions.start(account, ip)
        ready = replace(
            account,
            state="ACTIVE",
            password=proofs.hash_password(password),
            last_step=step,
            invite="",
            invite_until=None,
            networks=self._tries.networks(ip, account),
            seen_at=session.started_at,
        )
        row = self._audit.rows(staff_of(account), "accept_invite", f"staff {account.staff_id}", ip=ip)
        try:
            return new_token, self._store.save(ready, [*writes, *row])
        except Conflict as late:  # accepted, or invited again, a moment ago
            raise errors.InviteOver from late

    def _invited(self, token: str) -> Account:
        account = self._store.get(token.partition(".")[0]) if token.isascii() else None
        if account is None or account.state != "INVITED" or not account.invite or account.invite_until is None:
            raise errors.InviteOver
        if not constant_time_equal(account.invite, sha256_hex(token.encode())) or self._clock() >= account.invite_until:
            raise errors.InviteOver
        return account

    # -- and out ----------------------------------------------------------------------------------------------------

    def invite_again(self, who: Staff, staff_id: str, reason: str) -> tuple[Account, str]:
        """Invite again: password and authenticator must be set anew, and every session ends.  Returns (account,
        token)."""
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
        """Replace the roles.  Raises LastAdmin if no administrator would be left."""
        new_roles = tuple(sorted(set(roles)))
        return self._change(
            who,
            staff_id,
            "give_roles",
            lambda account: replace(account, roles=new_roles),
            reason=reason,
            roles=new_roles,
        )

    def disable(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Disable the account and end its sessions.  Raises LastAdmin."""
        return self._change(who, staff_id, "disable", lambda account: replace(account, state="DISABLED"), reason=reason)

    def end_sessions(self, who: Staff, staff_id: str, reason: str) -> Account:
        """After a lost phone: end every session and forget the account's known networks, and the wrong logins
        counted, so that those of strangers do not lock the owner out."""
        return self._change(
            who, staff_id, "end_sessions", lambda account: replace(_unlocked(account), networks=()), reason=reason
        )

    def sessions(self, who: Staff, staff_id: str) -> list[Session]:
        """A colleague's sessions that are not over, newest first.  Raises StaffUnknown."""
        return self._sessions.listed(self.of(who, staff_id).staff_id)

    def end_session(self, who: Staff, staff_id: str, session_id: str, reason: str) -> None:
        """End one of a colleague's sessions.  Idempotent: one that is over already leaves no row.  Raises
        StaffUnknown."""
        if not is_seen(reason):
            raise errors.ReasonNeeded(field="reason")
        self.of(who, staff_id)

        def once() -> None:
            ended = [one for one in self._store.load(staff_id)[1] if one.session_id == session_id]
            if ended:
                row = self._audit.rows(who, "end_session", f"staff {staff_id}", reason=reason, session=session_id[:8])
                transact([*self._sessions.ending(staff_id, ended, Ending.ADMIN), *row])

        insist(once, errors.StaffChanged)

    def unlock(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Forget the wrong logins counted so far; sessions stay."""
        return self._change(who, staff_id, "unlock", _unlocked, reason=reason)

    def unlock_by_operator(self, branch: str, username: str, reason: str) -> Account:
        """For an operator's command, when the only administrator is locked out.  Raises StaffUnknown."""
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
            ending = self._ending_all(staff_id, ENDS[action]) if action in ENDS else []
            row = self._audit.rows(who, action, f"staff {staff_id}", reason=reason, **data)
            return self._store.save(following, [*ending, *others, *row])

        return insist(once, errors.StaffChanged)

    def _ending_all(self, staff_id: str, why: Ending) -> list[Write]:
        return self._sessions.ending(staff_id, self._store.load(staff_id)[1], why)

    def _another_admin(self, who: Staff, staff_id: str) -> list[Write]:
        """A condition for the transaction: another account is, and stays, an administrator.  Raises LastAdmin."""
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


def _valid_name(field: str, text: str, *, least: int) -> str:
    name = text.strip()
    if not least <= len(name) <= MOST_NAME or not is_name(name):
        raise errors.StaffNameWrong(field=field)
    return name


def _token(staff_id: str) -> str:
    return f"{staff_id}.{secrets.token_urlsafe(32)}"
