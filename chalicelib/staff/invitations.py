"""How somebody gets in: an administrator puts her phone on record, and she shows it with a code by SMS.

Who invites learns nothing secret: a code goes to whatever number is typed, as at the students' login, so asking for one
tells nobody whether there is an invitation; the right code does, to whoever has that phone.  Only the operator's
command invites without a phone, by a link.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from chalicelib.identity import phone as phones
from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.errors import SmsFailed, SmsRefused
from chalicelib.identity.sms_codes import Sent, SmsCodes
from chalicelib.identity.sms_limits.errors import SmsBudgetOver, SmsSlow
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import Keys, constant_time_equal, sha256_hex
from chalicelib.shared.db import Conflict, Duplicate, insist
from chalicelib.shared.ids import random_id
from chalicelib.shared.names import is_name
from chalicelib.staff import errors, proofs
from chalicelib.staff.accounts import StaffAccounts, operator, unlocked
from chalicelib.staff.audit import Audit
from chalicelib.staff.login import open_totp, staff_of
from chalicelib.staff.lookalikes import is_lookalike
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
PURPOSE = "staff#invite"  # of the codes


class Invitations:
    """An administrator, manager or finance is invited only after a second administrator agreed (`Grants`)."""

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

    def invite(self, who: Staff, username: str, name: str, roles: Iterable[StaffRole], phone: str) -> Account:
        """Create an account; for an administrator, manager or finance a second administrator must agree first, and it
        has no role before.  Raises RolesClash, StaffNameWrong, StaffNameTaken, StaffPhoneNeeded."""
        account = self._new(who.branch, username, name, roles)
        account = replace(account, phone=self.sealed(account.staff_id, phone))
        if not is_guarded(account.roles):
            return self._create(who, account)[0]
        grant = proposed(who, "invite", f"邀请{account.name}", self._clock(), roles=account.roles)
        waiting = replace(account, roles=(), grant=grant)
        self._store_new(who, waiting, f"propose_{grant.kind}", account.roles)
        return waiting

    def invite_again(self, who: Staff, staff_id: str, reason: str, phone: str = "") -> Account:
        """Invite again, at once or when a second administrator agrees: password and authenticator must be set anew, and
        every session ends.  phone: "" for the one on record.  Raises StaffPhoneNeeded, GrantWaits."""
        sealed = self.sealed(staff_id, phone) if phone else ""
        guarded = needs_two(self._accounts.of(who, staff_id))
        grant = proposed(who, "invite_again", reason, self._clock(), phone=sealed)

        def following(account: Account) -> Account:
            if not (sealed or account.phone):
                raise errors.StaffPhoneNeeded(field="phone")
            if needs_two(account) is not guarded:
                raise errors.StaffChanged
            if same_waits(account, grant, self._clock(), self.open_phone):
                return account
            return replace(account, grant=grant) if guarded else self.fresh(account, phone=sealed)

        action = f"propose_{grant.kind}" if guarded else "invite_again"
        return self._accounts.alter(who, staff_id, action, following, reason=reason)

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
            return replace(self.fresh(now, token=token), phone="", by_operator=True)

        changed = self._accounts.alter(operator(branch), account.staff_id, "invite_again", following, reason=reason)
        return changed, token

    # -- by the invitee ---------------------------------------------------------------------------------------------

    def invited(self, token: str) -> tuple[Account, str]:
        """(the invited account, the secret for its authenticator).  Raises InviteOver, InviteUnproven."""
        account = self._opened(token)
        return account, open_totp(self._keys, account)

    def captcha(self, ip: str) -> Captcha:
        """The picture to be read before a code is sent."""
        return self._codes.captcha(ip, picture=True)

    def send_code(self, phone: str, *, answer: CaptchaAnswer, ip: str) -> Sent:
        """Send a code to a phone, whoever is invited or not.  Raises StaffPhoneNeeded, InviteSmsSlow, InviteSmsFailed,
        and as SmsCodes.send."""
        try:
            return self._codes.send(PURPOSE, _number(phone), answer=answer, ip=ip)
        except (SmsSlow, SmsBudgetOver) as over:
            raise errors.InviteSmsSlow(retry_after=over.retry_after or 0) from over
        except (SmsRefused, SmsFailed) as failed:
            raise errors.InviteSmsFailed from failed

    def prove(self, username: str, phone: str, code: str, asker: str) -> str:
        """The token that opens the invitation on this device; an earlier device's is over.  Raises StaffPhoneNeeded, as
        SmsCodes.check, and InviteUnknown if no open invitation has this name and this phone."""
        number = _number(phone)
        self._codes.check(PURPOSE, number, code, asker)

        def once() -> str:
            account = self._store.by_username(username)
            if account is None or not self._waits_for(account, number):
                raise errors.InviteUnknown
            device = new_token(account.staff_id)
            self._store.save(replace(account, proven=_digest(device)))
            return device

        return insist(once, errors.StaffChanged)

    def accept(self, token: str, password: str, code: str, *, ip: str) -> tuple[str, Account]:
        """Activate the account; returns (token of a new session, account).  Raises InviteOver, InviteUnproven,
        PasswordWeak, TotpWrong."""
        account = self._opened(token)
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

    def fresh(self, account: Account, *, phone: str = "", token: str = "") -> Account:
        """The account with a new invitation.  phone: sealed, "" for the one on record; token: of a link, "" where the
        phone opens it."""
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
            invite=_digest(token or new_token(account.staff_id)),  # nobody is told the latter
            invite_until=self._clock() + INVITED,
        )

    def sealed(self, staff_id: str, phone: str) -> str:
        """A typed phone number as it is stored.  Raises StaffPhoneNeeded."""
        return self._keys.staff.seal(_number(phone), about=_about(staff_id))

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

    def _opened(self, token: str) -> Account:
        """The account whose invitation a device's token opens, or a link's where no phone is on record.  Raises
        InviteOver, InviteUnproven."""
        account = self._store.get(token.partition(".")[0]) if token.isascii() else None
        if account is None or not self._is_open(account):
            raise errors.InviteOver
        digest = _digest(token)
        by_link, by_device = constant_time_equal(account.invite, digest), constant_time_equal(account.proven, digest)
        if not (by_link or by_device):
            raise errors.InviteOver
        if account.phone and not by_device:
            raise errors.InviteUnproven
        return account

    def _is_open(self, account: Account) -> bool:
        until = account.invite_until
        return account.state == "INVITED" and bool(account.invite) and until is not None and self._clock() < until

    def _waits_for(self, account: Account, number: str) -> bool:
        """Whether an invitation is open for whoever has this phone."""
        return self._is_open(account) and self.open_phone(account.staff_id, account.phone) == number

    def _new_totp(self, staff_id: str) -> str:
        return self._keys.staff.seal(proofs.new_secret(), about=f"totp {staff_id}")


def new_token(staff_id: str) -> str:
    """A token nobody has; it begins with the account's id."""
    return f"{staff_id}.{secrets.token_urlsafe(32)}"


def _digest(token: str) -> str:
    return sha256_hex(token.encode())


def _about(staff_id: str) -> str:
    return f"staff phone {staff_id}"


def _number(phone: str) -> str:
    """Raises StaffPhoneNeeded."""
    number = phones.fold(phone)
    if number is None:
        raise errors.StaffPhoneNeeded(field="phone")
    return number


def _valid_name(field: str, text: str, *, least: int) -> str:
    name = text.strip()
    if not least <= len(name) <= MOST_NAME or not is_name(name) or is_lookalike(name):
        raise errors.StaffNameWrong(field=field)
    return name
