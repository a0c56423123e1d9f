"""Which roles one person may have, which need two administrators, and who may confirm what another asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.shared.clock import shanghai
from chalicelib.staff.errors import RolesClash, TooNewToConfirm
from chalicelib.staff.model import Account, Staff, StaffRole

SETTLING = timedelta(hours=48)  # from an accepted invitation or a new role until its owner confirms anything
APART = frozenset({StaffRole.ADMIN, StaffRole.FINANCE})  # who makes accounts does not move money
GUARDED = APART | {StaffRole.MANAGER}  # who confirms what moves money, orders, accounts or roles


def is_guarded(roles: Iterable[StaffRole]) -> bool:
    """Whether the roles are given by two administrators."""
    return not GUARDED.isdisjoint(roles)


def needs_two(account: Account) -> bool:
    """Whether only two administrators let somebody into the account: also when one took the role away, or that one
    would come in as its owner and have it given back."""
    return account.entrusted or is_guarded(account.roles)


def require_apart(roles: Iterable[StaffRole], *, field: str | None = None) -> None:
    """Nobody both makes accounts and moves money.  field: where the roles were typed.  Raises RolesClash."""
    if set(roles) >= APART:
        raise RolesClash(field=field)


def may_still_ask(account: Account | None, roles: Iterable[StaffRole]) -> bool:
    """Whether whoever asked for something can log in, in one of the roles that may ask for it."""
    return account is not None and account.state == "ACTIVE" and not set(roles).isdisjoint(account.roles)


def require_settled(who: Staff, now: datetime) -> None:
    """The caller may confirm what somebody else asked for.  Raises RolesClash, TooNewToConfirm."""
    require_apart(who.roles)
    if who.confirms_from is not None and now < who.confirms_from:
        raise TooNewToConfirm(when=shanghai(who.confirms_from))
