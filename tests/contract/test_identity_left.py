"""What is kept of a number that an account left goes by itself, whatever becomes of the account."""

from __future__ import annotations

from chalicelib.identity.model import UNDO
from chalicelib.identity.store import PersonItem
from tests.worlds.identity import IdentityWorld, fresh_phone, rows, who
from tests.worlds.moved_numbers import confirm, prove_tail


def test_the_account_that_a_number_left_is_forgotten_after_72_hours(world: IdentityWorld) -> None:
    """Closing the account does not know its earlier numbers, and the item names the account and its WeChat."""
    openid, _ = world.wechat_user()
    caller = who(world, world.mini_login(openid))
    confirm(world, caller, fresh_phone(), prove_tail)
    world.people.close(world.accounts.person(caller.person_id), world.now)
    (left,) = [row for row in rows(PersonItem.Meta.table_name) if openid in str(row) and row["sk"]["S"] == "LEFT"]
    kept = float(left["ttl"]["N"]) - world.now.timestamp()
    assert UNDO.total_seconds() <= kept <= UNDO.total_seconds() + 3600
