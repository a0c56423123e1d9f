"""An account moves to another number only by somebody who is its owner."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.errors import (
    IdTailWrong,
    ProofUnavailable,
    ProveFirst,
    ProveForPhone,
    TailTooNew,
    WeChatElsewhere,
)
from chalicelib.identity.store import PersonItem
from chalicelib.shared.errors import Unauthenticated
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, idle_owner, rows, who
from tests.worlds.moved_numbers import confirm, left_numbers, owner, prove_number

# ---- a session alone moves nothing


def test_a_copied_session_moves_no_account(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    number = fresh_phone()
    code = world.issued(f"phone#{caller.person_id}", number)
    with pytest.raises(ProveForPhone) as refused:
        world.phone_change.send(caller, number, answer=CaptchaAnswer("x", "x", "1"))
    assert "联系分社" in refused.value.cure
    with pytest.raises(ProveForPhone):
        world.phone_change.confirm(caller, number, *code)
    assert world.people.by_phone(phone) == caller.person_id


def test_the_present_number_proves_by_an_sms(world: IdentityWorld) -> None:
    phone, caller = owner(world)
    sent = world.phone_proof.send(caller, answer=world.solved(world.login.captcha(IP)))
    world.phone_proof.by_code(caller, world.sms.last(phone), sent.asker)
    world.phone_proof.require(caller)


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
    world.phone_proof.require(caller)


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
    world.phone_proof.require(caller)


def test_an_unproven_session_proves_nothing_here(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    ways: list[Callable[[], object]] = [
        lambda: world.phone_proof.by_code(caller, "123456", "x"),
        lambda: world.phone_proof.by_tail(caller, "123X"),
        lambda: world.phone_proof.by_wechat(caller, "code"),
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
