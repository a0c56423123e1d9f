"""WeChat and the number disagree: whose account it is, on the real tables."""

from __future__ import annotations

import pytest

from chalicelib.identity.errors import (
    CodeOver,
    PhoneTaken,
)
from chalicelib.identity.texts import ConsentKind
from chalicelib.identity.view import Next
from chalicelib.shared.errors import Unauthenticated
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, gets_number, idle_owner, who
from tests.worlds.moved_numbers import confirm, prove_number

# ---- WeChat and the number disagree


def test_an_openid_meeting_an_idle_account_is_bound_only_once_proven(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    openid, _ = world.wechat_user(phone)
    session = world.mini_login(openid)
    caller = who(world, session)
    assert (caller.person_id, caller.proven, caller.openid) == (person_id, False, openid)
    assert world.people.by_openid(world.appid, openid) is None
    world.accounts.change(caller, None, "123X")
    assert world.people.by_openid(world.appid, openid) == person_id
    assert world.mini_login(openid, share_phone=False).proven


def test_a_collection_code_binds_the_openid_at_the_next_look(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    openid, _ = world.wechat_user(phone)
    session = world.mini_login(openid)
    world.sessions.prove(who(world, session))
    world.accounts.me(who(world, session))
    assert world.people.by_openid(world.appid, openid) == person_id


def test_a_second_wechat_with_the_same_number_is_not_let_in_silently(world: IdentityWorld) -> None:
    first, phone = world.wechat_user()
    owner = who(world, world.mini_login(first))
    world.busy.add(owner.person_id)
    second, _ = world.wechat_user(phone)
    session = world.mini_login(second)
    assert (session.proven, session.next) == (False, Next(kind="PROVE"))
    assert world.people.by_openid(world.appid, second) is None
    assert world.people.by_openid(world.appid, first) == owner.person_id
    assert who(world, world.mini_login(first, share_phone=False)).proven


def test_after_closing_no_wechat_login_leads_to_the_account_any_more(world: IdentityWorld) -> None:
    """One bound earlier would be told for ever that its session is over, and could never register anew."""
    first, phone = world.wechat_user()
    owner = who(world, world.mini_login(first))
    world.accounts.change(owner, None, "123X")
    second, _ = world.wechat_user(phone)
    world.accounts.change(who(world, world.mini_login(second)), None, "123X")
    assert {world.people.by_openid(world.appid, one) for one in (first, second)} == {owner.person_id}
    person = world.people.get(owner.person_id)
    assert person is not None
    world.people.close(person, world.clock())
    assert [world.people.by_openid(world.appid, one) for one in (first, second)] == [None, None]
    fresh = who(world, world.mini_login(first))
    assert fresh.person_id != owner.person_id
    assert who(world, world.mini_login(first, share_phone=False)).person_id == fresh.person_id


def test_an_openid_bound_between_two_looks_is_the_owners(world: IdentityWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    openid, _ = world.wechat_user()
    first = who(world, world.mini_login(openid))
    by_openid = world.people.by_openid
    looks = iter([None, None])  # as they were before the other client's login was written
    monkeypatch.setattr(world.people, "by_openid", lambda *key: next(looks, by_openid(*key)))
    session = world.mini_login(openid)
    assert (who(world, session).person_id, session.proven) == (first.person_id, True)


def test_a_known_openid_with_another_number_is_offered_to_change_it(world: IdentityWorld) -> None:
    openid, old = world.wechat_user()
    person_id = who(world, world.mini_login(openid)).person_id
    new = gets_number(world, openid)
    session = world.mini_login(openid)
    assert (session.proven, session.next) == (True, Next(kind="CHANGE_PHONE", phone=new))
    assert who(world, session).person_id == person_id
    assert world.people.by_phone(old) == person_id
    assert world.people.by_phone(new) is None


def test_until_that_is_settled_the_old_number_is_in_doubt(world: IdentityWorld) -> None:
    openid, old = world.wechat_user()
    world.busy.add(who(world, world.mini_login(openid)).person_id)
    gets_number(world, openid)
    world.mini_login(openid)
    assert not world.web_login(old).proven
    gets_number(world, openid, old)
    world.mini_login(openid)
    assert world.web_login(old).proven


def test_a_number_is_changed_by_a_code_to_the_new_one(world: IdentityWorld) -> None:
    openid, old = world.wechat_user()
    world.busy.add(who(world, world.mini_login(openid)).person_id)
    new = gets_number(world, openid)
    caller, other = who(world, world.mini_login(openid)), world.web_login(old)
    solved = world.solved(world.login.captcha(IP))
    world.phone_proof.by_wechat(caller, world.wechat_open.login_code(openid))
    sent = world.phone_change.send(caller, new, answer=solved)
    assert sent.retry_after == 60
    session = world.phone_change.confirm(caller, new, world.sms.last(new), sent.asker)
    assert session.person.phone == f"{new[:3]}****{new[-4:]}"
    with pytest.raises(Unauthenticated):  # whoever has the old number may have begun it
        who(world, other)
    with pytest.raises(Unauthenticated):  # it may have a copy
        world.accounts.me(caller)
    assert world.accounts.me(who(world, session)).phone == session.person.phone
    assert who(world, world.web_login(new)).person_id == caller.person_id
    assert world.web_login(new).proven
    assert who(world, world.web_login(old)).person_id != caller.person_id
    assert world.mini_login(openid).next is None


def test_confirming_the_own_number_settles_the_doubt(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    world.mini_login(openid)
    gets_number(world, openid)
    caller = who(world, world.mini_login(openid))
    confirm(world, caller, phone)
    assert world.web_login(phone).proven


@pytest.mark.parametrize("holds", ["orders", "nickname", "wechat"])
def test_a_number_that_is_somebody_is_taken(world: IdentityWorld, holds: str) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    openid, taken = world.wechat_user()
    other = who(world, world.mini_login(openid) if holds == "wechat" else world.web_login(taken))
    if holds == "orders":
        world.busy.add(other.person_id)
    if holds == "nickname":
        world.accounts.change(other, "李四", None)
    with pytest.raises(PhoneTaken) as refused:
        confirm(world, caller, taken)
    assert "联系分社" in refused.value.cure
    assert world.people.by_phone(taken) == other.person_id


def test_an_empty_account_gives_its_number_and_ends(world: IdentityWorld) -> None:
    number = fresh_phone()
    empty = who(world, world.web_login(number))
    caller = who(world, world.web_login(fresh_phone()))
    confirm(world, caller, number)
    assert who(world, world.web_login(number)).person_id == caller.person_id
    with pytest.raises(Unauthenticated):
        world.accounts.me(empty)
    with pytest.raises(Unauthenticated):
        world.consents.require(empty.person_id, ConsentKind.PRIVACY)


def test_a_code_for_one_accounts_change_is_none_for_anothers(world: IdentityWorld) -> None:
    one, other = who(world, world.web_login(fresh_phone())), who(world, world.web_login(fresh_phone()))
    number = fresh_phone()
    code = world.issued(f"phone#{one.person_id}", number)
    for caller in (one, other):
        prove_number(world, caller)
    with pytest.raises(CodeOver):
        world.phone_change.confirm(other, number, *code)
    world.phone_change.confirm(one, number, *code)
