"""An account moves to another number only by somebody who is its owner, and the number that it left can say no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import (
    AccountInUse,
    IdTailWrong,
    NothingToRestore,
    ProofUnavailable,
    ProveFirst,
    ProveForPhone,
    TailTooNew,
    WeChatElsewhere,
)
from chalicelib.identity.model import Who
from chalicelib.identity.store import PersonItem
from chalicelib.identity.view import Next, SessionView
from chalicelib.shared.errors import Unauthenticated
from tests.worlds.identity import (
    IP,
    IdentityWorld,
    confirm,
    fresh_phone,
    gets_number,
    idle_owner,
    prove_number,
    prove_tail,
    rows,
    who,
)

TOO_LATE = 72


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables["people"], aws.tables["inbox"], tmp_path)
    yield world
    world.close()


def owner(world: IdentityWorld) -> tuple[str, Who]:
    """The number of somebody with orders, and her session on the web."""
    phone = fresh_phone()
    caller = who(world, world.web_login(phone))
    world.busy.add(caller.person_id)
    return phone, caller


def stolen(world: IdentityWorld) -> tuple[str, str, SessionView]:
    """(number of the owner, her person id, session of whoever moved her account with the end of her ID)."""
    phone, caller = owner(world)
    return phone, caller.person_id, confirm(world, caller, fresh_phone(), prove_tail)


def left_numbers() -> set[str]:
    """Ids of the numbers that are still to be told that an account left them."""
    return {row["pk"]["S"].partition("#")[2] for row in rows(PersonItem.Meta.table_name) if row["sk"]["S"] == "MOVED"}


# ---- a session alone moves nothing


def test_a_copied_session_moves_no_account(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    number = fresh_phone()
    code, _ = world.codes.issue(f"phone#{caller.person_id}", number)
    with pytest.raises(ProveForPhone) as refused:
        world.phone_change.send(caller, number, captcha_id="x", captcha="x")
    assert "联系分社" in refused.value.cure
    with pytest.raises(ProveForPhone):
        world.phone_change.confirm(caller, number, code)
    assert world.people.by_phone(phone) == caller.person_id


def test_the_present_number_proves_by_an_sms(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    captcha = world.login.captcha(IP)
    answer = world.read_captcha(captcha.captcha_id)
    world.phone_proof.send(caller, captcha_id=captcha.captcha_id, captcha=answer)
    world.phone_proof.by_code(caller, world.sms.last(phone))
    assert world.phone_proof.require(caller) == "NUMBER"


def test_a_proof_is_this_sessions_for_ten_minutes_and_one_change(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    other = who(world, world.web_login(phone))
    prove_number(world, caller)
    with pytest.raises(ProveForPhone):
        world.phone_proof.require(other)
    world.pass_time(minutes=10)
    with pytest.raises(ProveForPhone):
        world.phone_proof.require(caller)
    confirm(world, caller, fresh_phone())
    with pytest.raises(ProveForPhone):
        world.phone_proof.require(caller)


def test_only_the_wechat_of_the_account_proves(world: IdentityWorld) -> None:
    openid, _ = world.wechat_user()
    stranger, _ = world.wechat_user()
    caller = who(world, world.mini_login(openid))
    with pytest.raises(WeChatElsewhere):
        world.phone_proof.by_wechat(caller, world.wechat_open.login_code(stranger))
    world.phone_proof.by_wechat(caller, world.wechat_open.login_code(openid))
    assert world.phone_proof.require(caller) == "WECHAT"


def test_a_tail_proves_once_it_is_on_record_for_a_week(world: IdentityWorld) -> None:
    """Whoever has the session could have put it there."""
    _, caller = owner(world)
    with pytest.raises(ProofUnavailable):
        world.phone_proof.by_tail(caller, "123X")
    world.accounts.change(caller, None, "123X")
    with pytest.raises(TailTooNew):
        world.phone_proof.by_tail(caller, "123X")
    world.pass_time(days=7)
    with pytest.raises(IdTailWrong):
        world.phone_proof.by_tail(caller, "4567")
    world.phone_proof.by_tail(caller, "123X")
    assert world.phone_proof.require(caller) == "ID_TAIL"


def test_an_unproven_session_proves_nothing_here(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    ways: list[Callable[[], object]] = [
        lambda: world.phone_proof.by_code(caller, "123456"),
        lambda: world.phone_proof.by_tail(caller, "123X"),
        lambda: world.phone_proof.by_wechat(caller, "code"),
        lambda: world.phone_undo.undo(caller),
    ]
    for way in ways:
        with pytest.raises(ProveFirst):
            way()


# ---- what a change does


def test_a_change_ends_every_session_and_begins_one(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    other = world.web_login(phone)
    session = confirm(world, caller, fresh_phone())
    for ended in (lambda: who(world, other), lambda: world.accounts.me(caller)):
        with pytest.raises(Unauthenticated):
            ended()
    assert (session.proven, who(world, session).person_id) == (True, caller.person_id)


def test_the_number_that_was_left_is_told(world: IdentityWorld) -> None:
    (phone, caller), before = owner(world), left_numbers()
    confirm(world, caller, fresh_phone())
    (moved_id,) = left_numbers() - before
    moved = world.moved.get(moved_id)
    assert moved is not None
    assert (moved.phone, moved.at) == (phone, world.now)
    assert phone not in str(rows(PersonItem.Meta.table_name))


def test_a_process_that_dies_after_the_move_leaves_no_session_but_the_movers(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, caller = owner(world)
    other, number = world.web_login(phone), fresh_phone()
    move = world.people.change_phone

    def dies(*moving: Any, **how: Any) -> Any:
        move(*moving, **how)
        raise KeyboardInterrupt

    monkeypatch.setattr(world.people, "change_phone", dies)
    with pytest.raises(KeyboardInterrupt):
        confirm(world, caller, number)
    assert world.people.by_phone(number) == caller.person_id
    with pytest.raises(Unauthenticated):
        who(world, other)


# ---- the old number says no


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
