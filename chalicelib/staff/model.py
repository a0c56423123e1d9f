"""Staff of a branch (分社): accounts, roles, sessions, and the caller of a request."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

AccountState = Literal["INVITED", "ACTIVE", "DISABLED"]


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
    """The caller of one request to the staff API.  session: digest of the token."""

    staff_id: str
    branch: str
    name: str
    roles: frozenset[StaffRole]
    session: str = ""
    ip: str = ""

    def has(self, *roles: StaffRole) -> bool:
        """Whether the caller has any of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person's account.

    rev: compare-and-set counter; password: Argon2id in PHC form; totp: sealed secret in base32; last_step: the
    newest 30-second step whose code was used; networks: digests of those it logged in from lately; unlocks: how often
    its wrong logins were forgotten; invite: digest of the pending invitation's token; seen_at: when it last logged in,
    None if nobody ever did.
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


@dataclass(frozen=True, kw_only=True)
class Session:
    """session_id: digest of the token, which is stored nowhere."""

    session_id: str
    started_at: datetime
    until: datetime
    ip: str


def fold_name(username: str) -> str:
    """A user name folded for comparison: half-width, trimmed, casefolded."""
    return unicodedata.normalize("NFKC", username).strip().casefold()
