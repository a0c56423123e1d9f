"""Where somebody is logged in: how long that lasts, what the owner sees and ends, and what the other client is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.identity.errors import (
    ProveFirst,
    SessionAccountChanged,
    SessionEndedElsewhere,
    SessionIdle,
)
from chalicelib.identity.inbox_store import InboxItem
from chalicelib.identity.model import Who
from chalicelib.identity.session_items import TOLD, Ending
from chalicelib.shared.clock import shanghai
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, who


def begun(world: IdentityWorld, person_id: str, *, own: bool = False, proven: bool = True) -> tuple[str, Who]:
    token = world.sessions.start(person_id, "web", None, proven, own=own, device="Windows 电脑 · Edge")
    return token, world.container().who(token, ip=IP)


def works(world: IdentityWorld, token: str) -> bool:
    """In a process that remembers nothing of it."""
    try:
        world.container().who(token, ip=IP)
    except Unauthenticated:
        return False
    return True


# ---- how long


def test_on_a_computer_of_many_a_session_ends_after_12_idle_hours(world: IdentityWorld) -> None:
    session = world.web_login(fresh_phone(), own=False)
    world.pass_time(hours=11, minutes=59)
    assert works(world, session.token)
    world.pass_time(minutes=1)
    with pytest.raises(SessionIdle):
        world.container().who(session.token, ip=IP)


def test_it_slides_at_most_once_an_hour_and_ends_after_a_day(world: IdentityWorld) -> None:
    token, caller = begun(world, random_id())
    world.pass_time(minutes=59)
    assert world.sessions.renew(caller) == world.now + timedelta(hours=11, minutes=1)
    begin = world.now - timedelta(minutes=59)
    world.pass_time(minutes=1)
    assert world.sessions.renew(caller) == world.now + timedelta(hours=12)
    world.pass_time(hours=11, minutes=30)
    assert world.container().renew(caller) == world.sessions.renew(caller) == begin + timedelta(hours=24)
    world.pass_time(hours=11)
    assert works(world, token)
    assert world.container().renew(caller) == begin + timedelta(hours=24)
    world.pass_time(minutes=30)
    assert not works(world, token)


def test_looking_writes_nothing_and_extends_nothing(world: IdentityWorld) -> None:
    token, caller = begun(world, random_id())
    before = InboxItem.find(f"SESSION#{caller.session}")
    world.pass_time(hours=5)
    assert works(world, token)
    after = InboxItem.find(f"SESSION#{caller.session}")
    assert before is not None
    assert after is not None
    assert (before.until, before.body) == (after.until, after.body)


def test_the_release_before_cannot_stretch_it_beyond_a_day(world: IdentityWorld) -> None:
    """It renews every session for 30 days, and leaves the body as it is."""
    token, caller = begun(world, random_id())
    entry = world.inbox.find(f"SESSION#{caller.session}")
    assert entry is not None
    assert world.inbox.swap(entry, until=world.now + timedelta(days=30), body=entry.body)
    world.pass_time(hours=23, minutes=59)
    assert works(world, token)
    world.pass_time(minutes=1)
    assert not works(world, token)


def test_a_session_of_the_release_before_stays_valid_and_slides(world: IdentityWorld) -> None:
    token, caller = begun(world, random_id(), own=True)
    old = json.dumps({"person_id": caller.person_id, "client": "web", "proven": True})
    pk, until = f"SESSION#{caller.session}", world.now + timedelta(days=30)
    world.inbox.put(pk, until=until, body=old)
    (row,) = world.sessions.listed(caller)
    assert (row.begun_at, row.used_at, row.until, row.device) == (None, world.now, until, "")
    world.pass_time(days=29)
    assert works(world, token)
    assert world.container().renew(caller) == world.now + timedelta(days=30)
    (row,) = world.sessions.listed(caller)
    assert (row.begun_at, row.used_at) == (None, world.now)


@pytest.mark.parametrize("own", [True, False])
def test_the_mini_program_is_on_somebodys_own_phone(world: IdentityWorld, own: bool) -> None:
    token = world.sessions.start(random_id(), "mini", "o1", True, own=own)
    world.pass_time(days=29)
    assert works(world, token)


def test_what_the_login_answers_is_when_it_ends(world: IdentityWorld) -> None:
    for own, span in ((True, timedelta(days=30)), (False, timedelta(hours=12))):
        phone = fresh_phone()
        for _ in range(2):  # a new account, and one that is there
            session = world.web_login(phone, own=own)
            caller = who(world, session)
            assert world.sessions.renew(caller) == world.now + span
            assert session.expires_at.startswith((world.now + span).strftime("%Y-%m-%dT%H:%M:%S"))


# ---- what the owner sees


def test_the_owner_sees_all_that_are_not_over_and_no_credential(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    world.web_login(phone, own=False)  # over by then
    world.pass_time(hours=13)
    here, mini = world.web_login(phone), world.mini_login(openid)
    first = who(world, here)
    world.pass_time(days=2)
    world.accounts.me(first)
    rows = world.sessions.listed(first)
    assert [(row.client, row.device, row.current) for row in rows] == [
        ("web", "Windows 电脑 · Chrome", True),
        ("mini", "", False),
    ]
    assert (rows[0].begun_at, rows[0].used_at) == (world.now - timedelta(days=2), world.now)
    assert [row.current for row in world.sessions.listed(who(world, mini))] == [True, False]
    for row, token in zip(rows, (here.token, mini.token), strict=True):
        digest = world.container().who(token, ip=IP).session
        assert digest.startswith(row.session_id)
        assert len(row.session_id) * 4 <= len(digest)
        for given in (row.session_id, digest):
            assert not works(world, given)


def test_an_unproven_session_sees_and_ends_itself_alone(world: IdentityWorld) -> None:
    person_id = random_id()
    mine, owner = begun(world, person_id)
    strange, stranger = begun(world, person_id, proven=False)
    (row,) = world.sessions.listed(stranger)
    assert row.current
    with pytest.raises(ProveFirst):
        world.sessions.end_one(stranger, owner.session[:16])
    with pytest.raises(ProveFirst):
        world.sessions.end_others(stranger)
    assert works(world, mine)
    world.sessions.end_one(stranger, row.session_id)
    assert (works(world, mine), works(world, strange)) == (True, False)


# ---- what the owner ends


def test_one_is_ended_and_its_client_is_told_when_for_14_days(world: IdentityWorld) -> None:
    person_id = random_id()
    here, owner = begun(world, person_id)
    there, other = begun(world, person_id, own=True)
    for _ in range(2):  # repeated, as every message
        world.sessions.end_one(owner, other.session[:16])
    assert [row.current for row in world.sessions.listed(owner)] == [True]
    with pytest.raises(SessionEndedElsewhere) as told:
        world.container().who(there, ip=IP)
    assert shanghai(world.now) in told.value.text
    assert works(world, here)
    kept = InboxItem.find(f"SESSION#{other.session}")
    assert kept is not None
    assert person_id not in kept.body
    assert kept.ttl >= (world.now + TOLD).timestamp()
    for work in (world.sessions.renew, world.sessions.prove):
        with pytest.raises(SessionEndedElsewhere):
            work(other)


def test_to_the_release_before_an_ended_session_has_expired(world: IdentityWorld) -> None:
    """Also to a process whose clock is behind: it must not read the note as a session."""
    person_id = random_id()
    _, owner = begun(world, person_id)
    _, other = begun(world, person_id)
    world.sessions.end_others(owner)
    assert world.inbox.get(f"SESSION#{other.session}", now=world.now - timedelta(hours=1)) is None


def test_somebody_elses_session_and_nonsense_end_nothing(world: IdentityWorld) -> None:
    _, owner = begun(world, random_id())
    strange, stranger = begun(world, random_id())
    for session_id in (stranger.session[:16], stranger.session, "", "x" * 16, owner.session[:15]):
        world.sessions.end_one(owner, session_id)
    assert works(world, strange)
    assert [row.current for row in world.sessions.listed(owner)] == [True]


def test_one_that_is_over_leaves_no_trace_when_it_is_ended(world: IdentityWorld) -> None:
    person_id = random_id()
    _, owner = begun(world, person_id, own=True)
    _, other = begun(world, person_id)
    world.inbox.drop(f"SESSION#{other.session}")  # as the table does some day
    world.sessions.end_others(owner)
    assert InboxItem.find(f"SESSION#{other.session}") is None


def test_all_others_end_and_new_logins_do_not(world: IdentityWorld) -> None:
    phone = fresh_phone()
    tokens = [world.web_login(phone).token for _ in range(3)]
    caller = world.container().who(tokens[1], ip=IP)
    world.sessions.end_others(caller)
    later = world.web_login(phone).token
    assert [works(world, token) for token in (*tokens, later)] == [False, True, False, True]


def test_a_logout_leaves_nothing(world: IdentityWorld) -> None:
    _, caller = begun(world, random_id())
    world.sessions.end(caller)
    assert InboxItem.find(f"SESSION#{caller.session}") is None


def test_a_changed_account_is_told_as_such(world: IdentityWorld) -> None:
    person_id = random_id()
    token, _ = begun(world, person_id)
    world.sessions.end_all(person_id, why=Ending.CHANGED)
    with pytest.raises(SessionAccountChanged):
        world.container().who(token, ip=IP)
