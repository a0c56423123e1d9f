"""What login promises while everybody does everything at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import PhoneTaken
from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.identity.view import AccountView, SessionView
from chalicelib.identity.wechat_token import SharedToken
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, at_once, fresh_phone, kinds, who
from tests.worlds.moved_numbers import prove_number
from tests.worlds.racing import race


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


def people_of(world: IdentityWorld, results: list[Any]) -> set[str]:
    assert all(isinstance(result, SessionView) for result in results), results
    return {world.sessions.who(result.token, ip=IP).person_id for result in results}


def works(world: IdentityWorld, session: SessionView) -> bool:
    with suppress(Unauthenticated):
        return bool(world.accounts.me(who(world, session)))
    return False


@pytest.mark.guarded_by("LOGIN#sms#*")
def test_a_new_number_at_eight_clients_at_once_is_one_person(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        phone = fresh_phone()
        logins = [partial(world.login.by_sms, phone, "", "")] * 8
        world.codes.check = lambda purpose, phone, code, asker: ""  # type: ignore[method-assign]
        (person_id,) = people_of(world, at_once(logins))
        assert world.people.by_phone(phone) == person_id


def test_logins_at_once_leave_each_consent_once(world: IdentityWorld, rounds: int) -> None:
    agreed = {kind: current(kind).version for kind in (ConsentKind.TERMS, ConsentKind.PRIVACY)}
    world.codes.check = lambda purpose, phone, code, asker: ""  # type: ignore[method-assign]
    for turn in range(2 * rounds):
        phone = fresh_phone()
        if turn % 2:  # an account that has agreed to nothing yet
            world.web_login(phone)
        (person_id,) = people_of(world, at_once([partial(world.login.by_sms, phone, "", "", agreed=agreed)] * 4))
        assert [consent.kind for consent in world.accounts.person(person_id).consents] == list(agreed)


@pytest.mark.guarded_by("LOGIN#*")
def test_web_and_wechat_at_once_are_one_person(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        openid, phone = world.wechat_user()
        code = world.issued("login", phone)
        login, shared = world.wechat_open.login_code(openid), world.wechat_open.phone_code(openid)
        results = at_once([partial(world.login.by_sms, phone, *code), partial(world.login.by_wechat, login, shared)])
        (person_id,) = people_of(world, results)
        assert world.people.by_openid(world.appid, openid) == person_id
        assert world.people.by_phone(phone) == person_id


def test_one_openid_at_four_clients_at_once_is_one_person(world: IdentityWorld) -> None:
    openid, _ = world.wechat_user()
    codes = [(world.wechat_open.login_code(openid), world.wechat_open.phone_code(openid)) for _ in range(4)]
    results = at_once([partial(world.login.by_wechat, *pair) for pair in codes])
    assert len(people_of(world, results)) == 1
    assert all(result.proven for result in results if isinstance(result, SessionView))


@pytest.mark.guarded_by("LOGIN#*", seldom=True)
def test_two_openids_with_one_number_are_not_both_its_owner(world: IdentityWorld, rounds: int) -> None:
    """The later one begins the number's account anew, since there is nothing in it yet."""
    for _ in range(rounds):
        one, phone = world.wechat_user()
        other, _ = world.wechat_user(phone)
        results = at_once([partial(world.mini_login, openid) for openid in (one, other)])
        assert not {type(result) for result in results} - {SessionView, Unauthenticated}, results
        here = {who(world, one).person_id for one in results if isinstance(one, SessionView) and works(world, one)}
        assert here == {world.people.by_phone(phone)}
        bound = [world.people.by_openid(world.appid, openid) for openid in (one, other)]
        assert sorted(bound, key=str) == sorted([None, *here], key=str)


