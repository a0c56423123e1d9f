"""A number that may have changed hands: what is asked before anything of its account is shown, and when nothing is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.errors import (
    IdTailTooOften,
    IdTailWrong,
    ProofUnavailable,
    ProveFirst,
)
from chalicelib.identity.view import Next
from chalicelib.shared.errors import Unauthenticated
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, gets_number, idle_owner, who

# ---- a number that may have changed hands


def test_an_idle_account_with_something_in_it_starts_unproven(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    session = world.web_login(phone)
    assert (session.proven, session.next) == (False, Next(kind="PROVE"))
    assert who(world, session) == replace(who(world, session), person_id=person_id, proven=False)
    assert session.person.nickname is None
    assert session.person.id_tail_known


def test_an_account_used_a_day_less_ago_is_its_owners(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.accounts.change(who(world, world.web_login(phone)), "小雨", None)
    world.pass_time(days=59)
    assert world.web_login(phone).proven
    world.pass_time(days=59)
    assert world.web_login(phone).proven


@pytest.mark.parametrize(("days", "proven"), [(59, True), (61, False), (91, False), (120, False), (179, False)])
def test_a_login_by_number_is_in_doubt_before_the_number_can_be_sold(
    world: IdentityWorld, days: int, proven: bool
) -> None:
    phone = fresh_phone()
    caller = who(world, world.web_login(phone))
    world.busy.add(caller.person_id)
    world.pass_time(days=days)
    session = world.web_login(phone)
    assert (session.proven, session.next) == (proven, None if proven else Next(kind="PROVE"))
    assert who(world, session).person_id == caller.person_id


@pytest.mark.parametrize("days", [61, 179])
def test_a_wechat_login_needs_no_doubt(world: IdentityWorld, days: int) -> None:
    openid, _ = world.wechat_user()
    world.busy.add(who(world, world.mini_login(openid)).person_id)
    world.pass_time(days=days)
    assert world.mini_login(openid, share_phone=False).proven


@pytest.mark.parametrize("days", [61, 91, 179])
def test_in_doubt_a_tail_proves_and_who_has_nothing_starts_afresh(world: IdentityWorld, days: int) -> None:
    """Nobody is stuck: either there is something to prove by, or nothing that a stranger could see."""
    phone, person_id = idle_owner(world)
    empty = fresh_phone()
    world.web_login(empty)
    world.pass_time(days=days - 60)
    session = world.web_login(phone)
    assert not session.proven
    assert world.accounts.change(who(world, session), None, "123X").proven
    assert who(world, session).person_id == person_id
    assert world.web_login(empty).proven


def test_using_the_account_keeps_it_from_being_idle(world: IdentityWorld) -> None:
    phone = fresh_phone()
    caller = who(world, world.web_login(phone))
    world.accounts.change(caller, "小雨", None)
    for _ in range(3):
        world.pass_time(days=25)
        world.accounts.me(caller)
    assert world.web_login(phone).proven


@pytest.mark.parametrize(("days", "proven"), [(79, True), (81, False), (120, False)])
def test_visits_by_other_ways_say_nothing_of_the_number(world: IdentityWorld, days: int, proven: bool) -> None:
    """She gave it up, and goes on by WeChat; whoever was sold the number logs in with it."""
    openid, phone = world.wechat_user()
    mine = who(world, world.mini_login(openid))
    world.busy.add(mine.person_id)
    for day in range(days):
        world.pass_time(days=1)
        if day % 20 == 0:
            world.mini_login(openid, share_phone=False)
            world.accounts.me(mine)
    session = world.web_login(phone)
    assert (session.proven, who(world, session).person_id) == (proven, mine.person_id)
    assert world.mini_login(openid, share_phone=False).proven


def test_a_silent_number_of_an_account_that_holds_nothing_begins_anew_and_keeps_nobody_out(
    world: IdentityWorld,
) -> None:
    openid, phone = world.wechat_user()
    mine = who(world, world.mini_login(openid))
    world.accounts.change(mine, "小雨", None)
    for _ in range(4):
        world.pass_time(days=25)
        mine = who(world, world.mini_login(openid, share_phone=False))
    session = world.web_login(phone)
    assert (session.proven, session.person.nickname) == (True, None)
    assert who(world, session).person_id != mine.person_id
    gets_number(world, openid)
    assert world.mini_login(openid).proven  # with her number of now


@pytest.mark.parametrize("by", ["tail", "code"])
def test_whoever_proved_herself_after_a_login_by_number_is_not_asked_again(world: IdentityWorld, by: str) -> None:
    openid, phone = world.wechat_user()
    mine = who(world, world.mini_login(openid))
    world.accounts.change(mine, None, "123X")
    world.busy.add(mine.person_id)
    for _ in range(4):
        world.pass_time(days=25)
        mine = who(world, world.mini_login(openid, share_phone=False))
    caller = who(world, world.web_login(phone))
    assert not caller.proven
    if by == "tail":
        world.accounts.change(caller, None, "123X")
    else:  # of a collection code, in another step
        world.container().prove(caller)
        world.accounts.me(replace(caller, proven=True))
    world.pass_time(days=59)
    world.mini_login(openid, share_phone=False)
    assert world.web_login(phone).proven


def test_a_stranger_does_not_become_the_owner_by_coming_twice(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    first = who(world, world.web_login(phone))
    world.accounts.me(first)
    world.sessions.end(first)
    assert not world.web_login(phone).proven


def test_an_idle_account_with_nothing_in_it_is_whose_number_it_is(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.web_login(phone)
    world.pass_time(days=400)
    assert world.web_login(phone).proven


def test_a_nickname_alone_is_worth_no_proof_and_shown_to_nobody(world: IdentityWorld) -> None:
    """An account that nothing could prove would be closed to everybody for ever."""
    phone, before = idle_owner(world, id_tail=None)
    session = world.web_login(phone)
    assert (session.proven, session.next) == (True, Next(kind="NICKNAME"))
    assert who(world, session).person_id != before
    assert session.person.nickname is None


def test_a_lent_phone_ends_nobodys_account(world: IdentityWorld) -> None:
    (openid, phone), (lender, _) = world.wechat_user(), world.wechat_user()
    mine = who(world, world.mini_login(openid))
    world.accounts.change(mine, "小雨", None)
    world.mini_login(lender)
    code = world.issued("login", phone)
    session = world.login.by_sms(phone, *code, world.wechat_open.login_code(lender))
    assert (session.proven, who(world, session).person_id) == (False, mine.person_id)
    assert world.accounts.me(mine).nickname == "小雨"


def test_another_wechat_begins_anew_where_the_account_holds_nothing(world: IdentityWorld) -> None:
    (openid, phone), (other, _) = world.wechat_user(), world.wechat_user()
    before = world.mini_login(openid)
    caller = who(world, before)
    world.accounts.change(caller, "小雨", None)
    gets_number(world, other, phone)
    session = world.mini_login(other)
    assert (session.proven, session.wechat) == (True, "HERE")
    assert who(world, session).person_id != caller.person_id
    with pytest.raises(Unauthenticated):
        world.accounts.me(caller)
    with pytest.raises(Unauthenticated):
        who(world, before)
    assert world.forgotten == [caller.person_id], "its avatar goes too"
    gets_number(world, openid)
    again = world.mini_login(openid)  # her WeChat leads nowhere any more, and begins an account of her new number
    assert again.proven
    assert who(world, again).person_id not in (caller.person_id, who(world, session).person_id)


def test_orders_alone_are_worth_a_proof(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.busy.add(who(world, world.web_login(phone)).person_id)
    world.pass_time(days=60)
    assert not world.web_login(phone).proven


def test_an_unproven_session_may_do_nothing_but_prove_itself(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    captcha = world.login.captcha(IP)
    with pytest.raises(ProveFirst):
        world.accounts.change(caller, "小雨", None)
    with pytest.raises(ProveFirst):
        world.accounts.change(caller, "", "123X")
    with pytest.raises(ProveFirst):
        world.phone_change.send(caller, fresh_phone(), answer=CaptchaAnswer(captcha.captcha_id, "0000", "1"))
    with pytest.raises(ProveFirst):
        world.phone_change.confirm(caller, fresh_phone(), "123456", "x")
    assert world.accounts.me(caller).nickname is None


def test_the_last_four_of_the_id_prove_the_owner(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    session = world.web_login(phone)
    shown = world.accounts.change(who(world, session), None, " １２３x ")
    assert shown.proven
    assert shown.nickname == "小雨"
    assert who(world, session).proven
    assert world.web_login(phone).proven


def test_guessing_the_last_four_ends_after_five_a_day(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    for guess in range(5):
        with pytest.raises(IdTailWrong):
            world.accounts.change(caller, None, f"000{guess}")
    for tail in ("0009", "123X"):
        with pytest.raises(IdTailTooOften):
            world.accounts.change(caller, None, tail)
    assert not who(world, world.web_login(phone)).proven


def test_without_an_id_on_file_only_a_collection_code_proves(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world, id_tail=None)
    world.busy.add(person_id)
    caller = who(world, world.web_login(phone))
    with pytest.raises(ProofUnavailable):
        world.accounts.change(caller, None, "123X")
    world.sessions.prove(caller)
    assert world.accounts.me(replace(caller, proven=True)).proven
    assert world.web_login(phone).proven


def test_the_id_of_one_person_proves_no_other(world: IdentityWorld) -> None:
    idle_owner(world, id_tail="1111")
    phone, _ = idle_owner(world, id_tail="2222")
    with pytest.raises(IdTailWrong):
        world.accounts.change(who(world, world.web_login(phone)), None, "1111")
