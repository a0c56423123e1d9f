"""The staff of a new sandbox: accounts for every role, created through the product's services, with known secrets.

In production, where the product refuses a simulator's keys, the first accounts come from `python -m tools.staff`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

BRANCH = "湖南分社"
PASSWORD = "SANDBOX-staff-2027"  # noqa: S105
TOTP_SECRET = base64.b32encode(b"SANDBOX-SANDBOX-2027").decode()  # for any authenticator


@dataclass(frozen=True)
class SeededStaff:
    """A user name and its roles.  Administrators and finance have two accounts, because their decisions need two
    people."""

    username: str
    name: str
    roles: tuple[str, ...]


STAFF = (
    SeededStaff("admin", "系统管理员", ("ADMIN",)),
    SeededStaff("admin2", "系统管理员小孙", ("ADMIN",)),
    SeededStaff("manager", "分社经理", ("MANAGER",)),
    SeededStaff("manager2", "分社副经理", ("MANAGER",)),
    SeededStaff("reviewer", "审核员小李", ("REVIEWER",)),
    SeededStaff("reviewer2", "审核员小王", ("REVIEWER",)),
    SeededStaff("finance", "财务小陈", ("FINANCE",)),
    SeededStaff("finance2", "财务小赵", ("FINANCE",)),
)


def seed_staff() -> None:
    """Creates accounts that can log in at once; existing ones stay as they are."""
    from chalicelib.staff import proofs
    from chalicelib.staff.errors import StaffNameTaken
    from chalicelib.staff.model import StaffRole
    from chalicelib.wire import wire

    services, password = wire(), proofs.hash_password(PASSWORD)
    for seeded in STAFF:
        if services.stores.staff.by_username(seeded.username) is not None:
            continue
        try:
            roles = map(StaffRole, seeded.roles)
            account, _ = services.staff.invitations.invite_by_operator(BRANCH, seeded.username, seeded.name, roles)
        except StaffNameTaken:  # another process created it first
            continue
        totp = services.stores.keys.staff.seal(TOTP_SECRET, about=f"totp {account.staff_id}")
        ready = replace(account, state="ACTIVE", password=password, totp=totp, invite="")
        services.stores.staff.save(ready)