def test_two_nicknames_at_once_leave_one_of_them(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        session = world.web_login(fresh_phone())
        caller = world.sessions.who(session.token, ip=IP)
        results = at_once([partial(world.accounts.change, caller, name, None) for name in ("小雨", "阿雨")])
        assert [shown.nickname for shown in results if isinstance(shown, AccountView)] == ["小雨", "阿雨"]
        assert world.accounts.me(caller).nickname in ("小雨", "阿雨")


@pytest.mark.guarded_by("P#*")
def test_two_ends_of_an_id_at_once_are_one(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        session = world.web_login(fresh_phone())
        caller = world.sessions.who(session.token, ip=IP)
        results = at_once([partial(world.accounts.change, caller, None, tail) for tail in ("123X", "4567")])
        assert kinds(results) == {"AccountView": 1, "IdTailFixed": 1}


def test_different_things_changed_at_once_are_all_kept(world: IdentityWorld) -> None:
    session = world.web_login(fresh_phone())
    caller = world.sessions.who(session.token, ip=IP)
    kinds_of_text = [
        partial(world.consents.give, caller.person_id, {kind: current(kind).version}) for kind in ConsentKind
    ]
    changes: list[Callable[[], object]] = [
        partial(world.accounts.change, caller, "小雨", None),
        partial(world.accounts.change, caller, None, "123X"),
        partial(world.accounts.choose_avatar, caller, "1"),
    ]
    results = at_once([*kinds_of_text, *changes])
    assert not [result for result in results if isinstance(result, Exception)]
    person = world.accounts.person(caller.person_id)
    assert {consent.kind for consent in person.consents} == set(ConsentKind)
    assert (person.nickname, person.avatar) == ("小雨", f"avatars/{caller.person_id}/1.jpg")
    assert person.id_tail


@pytest.mark.guarded_by("LOGIN#sms#*", seldom=True)
def test_two_accounts_changing_to_one_number_at_once(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        number = fresh_phone()
        callers = [world.sessions.who(world.web_login(fresh_phone()).token, ip=IP) for _ in range(2)]
        for caller in callers:
            world.accounts.change(caller, "小雨", None)
            prove_number(world, caller)
        codes = [world.issued(f"phone#{caller.person_id}", number) for caller in callers]
        results = at_once(
            [
                partial(world.phone_change.confirm, caller, number, *code)
                for caller, code in zip(callers, codes, strict=True)
            ]
        )
        assert sum(isinstance(result, PhoneTaken) for result in results) == 1
        winner = next(
            caller for caller, result in zip(callers, results, strict=True) if not isinstance(result, Exception)
        )
        assert world.people.by_phone(number) == winner.person_id
        for caller in callers:
            person = world.accounts.person(caller.person_id)
            assert world.people.by_phone(person.phone) == caller.person_id


@pytest.mark.guarded_by("P#*", "LOGIN#*")
def test_one_account_changing_to_two_numbers_at_once_moves_once(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        caller = who(world, world.web_login(fresh_phone()))
        prove_number(world, caller)
        numbers = [fresh_phone(), fresh_phone()]
        codes = [world.issued(f"phone#{caller.person_id}", number) for number in numbers]
        changes = [
            partial(world.phone_change.confirm, caller, number, *code)
            for number, code in zip(numbers, codes, strict=True)
        ]
        results = at_once(changes)
        assert sum(isinstance(result, SessionView) for result in results) == 1
        led = [world.people.by_phone(number) for number in numbers]
        assert led.count(caller.person_id) == 1
        assert world.accounts.person(caller.person_id).phone == numbers[led.index(caller.person_id)]


@pytest.mark.guarded_by("OTP#*", seldom=True)
def test_one_code_confirmed_twice_at_once_moves_once(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        caller, number = who(world, world.web_login(fresh_phone())), fresh_phone()
        prove_number(world, caller)
        code = world.issued(f"phone#{caller.person_id}", number)
        results = at_once([partial(world.phone_change.confirm, caller, number, *code)] * 2)
        assert kinds(results)["SessionView"] == 1
        assert world.people.by_phone(number) == caller.person_id


def test_login_with_a_number_while_another_account_takes_it_over(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        number = fresh_phone()
        world.web_login(number)
        caller = world.sessions.who(world.web_login(fresh_phone()).token, ip=IP)
        prove_number(world, caller)
        change = world.issued(f"phone#{caller.person_id}", number)
        login = world.issued("login", number)
        results = at_once(
            [partial(world.phone_change.confirm, caller, number, *change), partial(world.login.by_sms, number, *login)]
        )
        assert not isinstance(results[0], Exception)
        assert world.people.by_phone(number) == caller.person_id
        assert isinstance(results[1], SessionView | Unauthenticated)
        if isinstance(results[1], SessionView):  # of the account that has the number now, or it opens nothing
            with suppress(Unauthenticated):
                late = world.sessions.who(results[1].token, ip=IP)
                world.accounts.me(late)
                assert late.person_id == caller.person_id


def test_many_workers_without_a_token_fetch_one(world: IdentityWorld) -> None:
    fetched: list[int] = []
    appid = random_id()

    def fetch() -> tuple[str, int]:
        fetched.append(1)
        return f"token{len(fetched)}", 7200

    workers = [SharedToken(world.inbox, world.keys, world.clock, appid) for _ in range(8)]
    results = race(*[partial(worker.get, fetch) for worker in workers], free=True)
    assert (set(results), len(fetched)) == ({"token1"}, 1)
    results = race(*[partial(worker.get, fetch, bad="token1") for worker in workers], free=True)
    assert (set(results), len(fetched)) == ({"token2"}, 2)


def test_a_logout_beats_a_request_that_is_under_way(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        token = world.sessions.start("p1", "web", None, True)
        caller = world.container().who(token, ip=IP)
        at_once([partial(world.sessions.who, token, ip=IP)] * 4 + [partial(world.sessions.end, caller)])
        with pytest.raises(Unauthenticated):
            world.sessions.who(token, ip=IP)


def test_a_logout_between_the_reading_and_the_remembering_of_a_session(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = world.sessions.start("p1", "web", None, True)
    caller = world.container().who(token, ip=IP)
    find = world.inbox.find

    def slow(pk: str) -> InboxEntry | None:
        entry = find(pk)
        world.sessions.end(caller)
        return entry

    monkeypatch.setattr(world.inbox, "find", slow)
    assert world.sessions.who(token, ip=IP).person_id == "p1"
    monkeypatch.undo()
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


@pytest.mark.guarded_by("SESSION#*", seldom=True)
def test_a_proof_is_not_lost_to_a_renewal(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        token = world.sessions.start("p1", "web", None, False, own=True)
        caller = world.sessions.who(token, ip=IP)
        world.pass_time(days=2)
        at_once([partial(world.sessions.prove, caller), *[partial(world.sessions.renew, caller)] * 3])
        assert world.sessions.who(token, ip=IP) == replace(caller, proven=True)
        assert world.sessions.renew(caller) == world.now + timedelta(days=30)


def test_one_of_many_seizes_a_free_item(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    results = at_once([partial(world.inbox.seize, pk, now=world.now, until=until, body=str(n)) for n in range(8)])
    assert Counter(results) == {True: 1, False: 7}
