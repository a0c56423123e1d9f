"""Staff accounts of a branch: who there is, and what one administrator does to an account alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.shared.db import Write, insist, transact
from chalicelib.shared.log import alarm, log
from chalicelib.shared.names import is_seen
from chalicelib.staff import errors
from chalicelib.staff.audit import Audit
from chalicelib.staff.endings import Ending
from chalicelib.staff.model import OPERATOR, Account, Session, Staff, StaffRole
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.standing import APART, GUARDED, is_guarded
from chalicelib.staff.store import StaffStore
from chalicelib.staff.tries import Tries

# the actions that end every session
ENDS = {"invite_again": Ending.INVITED_AGAIN, "disable": Ending.DISABLED, "end_sessions": Ending.ADMIN}


class StaffAccounts:
    """Manages staff accounts; every change writes its audit row in the same transaction."""

    def __init__(self, *, store: StaffStore, sessions: StaffSessions, tries: Tries, audit: Audit) -> None:
        self._store, self._sessions, self._tries, self._audit = store, sessions, tries, audit

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

    def takes_two(self, who: Staff, staff_id: str, roles: Iterable[StaffRole] = ()) -> bool:
        """Whether it takes two administrators to leave the account with these roles: of a guarded role that it loses
        fewer than two others would be left.  Raises LastAdmin if no administrator would."""
        account = self.of(who, staff_id)
        if administrates(account) and StaffRole.ADMIN not in roles:
            self._another_admin(account)
        return self._those_left(account, replace(account, roles=tuple(roles))) is None

    def end_sessions(self, who: Staff, staff_id: str, reason: str) -> Account:
        """After a lost phone: end every session and forget the account's known networks, and the wrong logins
        counted, so that those of strangers do not lock the owner out."""
        return self.alter(
            who, staff_id, "end_sessions", lambda account: replace(unlocked(account), networks=()), reason=reason
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
        """Forget the wrong logins counted so far; sessions stay.  Raises OwnLock."""
        if who.staff_id == staff_id:
            raise errors.OwnLock
        return self.alter(who, staff_id, "unlock", unlocked, reason=reason)

    def unlock_by_operator(self, branch: str, username: str, reason: str) -> Account:
        """For an operator's command, when the only administrator is locked out.  Raises StaffUnknown."""
        return self.unlock(operator(branch), self.named(branch, username).staff_id, reason)

    def disable_by_operator(self, branch: str, username: str, reason: str) -> Account:
        """For an operator's command, when a stolen account shut out all other administrators.  Raises StaffUnknown."""
        return self.alter(operator(branch), self.named(branch, username).staff_id, "disable", disabled, reason=reason)

    def named(self, branch: str, username: str) -> Account:
        """The branch's account of a user name.  Raises StaffUnknown."""
        account = self._store.by_username(username)
        return self.of(operator(branch), account.staff_id if account else "")

    def alter(
        self, who: Staff, staff_id: str, action: str, change: Callable[[Account], Account], *, reason: str, **data: Any
    ) -> Account:
        """The account after `change`, with its audit row; what changes nothing leaves none.  `change` is called again
        when another write came first.  Raises ReasonNeeded, StaffUnknown, LastAdmin, StaffChanged, and as `change`."""
        if not is_seen(reason):
            raise errors.ReasonNeeded(field="reason")

        def once() -> Account:
            account = self.of(who, staff_id)
            following = change(account)
            return account if following == account else self.commit(who, account, following, action, reason, **data)

        return insist(once, errors.StaffChanged)

    def commit(
        self,
        who: Staff,
        account: Account,
        following: Account,
        action: str,
        reason: str,
        *,
        asked_by: Account | None = None,
        **data: Any,
    ) -> Account:
        """One try of a change.  asked_by: an administrator who must still be one.  Raises LastAdmin, StaffChanged if
        the change needs a second administrator, and Conflict if another write came first."""
        # The operator lets the only administrator in again, and shuts out one who shut out all others.
        lessens = administrates(account) and not administrates(following) and who.staff_id != OPERATOR
        others, alone = list[Write](), False
        if asked_by is not None and asked_by.staff_id != account.staff_id:
            others = [self._store.unchanged(asked_by)]  # is the administrator who is left, too
        elif asked_by is not None and lessens:
            others = self._another_admin(account)
        elif asked_by is None and who.staff_id != OPERATOR:
            left = self._those_left(account, following)
            if left is None:
                raise errors.StaffChanged
            others, alone = left, bool(left)
        ending = self._ending_all(account.staff_id, ENDS[action]) if action in ENDS else []
        row = self._audit.rows(who, action, f"staff {account.staff_id}", reason=reason, **data)
        saved = self._store.save(following, [*ending, *others, *row])
        if is_guarded({*account.roles, *following.roles}):
            log("staff_changed", event=action, kind=following.state, id=account.staff_id)
        if alone:
            alarm(
                "one administrator took an account or a role from a colleague who confirms: ask the branch whether it "
                "was meant",
                event=action,
                id=account.staff_id,
                person=who.staff_id,
            )
        return saved

    def _those_left(self, account: Account, following: Account) -> list[Write] | None:
        """Conditions that two others have each guarded role that the account loses; None if not so many have it."""
        before, after = (set(one.roles) if one.state == "ACTIVE" else set() for one in (account, following))
        lost = (before - after) & GUARDED
        if before >= APART and len(lost) == 1 and lost < APART:  # one of two roles that one person may not have
            return self._another_admin(account) if StaffRole.ADMIN in lost else []
        everybody = self._store.of_branch(account.branch) if lost else []
        others = [one for one in everybody if one.state == "ACTIVE" and one.staff_id != account.staff_id]
        left: dict[str, Account] = {}
        for role in lost:
            having = [one for one in others if role in one.roles][:2]
            if len(having) < 2:
                return None
            left |= {one.staff_id: one for one in having}
        return [self._store.unchanged(one) for one in left.values()]

    def _ending_all(self, staff_id: str, why: Ending) -> list[Write]:
        return self._sessions.ending(staff_id, self._store.load(staff_id)[1], why)

    def _another_admin(self, leaving: Account) -> list[Write]:
        """A condition for the transaction: another account is, and stays, an administrator.  Raises LastAdmin."""
        for account in self._store.of_branch(leaving.branch):
            if account.staff_id != leaving.staff_id and administrates(account):
                return [self._store.unchanged(account)]
        raise errors.LastAdmin


def operator(branch: str) -> Staff:
    """Whoever types the operator's command."""
    return Staff(staff_id=OPERATOR, branch=branch, name="运维人员", roles=frozenset(StaffRole))


def disabled(account: Account) -> Account:
    """The account disabled; what waits for a second administrator is over."""
    return replace(account, state="DISABLED", grant=None)


def unlocked(account: Account) -> Account:
    """The account with the wrong logins forgotten."""
    return replace(account, unlocks=account.unlocks + 1)


def administrates(account: Account | None) -> bool:
    """Whether the account is an administrator's who can log in."""
    return account is not None and account.state == "ACTIVE" and StaffRole.ADMIN in account.roles
