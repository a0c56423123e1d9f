"""A branch's staff on the emulator: everybody new, with sessions that need no waiting for the next code."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.db import Duplicate, transact
from chalicelib.shared.ids import random_id
from chalicelib.staff import proofs
from chalicelib.staff.invitations import new_token
from chalicelib.staff.login import open_totp
from chalicelib.staff.model import Account, Staff, StaffRole
from chalicelib.wire import wire
from clients.student import Student

PASSWORD = "correct horse battery staple"
BRANCH = "hunan"
HASHED = proofs.hash_password(PASSWORD)


class Colleague(Student):
    """A staff member's client."""

    def __init__(self, console_url: str, account: Account) -> None:
        super().__init__(console_url)
        self.account = account


def hire(*roles: StaffRole, branch: str = BRANCH) -> Account:
    """An account that is ready, without the way through an invitation."""
    invitations, store = wire().staff.invitations, wire().stores.staff
    account, _ = invitations.invite_by_operator(branch, f"user-{random_id(10)}", f"员工{random_id(4)}", [])
    phone = invitations.sealed(account.staff_id, a_phone())
    given = tuple(sorted(set(roles)))
    return store.save(replace(account, state="ACTIVE", password=HASHED, invite="", phone=phone, roles=given))


def a_phone() -> str:
    """A number that nobody else has."""
    return f"13{secrets.randbelow(10**9):09d}"


def shown(account: Account) -> str:
    """A token of a device that showed the invitee's phone, without the way through an SMS."""
    device = new_token(account.staff_id)
    now = wire().stores.staff.get(account.staff_id)
    assert now is not None
    wire().stores.staff.save(replace(now, proven=sha256_hex(device.encode())))
    return device


def session(account: Account) -> str:
    """A token."""
    token, _, writes = wire().staff.sessions.start(account, "10.0.0.1")
    transact(writes)
    return token


def colleague(console_url: str, *roles: StaffRole, branch: str = BRANCH) -> Colleague:
    """Somebody new with these roles, logged in."""
    account = hire(*roles, branch=branch)
    client = Colleague(console_url, account)
    client.token = session(account)
    return client


def known(somebody: Staff) -> Staff:
    """The same, with an account that is ready: what she asks for is confirmed only while she has one."""
    account = Account(
        staff_id=somebody.staff_id,
        rev=1,
        branch=somebody.branch,
        username=f"user-{somebody.staff_id}",
        name=somebody.name,
        state="ACTIVE",
        roles=tuple(sorted(somebody.roles)),
        created_at=datetime.now(UTC),
        totp="",
        password=HASHED,
    )
    with suppress(Duplicate):
        wire().stores.staff.create(account)
    return somebody


def who(account: Account) -> Staff:
    return Staff(staff_id=account.staff_id, branch=account.branch, name=account.name, roles=frozenset(account.roles))


def secret(account: Account) -> str:
    """Of the account's authenticator."""
    return open_totp(wire().stores.keys, account)


def code(account: Account, *, ahead: int = 0) -> str:
    """What the authenticator shows now, or `ahead` steps from now."""
    return proofs.code_at(secret(account), proofs.step_of(datetime.now(UTC)) + ahead)
