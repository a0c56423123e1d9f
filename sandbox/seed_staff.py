"""Staff of a fresh sandbox: one account per desk, made through the product's own services, with a secret anybody knows.

The product refuses a simulator's keys in production, and there such accounts begin with `python -m tools.staff`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

BRANCH = "湖南分社"
PASSWORD = "SANDBOX-staff-2027"  # noqa: S105
TOTP_SECRET = base64.b32encode(b"SANDBOX-SANDBOX-2027").decode()  # for any authenticator


@dataclass(frozen=True)
class SeededStaff:
    """A user name and what its owner may do; finance has two, since two must agree on money."""

    username: str
    name: str
    roles: tuple[str, ...]


STAFF = (
    SeededStaff("admin", "系统管理员", ("ADMIN",)),
    SeededStaff("manager", "分社经理", ("MANAGER",)),
    SeededStaff("manager2", "分社副经理", ("MANAGER",)),
    SeededStaff("reviewer", "审核员小李", ("REVIEWER",)),
    SeededStaff("reviewer2", "审核员小王", ("REVIEWER",)),
    SeededStaff("finance", "财务小陈", ("FINANCE",)),
    SeededStaff("finance2", "财务小赵", ("FINANCE",)),
)


def seed_staff() -> None:
    """Accounts that are ready to log in; those that are there already stay as they are."""
    from chalicelib.staff import proofs
    from chalicelib.staff.errors import StaffNameTaken
    from chalicelib.staff.model import Staff, StaffRole
    from chalicelib.wire import wire

    made, password = wire(), proofs.hashed(PASSWORD)
    operator = Staff(staff_id="operator", branch=BRANCH, name="运维人员", roles=frozenset(StaffRole))
    for one in STAFF:
        if made.stores.staff.by_username(one.username) is not None:
            continue
        try:
            account, _ = made.desk.accounts.invite(operator, one.username, one.name, map(StaffRole, one.roles))
        except StaffNameTaken:  # another process was faster
            continue
        totp = made.stores.keys.seal(TOTP_SECRET, about=f"totp {account.staff_id}")
        ready = replace(account, state="ACTIVE", password=password, totp=totp, invite="")
        made.stores.staff.save(ready)
