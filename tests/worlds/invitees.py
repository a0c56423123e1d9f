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


def received(world: World, phone: str) -> tuple[str, str]:
    """(the code of the SMS that somebody had sent to a phone, its asker)."""
    guest = world.guest_at_console()
    solved = world.outside.solved(guest.call("GET", "/api/staff/captcha"))
    guest.call("POST", "/api/staff/invites/code", {"phone": phone, **solved})
    return world.outside.sms_code(phone), guest.asker


def prove(world: World, username: str, phone: str, code: str, asker: str) -> str:
    """The token of the device on which the code is typed."""
    body = {"username": username, "phone": phone, "code": code, "asker": asker}
    return str(world.guest_at_console().call("POST", "/api/staff/invites/prove", body)["token"])


def proven(world: World, username: str, phone: str) -> str:
    """The token of a device whose holder read the SMS."""
    return prove(world, username, phone, *received(world, phone))


def comes(world: World, wanted: dict[str, Any]) -> Student:
    """The one who was invited with `wanted` opens the invitation with her phone."""
    return accept(world, proven(world, wanted["username"], wanted["phone"]))


def accept(world: World, token: str, password: str = PASSWORD) -> Student:
    """Somebody at a device that showed her phone, or who followed the operator's link."""
    client = world.guest_at_console()
    client.call("POST", "/api/staff/invites/show", {"token": token})
    body = {"token": token, "password": password, "code": staff.code(stored(token.partition(".")[0]))}
    client.token = client.call("POST", "/api/staff/invites/accept", body)["token"]
    return client


def login(world: World, username: str, code: str, password: str = PASSWORD) -> Student:
    client = world.guest_at_console()
    body = {"username": username, "password": password, "code": code}
    client.token = client.call("POST", "/api/staff/login", body)["token"]
    return client
