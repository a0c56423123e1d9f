"""Staff of a branch (分社): accounts, roles, sessions, and the caller of a request."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

AccountState = Literal["INVITED", "ACTIVE", "DISABLED"]
# what a second administrator agrees to, by the name of the action that is done then
GrantKind = Literal["invite", "invite_again", "give_roles", "staff_phone", "disable"]
OPERATOR = "operator"  # staff id of whoever types the operator's command


NOT_YET = ""  # password hash until the invitation is accepted: no password matches it


class StaffRole(StrEnum):
    """What a staff member may do at the branch; one person may have several roles."""

    REVIEWER = "REVIEWER"
    MANAGER = "MANAGER"
    FINANCE = "FINANCE"
    ADMIN = "ADMIN"


ROLE_LABELS = {
    StaffRole.REVIEWER: "审核员",
    StaffRole.MANAGER: "管理员",
    StaffRole.FINANCE: "财务",
    StaffRole.ADMIN: "系统管理员",
}


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The caller of one request to the staff API.  session: digest of the token; confirms_from: before then the caller
    confirms nothing, None if she may."""

    staff_id: str
    branch: str
    name: str
    roles: frozenset[StaffRole]
    session: str = ""
    ip: str = ""
    confirms_from: datetime | None = None

    def has(self, *roles: StaffRole) -> bool:
        """Whether the caller has any of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A change of an account that waits for a second administrator.  roles: as they will be; phone: sealed, as it will
    be, "" if it stays."""

    grant_id: str
    kind: GrantKind
    reason: str
    by: str
    by_name: str
    at: datetime
    until: datetime
    roles: tuple[StaffRole, ...] = ()
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person's account.

    rev: compare-and-set counter; password: Argon2id in PHC form; totp: sealed secret in base32; last_step: the
    newest 30-second step whose code was used; networks: digests of those it logged in from lately; unlocks: how often
    its wrong logins were forgotten; invite: digest of the pending invitation's token; seen_at: when it last logged in,
    None if nobody ever did; phone: sealed, of its owner, "" where none is on record; proven: digest of the token of the
    device that showed this phone; by_operator: the pending invitation came from the operator's command; confirms_from:
    it confirms nothing before, None if it may; entrusted: it was an administrator's, manager's or finance's once;
    grant: what waits for a second administrator.
    """

    staff_id: str
    rev: int
    branch: str
    username: str
    name: str
    roles: tuple[StaffRole, ...]
    state: AccountState
    created_at: datetime
    totp: str = field(repr=False)
    password: str = field(default=NOT_YET, repr=False)
    last_step: int = 0
    networks: tuple[str, ...] = ()
    unlocks: int = 0
    invite: str = field(default="", repr=False)
    invite_until: datetime | None = None
    seen_at: datetime | None = None
    phone: str = field(default="", repr=False)
    proven: str = field(default="", repr=False)
    by_operator: bool = False
    confirms_from: datetime | None = None
    entrusted: bool = False
    grant: Grant | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """session_id: digest of the token, which is stored nowhere; seen_at: when its owner was there last, to within
    some minutes; None: not known, of a session begun before that was kept."""

    session_id: str
    started_at: datetime
    until: datetime
    ip: str
    seen_at: datetime | None = None


def fold_name(username: str) -> str:
    """A user name folded for comparison: half-width, trimmed, casefolded."""
    return unicodedata.normalize("NFKC", username).strip().casefold()
