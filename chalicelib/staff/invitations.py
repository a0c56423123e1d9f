"""How somebody gets in: a link from an administrator, and a code to the phone that is on record for the account.

Whoever made or forwarded the link opens nothing with it; only the operator's command invites without a phone.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from chalicelib.identity import phone as phones
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal, sha256_hex
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import is_name
from chalicelib.staff import errors, proofs
from chalicelib.staff.accounts import StaffAccounts, operator, unlocked
from chalicelib.staff.audit import Audit
from chalicelib.staff.login import open_totp, staff_of
from chalicelib.staff.model import NOT_YET, Account, Staff, StaffRole
from chalicelib.staff.proposed import proposed, same_waits
from chalicelib.staff.sessions import StaffSessions
from chalicelib.staff.standing import SETTLING, is_guarded, needs_two, require_apart
from chalicelib.staff.store import StaffStore
from chalicelib.staff.strength import is_weak
from chalicelib.staff.tries import Tries

INVITED = timedelta(hours=72)
USERNAME = re.compile(r"[0-9A-Za-z._@\u3400-\u4dbf\u4e00-\u9fff-]+")  # no look-alikes of other scripts
MOST_NAME = 40  # characters of a user name or a name


class Invitations:
    """An administrator or finance is invited only after a second administrator agreed (`Grants`)."""

    def __init__(
        self,
        *,
        store: StaffStore,
        accounts: StaffAccounts,
        sessions: StaffSessions,
        tries: Tries,
        codes: SmsCodes,
        audit: Audit,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._store, self._accounts, self._sessions, self._tries = store, accounts, sessions, tries
        self._codes, self._audit, self._keys, self._clock = codes, audit, keys, clock

    # -- by an administrator ----------------------------------------------------------------------------------------

    def invite(
        self, who: Staff, username: str, name: str, roles: Iterable[StaffRole], phone: str
    ) -> tuple[Account, str]:
        """Create an account; returns it with the token of its link, "" if a second administrator must agree first: the
        account has no role before.  Raises RolesClash, StaffNameWrong, StaffNameTaken, StaffPhoneNeeded."""
        account = self._new(who.branch, username, name, roles)
        account = replace(account, phone=self.sealed(account.staff_id, phone))
        if not is_guarded(account.roles):
            return self._create(who, account)
        grant = proposed(who, "invite", f"邀请{account.name}", self._clock(), roles=account.roles)
        self._store_new(who, replace(account, roles=(), grant=grant), f"propose_{grant.kind}", account.roles)
        return replace(account, roles=(), grant=grant), ""

    def invite_again(self, who: Staff, staff_id: str, reason: str, phone: str = "") -> tuple[Account, str]:
        """Invite again: password and authenticator must be set anew, and every session ends.  Returns (account, token),
        "" if a second administrator must agree first.  phone: "" for the one on record.  Raises StaffPhoneNeeded,
        GrantWaits."""
        sealed = self.sealed(staff_id, phone) if phone else ""
        guarded = needs_two(self._accounts.of(who, staff_id))
        token = "" if guarded else new_token(staff_id)
        grant = proposed(who, "invite_again", reason, self._clock(), phone=sealed)

        def following(account: Account) -> Account:
            if not (sealed or account.phone):
                raise errors.StaffPhoneNeeded(field="phone")
            if needs_two(account) is not guarded:
                raise errors.StaffChanged
            if same_waits(account, grant, self._clock(), self.open_phone):
                return account
            return replace(account, grant=grant) if guarded else self.fresh(account, token, sealed)

        action = f"propose_{grant.kind}" if guarded else "invite_again"
        return self._accounts.alter(who, staff_id, action, following, reason=reason), token

    # -- by the operator --------------------------------------------------------------------------------------------

    def first_admin(self, branch: str, username: str, name: str) -> tuple[Account, str]:
        """For an operator's command: the operator is the second person, and hands the link over himself."""
        return self.invite_by_operator(branch, username, name, [StaffRole.ADMIN])

    def invite_by_operator(
        self, branch: str, username: str, name: str, roles: Iterable[StaffRole]
    ) -> tuple[Account, str]:
        """As `invite`, without phone or second person; the account confirms from the start."""
        return self._create(operator(branch), replace(self._new(branch, username, name, roles), by_operator=True))

    def invite_again_by_operator(self, branch: str, username: str, reason: str) -> tuple[Account, str]:
        """When no second administrator is left to agree: (account, token).  Raises StaffUnknown."""
        account = self._accounts.named(branch, username)
        token = new_token(account.staff_id)

        def following(now: Account) -> Account:
            return replace(self.fresh(now, token), phone="", by_operator=True)

        changed = self._accounts.alter(operator(branch), account.staff_id, "invite_again", following, reason=reason)
        return changed, token

    # -- by the invitee ---------------------------------------------------------------------------------------------

    def invited(self, token: str) -> tuple[Account, str]:
        """(the invited account, the secret for its authenticator; "" until its phone was shown on this device).  Raises
        InviteOver."""
        account, is_open = self._invited(token)
        return account, open_totp(self._keys, account) if is_open else ""

    def send_code(self, token: str) -> Sent:
        """Send a code to the invitee's phone.  Raises InviteOver, StaffPhoneNeeded, and as SmsCodes.send_to_known."""
        account, _ = self._invited(token)
        if not account.phone:
            raise errors.StaffPhoneNeeded
        return self._codes.send_to_known(_purpose(account), self.open_phone(account.staff_id, account.phone))

    def prove(self, token: str, code: str, asker: str) -> str:
        """The token that opens the invitation on this device in place of the link's; an earlier device's is over.
        Raises InviteOver, as SmsCodes.check, and StaffChanged if another phone was put on record meanwhile."""
        account, _ = self._invited(token)
        self._codes.check(_purpose(account), self.open_phone(account.staff_id, account.phone), code, asker)
        device = new_token(account.staff_id)

        def once() -> None:
            now, _ = self._invited(token)
            if now.phone != account.phone:
                raise errors.StaffChanged
            self._store.save(replace(now, proven=_digest(device)))

        insist(once, errors.StaffChanged)
        return device

    def accept(self, token: str, password: str, code: str, *, ip: str) -> tuple[str, Account]:
        """Activate the account; returns (token of a new session, account).  Raises InviteOver, InviteUnproven,
        PasswordWeak, TotpWrong."""
        account, is_open = self._invited(token)
        if not is_open:
            raise errors.InviteUnproven
        if is_weak(password, account.username, account.name, account.branch):
            raise errors.PasswordWeak(field="password")
        step = proofs.used_step(open_totp(self._keys, account), code, self._clock(), after=account.last_step)
        if step is None:
            raise errors.TotpWrong(field="code")
        ready = replace(
            account,
            state="ACTIVE",
            password=proofs.hash_password(password),
            last_step=step,
            invite="",
            proven="",
            invite_until=None,
            networks=self._tries.networks(ip, account),
            confirms_from=None if account.by_operator else self._clock() + SETTLING,
        )
        new_token, session, writes = self._sessions.start(account, ip)
        row = self._audit.rows(staff_of(account), "accept_invite", f"staff {account.staff_id}", ip=ip)
        try:
            return new_token, self._store.save(replace(ready, seen_at=session.started_at), [*writes, *row])
        except Conflict as late:  # accepted, or invited again, a moment ago
            raise errors.InviteOver from late

    # -- for what waits ---------------------------------------------------------------------------------------------

    def fresh(self, account: Account, token: str, phone: str = "") -> Account:
        """The account with a new invitation.  phone: sealed, "" for the one on record."""
        return replace(
            unlocked(account),
            state="INVITED",
            password=NOT_YET,
            totp=self._new_totp(account.staff_id),
            networks=(),
            phone=phone or account.phone,
            proven="",
            by_operator=False,
            grant=None,
            invite=_digest(token),
            invite_until=self._clock() + INVITED,
        )

    def sealed(self, staff_id: str, phone: str) -> str:
        """A typed phone number as it is stored.  Raises StaffPhoneNeeded."""
        number = phones.fold(phone)
        if number is None:
            raise errors.StaffPhoneNeeded(field="phone")
        return self._keys.staff.seal(number, about=_about(staff_id))

    def open_phone(self, staff_id: str, sealed: str) -> str:
        """11 digits, or "" for none."""
        return self._keys.staff.unseal(sealed, about=_about(staff_id)) if sealed else ""

    # -- parts ------------------------------------------------------------------------------------------------------

    def _new(self, branch: str, username: str, name: str, roles: Iterable[StaffRole]) -> Account:
        username, name = _valid_name("username", username, least=2), _valid_name("name", name, least=1)
        if not USERNAME.fullmatch(username):
            raise errors.StaffNameWrong(field="username")
        wanted = tuple(sorted(set(roles)))
        require_apart(wanted, field="roles")
        staff_id = random_id(12)
        return Account(
            staff_id=staff_id,
            rev=1,
            branch=branch,
            username=username,
            name=name,
            roles=wanted,
            state="INVITED",
            created_at=self._clock(),
            totp=self._new_totp(staff_id),
        )

    def _create(self, who: Staff, account: Account) -> tuple[Account, str]:
        token = new_token(account.staff_id)
        invited = replace(account, invite=_digest(token), invite_until=self._clock() + INVITED)
        self._store_new(who, invited, "invite", invited.roles)
        return invited, token

    def _store_new(self, who: Staff, account: Account, action: str, roles: tuple[StaffRole, ...]) -> None:
        row = self._audit.rows(who, action, f"staff {account.staff_id}", roles=roles, username=account.username)
        try:
            self._store.create(account, row)
        except Duplicate as taken:
            raise errors.StaffNameTaken(field="username", username=account.username) from taken

    def _invited(self, token: str) -> tuple[Account, bool]:
        """(the account, whether the token opens its invitation).  Raises InviteOver."""
        account = self._store.get(token.partition(".")[0]) if token.isascii() else None
        if account is None or account.state != "INVITED" or not account.invite or account.invite_until is None:
            raise errors.InviteOver
        digest = _digest(token)
        by_link, by_device = constant_time_equal(account.invite, digest), constant_time_equal(account.proven, digest)
        if not (by_link or by_device) or self._clock() >= account.invite_until:
            raise errors.InviteOver
        return account, by_device or not account.phone

    def _new_totp(self, staff_id: str) -> str:
        return self._keys.staff.seal(proofs.new_secret(), about=f"totp {staff_id}")


def new_token(staff_id: str) -> str:
    """A token nobody has; it begins with the account's id."""
    return f"{staff_id}.{secrets.token_urlsafe(32)}"


def _digest(token: str) -> str:
    return sha256_hex(token.encode())


def _about(staff_id: str) -> str:
    return f"staff phone {staff_id}"


def _purpose(account: Account) -> str:
    return f"staff#{account.invite[:16]}"  # a code is good for its own link only


def _valid_name(field: str, text: str, *, least: int) -> str:
    name = text.strip()
    if not least <= len(name) <= MOST_NAME or not is_name(name):
        raise errors.StaffNameWrong(field=field)
    return name
