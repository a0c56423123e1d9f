"""A change of an account that one administrator asked for, and that waits in the account until a second one agrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.shared.ids import random_id
from chalicelib.staff.errors import GrantWaits
from chalicelib.staff.model import Account, Grant, GrantKind, Staff, StaffRole
from chalicelib.staff.standing import require_apart

WAITS = timedelta(days=7)


def proposed(
    who: Staff, kind: GrantKind, reason: str, now: datetime, *, roles: tuple[StaffRole, ...] = (), phone: str = ""
) -> Grant:
    """What `who` asks for.  Raises RolesClash if she has both roles that exclude each other."""
    require_apart(who.roles)
    return Grant(
        grant_id=random_id(12),
        kind=kind,
        reason=reason,
        by=who.staff_id,
        by_name=who.name,
        at=now,
        until=now + WAITS,
        roles=roles,
        phone=phone,
    )


def waits(account: Account, now: datetime) -> bool:
    """Whether something holds the account: an account that was never invited is held until somebody decides."""
    return account.grant is not None and (account.grant.kind == "invite" or now < account.grant.until)


def same_waits(account: Account, wanted: Grant, now: datetime, open_phone: Callable[[str, str], str]) -> bool:
    """Whether the account waits for this very change, asked for a moment ago.  Raises GrantWaits for another one."""
    waiting = account.grant
    if waiting is None or not waits(account, now):
        return False
    both = [
        (one.kind, one.by, one.roles, one.reason, open_phone(account.staff_id, one.phone)) for one in (waiting, wanted)
    ]
    if both[0] != both[1]:
        raise GrantWaits
    return True
