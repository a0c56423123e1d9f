"""Sessions that end while others begin, are renewed or are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import AccountChanged
from chalicelib.identity.inbox_store import InboxEntry
from chalicelib.identity.model import Person, Who
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, at_once, fresh_phone, who


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


def begun(world: IdentityWorld, person_id: str) -> tuple[str, Who]:
    token = world.sessions.start(person_id, "web", None, True)
    return token, world.container().who(token, ip=IP)


def works(world: IdentityWorld, token: str) -> bool:
    """In a process that remembers nothing of it."""
    try:
        world.container().who(token, ip=IP)
    except Unauthenticated:
        return False
    return True


def test_no_end_of_all_leaves_a_session_that_the_next_one_misses(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        person_id = random_id()
        start = partial(world.sessions.start, person_id, "web", None, True)
        results = at_once([start, partial(world.container().end_all, person_id), start, start])
        tokens = [token for token in results if isinstance(token, str)]
        assert len(tokens) == 3, results
        world.container().end_all(person_id)
        for token in tokens:
            with pytest.raises(Unauthenticated):
                world.container().who(token, ip=IP)


def test_an_end_of_all_between_the_two_writes_of_a_login_leaves_none_that_no_later_end_finds(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id, put, join = random_id(), world.inbox.put, world.inbox.join
    for name, write in (("put", put), ("join", join)):

        def late(*told: Any, write: Any = write, **named: Any) -> None:
            world.sessions.end_all(person_id)
            write(*told, **named)

        with monkeypatch.context() as patched:
            patched.setattr(world.inbox, name, late)
            token, caller = begun(world, person_id)
        if works(world, token):
            assert [row.current for row in world.sessions.listed(caller)] == [True]
        world.sessions.end_all(person_id)
        assert not works(world, token)


@pytest.mark.parametrize("closed", [True, False])
def test_whoever_was_let_in_by_a_number_that_is_another_by_now_is_not_in(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    """The number was changed, and all sessions ended, between the login's reading and the begin of its session."""
    phone, put, done = fresh_phone(), world.inbox.put, list[Person]()
    owner = who(world, world.web_login(phone))

    def late(pk: str, **told: Any) -> None:
        if pk.startswith("SESSION#") and not done:
            person = world.accounts.person(owner.person_id)
            done.append(person)
            if closed:
                world.people.close(person, world.now, [])
            else:
                world.people.change_phone(person, fresh_phone(), None, now=world.now)
            world.sessions.end_all(owner.person_id)
        put(pk, **told)

    monkeypatch.setattr(world.inbox, "put", late)
    with pytest.raises(Unauthenticated if closed else AccountChanged):
        world.web_login(phone)
    assert done
    assert not world.sessions.listed(replace(owner, session=""))


def test_a_session_that_ends_while_the_list_is_read_is_left_out(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = random_id()
    _, owner = begun(world, person_id)
    _, other = begun(world, person_id)
    members = world.inbox.members

    def slow(pk: str) -> frozenset[str]:
        found = members(pk)
        world.container().end(other)
        return found

    monkeypatch.setattr(world.inbox, "members", slow)
    assert [row.current for row in world.sessions.listed(owner)] == [True]


def test_a_renewal_does_not_bring_an_ended_session_back(world: IdentityWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    person_id = random_id()
    _, owner = begun(world, person_id)
    token, other = begun(world, person_id)
    world.pass_time(hours=2)
    find = world.inbox.find

    def slow(pk: str) -> InboxEntry | None:
        entry = find(pk)
        world.container().end_others(owner)
        return entry

    monkeypatch.setattr(world.inbox, "find", slow)
    assert world.container().renew(other) == world.now + timedelta(hours=10)
    monkeypatch.undo()
    assert not works(world, token)
