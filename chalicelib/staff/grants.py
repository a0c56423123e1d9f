"""Who may do what: roles and phones of accounts.  What makes somebody an administrator, manager or finance waits for a
second administrator.  What takes rights away is done at once, unless one other or none would be left with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from chalicelib.shared.clock import Clock
from chalicelib.shared.db import insist
from chalicelib.shared.names import is_seen
from chalicelib.staff import errors
from chalicelib.staff.accounts import StaffAccounts, administrates, disabled, operator
from chalicelib.staff.audit import Audit
from chalicelib.staff.invitations import Invitations
from chalicelib.staff.model import Account, Grant, Staff, StaffRole
from chalicelib.staff.proposed import proposed, same_waits
from chalicelib.staff.standing import SETTLING, is_guarded, needs_two, require_apart, require_settled
from chalicelib.staff.store import StaffStore


class Grants:
    """A grant waits in its account, so that whatever changes the account meanwhile is seen."""

    def __init__(
        self, *, store: StaffStore, accounts: StaffAccounts, invitations: Invitations, audit: Audit, clock: Clock
    ) -> None:
        self._store, self._accounts, self._invitations = store, accounts, invitations
        self._audit, self._clock = audit, clock

    def give_roles(self, who: Staff, staff_id: str, roles: Iterable[StaffRole], reason: str) -> Account:
        """Replace the roles, at once or when a second administrator agrees.  Raises OwnRoles, RolesClash, GrantWaits,
        and LastAdmin if no administrator would be left."""
        wanted = tuple(sorted(set(roles)))
        require_apart(wanted, field="roles")
        if staff_id == who.staff_id:
            raise errors.OwnRoles
        guarded = is_guarded(_added(self._accounts.of(who, staff_id), wanted))
        guarded = self._accounts.takes_two(who, staff_id, wanted) or guarded
        grant = proposed(who, "give_roles", reason, self._clock(), roles=wanted) if guarded else None

        def following(account: Account) -> Account:
            if added := _added(account, wanted):  # or two who have both roles could not take one of each other's away
                require_apart(who.roles)
            if is_guarded(added) and not guarded:
                raise errors.StaffChanged
            if account.grant and account.grant.kind == "invite":
                raise errors.GrantWaits
            if grant is None:
                return self._with_roles(account, wanted)
            same = same_waits(account, grant, self._clock(), self._invitations.open_phone)
            return account if same else replace(account, grant=grant)

        action = f"propose_{grant.kind}" if grant else "give_roles"
        return self._accounts.alter(who, staff_id, action, following, reason=reason, roles=wanted)

    def disable(self, who: Staff, staff_id: str, reason: str) -> Account:
        """Disable the account and end its sessions, at once or, if too few with its roles would be left, when a second
        administrator agrees.  Done at once, it ends what waits.  Raises LastAdmin, and GrantWaits if it needs two and
        something waits."""
        two = self._accounts.takes_two(who, staff_id)
        grant = proposed(who, "disable", reason, self._clock()) if two else None

        def following(account: Account) -> Account:
            if grant is None:
                return disabled(account)
            same = same_waits(account, grant, self._clock(), self._invitations.open_phone)
            return account if same else replace(account, grant=grant)

        action = f"propose_{grant.kind}" if grant else "disable"
        return self._accounts.alter(who, staff_id, action, following, reason=reason)

    def change_phone(self, who: Staff, staff_id: str, phone: str, reason: str) -> Account:
        """Another phone for invitations, at once or when a second administrator agrees.  Raises StaffPhoneNeeded,
        GrantWaits."""
        sealed = self._invitations.sealed(staff_id, phone)
        grant = proposed(who, "staff_phone", reason, self._clock(), phone=sealed)
        guarded = needs_two(self._accounts.of(who, staff_id))

        def following(account: Account) -> Account:
            if needs_two(account) is not guarded:
                raise errors.StaffChanged
            if same_waits(account, grant, self._clock(), self._invitations.open_phone):
                return account
            return replace(account, grant=grant) if guarded else replace(account, phone=sealed, proven="")

        action = f"propose_{grant.kind}" if guarded else "staff_phone"
        return self._accounts.alter(who, staff_id, action, following, reason=reason)

    def confirm(self, who: Staff, staff_id: str, grant_id: str, reason: str) -> Account:
        """The second administrator agrees.  Raises GrantOver, OwnGrant, OwnRoles, RolesClash, TooNewToConfirm,
        LastAdmin."""
        require_settled(who, self._clock())

        def once() -> Account:
            account, grant = self._waiting(who, staff_id, grant_id)
            if grant.by == who.staff_id:
                raise errors.OwnGrant
            if staff_id == who.staff_id:
                raise errors.OwnRoles
            return self._carry_out(who, account, grant, reason)

        return insist(once, errors.StaffChanged)

    def confirm_by_operator(self, branch: str, username: str, reason: str) -> Account:
        """For an operator's command, where the branch has only one administrator.  Raises StaffUnknown, GrantOver."""
        if not is_seen(reason):
            raise errors.ReasonNeeded(field="reason")
        staff_id = self._accounts.named(branch, username).staff_id

        def once() -> Account:
            account, grant = self._waiting(operator(branch), staff_id, None)
            return self._carry_out(operator(branch), account, grant, reason)

        return insist(once, errors.StaffChanged)

    def refuse(self, who: Staff, staff_id: str, grant_id: str, reason: str) -> None:
        """Take a change off the list: whoever asked for it withdraws it, another administrator refuses it.  An account
        that was never invited goes with it.  Raises GrantOver."""

        def once() -> None:
            account = self._accounts.of(who, staff_id)
            grant = account.grant
            if grant is None or grant.grant_id != grant_id:
                raise errors.GrantOver
            step = f"withdraw_{grant.kind}" if grant.by == who.staff_id else f"refuse_{grant.kind}"
            row = self._audit.rows(who, step, f"staff {staff_id}", reason=reason, username=account.username)
            if grant.kind == "invite":
                self._store.remove(account, row)
            else:
                self._store.save(replace(account, grant=None), row)

        insist(once, errors.StaffChanged)

    def _waiting(self, who: Staff, staff_id: str, grant_id: str | None) -> tuple[Account, Grant]:
        account = self._accounts.of(who, staff_id)
        grant = account.grant
        if grant is None or grant_id not in (None, grant.grant_id) or self._clock() >= grant.until:
            raise errors.GrantOver
        return account, grant

    def _carry_out(self, who: Staff, account: Account, grant: Grant, reason: str) -> Account:
        data = {"roles": grant.roles} if grant.roles else {}
        return self._accounts.commit(
            who,
            account,
            self._granted(account, grant),
            grant.kind,
            grant.reason,
            asked_by=self._asked_by(grant),
            proposed_by=grant.by,
            second_reason=reason,
            **data,
        )

    def _granted(self, account: Account, grant: Grant) -> Account:
        if grant.kind == "invite":
            return replace(self._invitations.fresh(account), roles=grant.roles)
        if grant.kind == "invite_again":
            return self._invitations.fresh(account, phone=grant.phone)
        if grant.kind == "disable":
            return disabled(account)
        if grant.kind == "staff_phone":
            return replace(account, phone=grant.phone, proven="", grant=None)
        return self._with_roles(account, grant.roles)

    def _with_roles(self, account: Account, roles: tuple[StaffRole, ...]) -> Account:
        """A new role is not used to confirm anything at once, by whomever its owner was invited; what waited for the
        old ones is over."""
        added = bool(_added(account, roles))
        from_ = self._clock() + SETTLING if added else account.confirms_from
        return replace(
            account,
            roles=roles,
            confirms_from=from_,
            by_operator=account.by_operator and not added,
            entrusted=needs_two(account),
            grant=None,
        )

    def _asked_by(self, grant: Grant) -> Account:
        """Whoever asked for it, still an administrator.  Raises GrantOver."""
        account = self._store.get(grant.by)
        if account is None or not administrates(account):
            raise errors.GrantOver
        return account


def _added(account: Account, roles: Iterable[StaffRole]) -> set[StaffRole]:
    return set(roles) - set(account.roles)
