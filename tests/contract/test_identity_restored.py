"""The number that an account left can say no, for 72 hours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.identity.errors import (
    AccountInUse,
    NothingToRestore,
)
from chalicelib.identity.view import Next
from chalicelib.shared.errors import Unauthenticated
from tests.worlds.identity import IdentityWorld, fresh_phone, gets_number, who
from tests.worlds.moved_numbers import confirm, owner, prove_number, prove_tail, stolen

TOO_LATE = 72


def test_the_old_number_takes_the_account_back(world: IdentityWorld) -> None:
    phone, person_id, thief = stolen(world)
    back = world.web_login(phone)
    assert (back.next, back.person.nickname) == (Next(kind="RESTORE"), None)
    session = world.phone_undo.undo(who(world, back))
    assert (session.proven, session.next, who(world, session).person_id) == (True, None, person_id)
    assert world.people.by_phone(phone) == person_id
    for ended in (thief, back):
        with pytest.raises(Unauthenticated):
            who(world, ended)
    person = world.accounts.person(person_id)
    assert (person.phone, person.number_since) == (phone, None)
    assert world.web_login(phone).next is None


def test_the_thiefs_number_and_wechat_lead_nowhere_afterwards(world: IdentityWorld) -> None:
    phone, person_id, thief = stolen(world)
    number = world.accounts.person(person_id).phone
    openid, _ = world.wechat_user(number)
    assert who(world, world.mini_login(openid)).person_id == person_id
    world.phone_undo.undo(who(world, world.web_login(phone)))
    assert world.people.by_phone(number) is None
    assert world.people.by_openid(world.appid, openid) is None
    assert who(world, world.mini_login(openid)).person_id != person_id
    with pytest.raises(Unauthenticated):
        world.accounts.me(who(world, thief))


def test_wechat_that_was_bound_before_stays(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    caller = who(world, world.mini_login(openid))
    world.busy.add(caller.person_id)
    confirm(world, caller, fresh_phone(), prove_tail)
    gets_number(world, openid, phone)
    world.phone_undo.undo(who(world, world.web_login(phone)))
    assert who(world, world.mini_login(openid)).person_id == caller.person_id


def test_whoever_comes_back_in_the_mini_program_keeps_that_login(world: IdentityWorld) -> None:
    phone, person_id, _ = stolen(world)
    openid, _ = world.wechat_user(phone)
    back = world.mini_login(openid)
    assert back.next == Next(kind="RESTORE")
    session = world.phone_undo.undo(who(world, back))
    assert (who(world, session).openid, session.wechat) == (openid, "HERE")
    assert who(world, world.mini_login(openid, share_phone=False)).person_id == person_id


def test_it_ends_after_72_hours(world: IdentityWorld) -> None:
    phone, _, _ = stolen(world)
    back = who(world, world.web_login(phone))
    world.pass_time(hours=TOO_LATE - 1)
    assert world.web_login(phone).next == Next(kind="RESTORE")
    world.pass_time(hours=1)
    assert world.web_login(phone).next is None
    with pytest.raises(NothingToRestore) as refused:
        world.phone_undo.undo(back)
    assert "联系分社" in refused.value.cure


def test_a_number_that_proved_the_change_itself_takes_nothing_back(world: IdentityWorld) -> None:
    """Its owner was there; whoever has the SIM tomorrow may be the buyer of the telephone."""
    phone, caller = owner(world)
    confirm(world, caller, fresh_phone(), prove_number)
    back = world.web_login(phone)
    assert back.next == Next(kind="NICKNAME")
    with pytest.raises(NothingToRestore):
        world.phone_undo.undo(who(world, back))


def test_a_number_that_nobody_used_for_60_days_takes_nothing_back(world: IdentityWorld) -> None:
    """It may be a stranger's tomorrow: she uses WeChat, and her SIM is long gone."""
    openid, phone = world.wechat_user()
    caller = who(world, world.mini_login(openid))
    world.busy.add(caller.person_id)
    for _ in range(3):
        world.pass_time(days=20)
        caller = who(world, world.mini_login(openid, share_phone=False))
    confirm(world, caller, fresh_phone(), prove_tail)
    assert world.web_login(phone).next == Next(kind="NICKNAME")


def test_a_login_by_number_shows_that_it_is_the_owners(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    world.pass_time(days=50)
    world.web_login(phone)
    world.pass_time(days=50)
    world.web_login(phone)
    assert world.accounts.person(caller.person_id).number_seen_at == world.now


def test_a_thiefs_number_does_not_undo_the_rescue(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    thiefs = fresh_phone()
    moved = confirm(world, caller, thiefs, prove_tail)
    confirm(world, who(world, moved), phone, prove_tail)
    back = world.web_login(thiefs)
    assert back.next == Next(kind="NICKNAME")
    with pytest.raises(NothingToRestore):
        world.phone_undo.undo(who(world, back))


def test_the_owner_takes_the_account_back_from_the_second_number_of_the_thief(world: IdentityWorld) -> None:
    phone, person_id, thief = stolen(world)
    confirm(world, who(world, thief), fresh_phone(), prove_number)
    session = world.phone_undo.undo(who(world, world.web_login(phone)))
    assert who(world, session).person_id == person_id


@pytest.mark.parametrize("holds", ["orders", "nickname"])
def test_an_account_that_holds_something_is_not_thrown_away_for_it(world: IdentityWorld, holds: str) -> None:
    phone, _, _ = stolen(world)
    back = who(world, world.web_login(phone))
    if holds == "orders":
        world.busy.add(back.person_id)
    else:
        world.accounts.change(back, "小雨", None)
    with pytest.raises(AccountInUse) as refused:
        world.phone_undo.undo(back)
    assert "合并" in refused.value.cure


def test_an_account_that_was_closed_meanwhile_does_not_come_back(world: IdentityWorld) -> None:
    phone, person_id, _ = stolen(world)
    back = who(world, world.web_login(phone))
    world.people.close(world.accounts.person(person_id), world.now)
    with pytest.raises(NothingToRestore):
        world.phone_undo.undo(back)


def test_taking_back_twice_is_done_once(world: IdentityWorld) -> None:
    phone, person_id, _ = stolen(world)
    back = who(world, world.web_login(phone))
    world.phone_undo.undo(back)
    with pytest.raises(Unauthenticated):
        world.phone_undo.undo(back)
    assert world.people.by_phone(phone) == person_id


def test_what_an_earlier_release_wrote_is_read(world: IdentityWorld) -> None:
    """Without any of the dates: the number counts as the first one, and the tail as old."""
    _, caller = owner(world)
    world.accounts.change(caller, None, "123X")
    person = world.accounts.person(caller.person_id)
    world.people.save(replace(person, number_since=None, number_proved_at=None, id_tail_at=None))
    old = world.accounts.person(caller.person_id)
    assert (old.number_seen_at, old.undoes(world.now)) == (old.created_at, True)
    world.phone_proof.by_tail(caller, "123X")
