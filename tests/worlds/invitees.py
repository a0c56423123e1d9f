"""How somebody of the staff comes in, and the administrators who let her."""

from __future__ import annotations

from typing import Any

from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Account, StaffRole
from chalicelib.wire import wire
from clients.student import Student
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.staff import PASSWORD, Colleague, colleague

ACCOUNTS = "/api/staff/accounts"


def a_branch() -> str:
    return f"b{random_id(8)}"


def admins(world: World, branch: str, count: int = 2) -> list[Colleague]:
    return [colleague(world.box.console_url, StaffRole.ADMIN, branch=branch) for _ in range(count)]


def newcomer(roles: list[str]) -> dict[str, Any]:
    return {"username": f"n-{random_id(9)}", "name": "财务小周", "roles": roles, "phone": staff.a_phone()}


def stored(staff_id: str) -> Account:
    account = wire().stores.staff.get(staff_id)
    assert account is not None
    return account


def proven(world: World, token: str, phone: str) -> str:
    """The token of a device whose holder read the SMS."""
    guest = world.guest_at_console()
    guest.call("POST", "/api/staff/invites/code", {"token": token})
    body = {"token": token, "code": world.outside.sms_code(phone), "asker": guest.asker}
    return str(guest.call("POST", "/api/staff/invites/prove", body)["token"])


def accept(world: World, token: str, password: str = PASSWORD, phone: str = "") -> Student:
    """Somebody who followed the link.  phone: hers, if the link asks for the code sent to it."""
    client = world.guest_at_console()
    if phone:
        token = proven(world, token, phone)
    client.call("POST", "/api/staff/invites/show", {"token": token})
    body = {"token": token, "password": password, "code": staff.code(stored(token.partition(".")[0]))}
    client.token = client.call("POST", "/api/staff/invites/accept", body)["token"]
    return client


def login(world: World, username: str, code: str, password: str = PASSWORD) -> Student:
    client = world.guest_at_console()
    body = {"username": username, "password": password, "code": code}
    client.token = client.call("POST", "/api/staff/login", body)["token"]
    return client
