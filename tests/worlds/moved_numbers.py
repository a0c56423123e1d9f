"""Accounts that move to another number, by their owner and by a thief."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chalicelib.identity.model import TAIL_SETTLED, Who
from chalicelib.identity.number.moved_store import MovedItem
from chalicelib.identity.view import SessionView
from tests.worlds.identity import IdentityWorld, fresh_phone, rows, who

Proving = Callable[[IdentityWorld, Who], None]


def owner(world: IdentityWorld) -> tuple[str, Who]:
    """The number of somebody with orders, and her session on the web."""
    phone = fresh_phone()
    caller = who(world, world.web_login(phone))
    world.busy.add(caller.person_id)
    return phone, caller


def prove_number(world: IdentityWorld, caller: Who) -> None:
    """The caller types a code that came to the account's present number."""
    phone = world.accounts.person(caller.person_id).phone
    world.phone_proof.by_code(caller, *world.issued(f"own#{caller.person_id}", phone))


def prove_tail(world: IdentityWorld, caller: Who, tail: str = "123X") -> None:
    """The caller has the ID's tail on record for long, and types it."""
    world.accounts.change(caller, None, tail)
    person = world.accounts.person(caller.person_id)
    world.people.save(replace(person, id_tail_at=world.now - TAIL_SETTLED))
    world.phone_proof.by_tail(caller, tail)


def confirm(world: IdentityWorld, caller: Who, phone: str, prove: Proving = prove_number) -> SessionView:
    """The caller proves who she is, and moves to another number."""
    prove(world, caller)
    code = world.issued(f"phone#{caller.person_id}", phone)
    return world.phone_change.confirm(caller, phone, *code)


def stolen(world: IdentityWorld) -> tuple[str, str, SessionView]:
    """(number of the owner, her person id, session of whoever moved her account with the end of her ID)."""
    phone, caller = owner(world)
    return phone, caller.person_id, confirm(world, caller, fresh_phone(), prove_tail)


def left_numbers() -> set[str]:
    """Ids of the numbers that are still to be told that an account left them."""
    return {row["pk"]["S"].partition("#")[2] for row in rows(MovedItem.Meta.table_name) if row["sk"]["S"] == "MOVED"}
