"""Sessions, captchas, codes and counters in the inbox table: over is over, whatever DynamoDB has not deleted yet."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.identity.inbox_store import InboxEntry, InboxItem
from chalicelib.identity.model import Who
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, rows


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path, daily_budget=20)
    yield world
    world.close()


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# ---- the store


def test_an_item_ends_when_it_says_though_it_is_still_there(world: IdentityWorld) -> None:
    pk = random_id()
    world.inbox.put(pk, until=world.now + timedelta(seconds=1), body="x")
    assert world.inbox.get(pk, now=world.now) == InboxEntry(
        pk=pk, until=world.now + timedelta(seconds=1), n=0, body="x"
    )
    assert world.inbox.get(pk, now=world.now + timedelta(seconds=1)) is None


def test_a_live_item_is_seized_by_nobody(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    assert world.inbox.seize(pk, now=world.now, until=until, body="a")
    assert not world.inbox.seize(pk, now=world.now, until=until, body="b")
    assert world.inbox.seize(pk, now=until, until=until + timedelta(seconds=5), body="c")


def test_of_many_at_once_one_seizes(world: IdentityWorld) -> None:
    pk, pause = random_id(), timedelta(seconds=2)
    for now in (world.now, world.now + pause):
        seize = partial(world.inbox.seize, pk, now=now, until=now + pause)
        with ThreadPoolExecutor(4) as pool:
            got = [each.result() for each in [pool.submit(seize, body=str(number)) for number in range(8)]]
        assert got.count(True) == 1


def test_only_what_was_seen_is_swapped_or_removed(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    world.inbox.put(pk, until=until, body="a")
    seen = world.inbox.get(pk, now=world.now)
    assert seen is not None
    assert world.inbox.swap(seen, until=until, body="b")
    assert not world.inbox.swap(seen, until=until, body="c")
    assert not world.inbox.remove(seen)
    now_there = world.inbox.get(pk, now=world.now)
    assert now_there is not None
    assert now_there.body == "b"
    assert world.inbox.remove(now_there)
    assert not world.inbox.remove(now_there)


def test_a_counter_stops_at_its_limit(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    assert [world.inbox.count(pk, until=until, most=2) for _ in range(4)] == [1, 2, None, None]


def test_named_counters_of_one_item_stop_each_at_its_limit(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    assert world.inbox.tallied(pk, now=world.now) == {}
    counts = [world.inbox.tally(pk, names, until=until, most=2) for names in (["a"], ["a", "b"], ["a", "b"], ["b"])]
    assert counts == [{"a": 1}, {"a": 2, "b": 1}, None, {"a": 2, "b": 2}]
    assert world.inbox.tallied(pk, now=world.now) == {"a": 2, "b": 2}
    assert world.inbox.tallied(pk, now=until) == {}


def test_items_carry_a_ttl_later_than_their_end(world: IdentityWorld, aws: Any) -> None:
    pk = random_id()
    world.inbox.put(pk, until=world.now, body="x")
    row = boto3.client("dynamodb").get_item(TableName=aws.tables["inbox"], Key={"pk": {"S": pk}})["Item"]
    assert int(row["ttl"]["N"]) == int(world.now.timestamp()) + 3600


# ---- sessions


def test_a_session_says_who_calls(world: IdentityWorld) -> None:
    token = world.sessions.start("p1", "mini", "o1", True)
    who = world.sessions.who(token, ip=IP)
    assert who == Who(person_id="p1", session=who.session, client="mini", openid="o1", proven=True, ip=IP)
    assert len(token) == 43
    assert token not in who.session


def test_a_first_session_is_like_any_other(world: IdentityWorld) -> None:
    person_id = random_id()
    first = world.sessions.start_first(person_id, "mini", "o1")
    later = world.sessions.start(person_id, "web", None, True, own=True)
    who = world.container().who(first, ip=IP)
    assert who == Who(person_id=person_id, session=who.session, client="mini", openid="o1", proven=True, ip=IP)
    assert world.sessions.renew(who) == world.now + timedelta(days=30)
    assert world.sessions.end_all(person_id) == 2
    for token in (first, later):
        with pytest.raises(Unauthenticated):
            world.container().who(token, ip=IP)


def test_the_table_never_holds_a_token(world: IdentityWorld, aws: Any) -> None:
    token = world.sessions.start("p-token", "web", None, True)
    text = str([row for row in rows(aws.tables["inbox"]) if "p-token" in str(row)])
    assert "p-token" in text
    assert token not in text


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 44, "../../etc/passwd", "a" * 42 + "#", "é" * 43])
def test_what_was_never_issued_is_refused(world: IdentityWorld, token: str) -> None:
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


def test_a_logout_counts_here_at_once_and_elsewhere_within_30_seconds(world: IdentityWorld) -> None:
    elsewhere = world.container()
    token = world.sessions.start("p1", "web", None, True, own=True)
    who = world.sessions.who(token, ip=IP)
    assert elsewhere.who(token, ip=IP).person_id == "p1"
    world.sessions.end(who)
    world.sessions.end(who)
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)
    assert elsewhere.who(token, ip=IP).person_id == "p1"
    world.pass_time(seconds=30)
    with pytest.raises(Unauthenticated):
        elsewhere.who(token, ip=IP)


def test_a_session_lasts_30_days_and_slides_when_its_owner_looks(world: IdentityWorld) -> None:
    token = world.sessions.start("p1", "web", None, True, own=True)
    world.pass_time(days=20)
    assert world.sessions.renew(world.sessions.who(token, ip=IP)) == world.now + timedelta(days=30)
    world.pass_time(hours=1)
    assert world.sessions.renew(world.sessions.who(token, ip=IP)) == world.now + timedelta(days=30, hours=-1)
    world.pass_time(days=29, hours=22)
    assert world.sessions.who(token, ip=IP).person_id == "p1"
    world.pass_time(hours=1)
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


def test_all_of_a_persons_sessions_are_ended_however_long_they_slid(world: IdentityWorld) -> None:
    person_id = random_id()
    token = world.sessions.start(person_id, "web", None, True, own=True)
    for _ in range(3):
        world.pass_time(days=20)
        world.sessions.renew(world.sessions.who(token, ip=IP))
    known = InboxItem.find(f"SESSIONS#{person_id}")
    assert known is not None
    if known.ttl <= world.now.timestamp():
        known.delete(add_version_condition=False)  # as the table does with what is over
    world.container().end_all(person_id)
    with pytest.raises(Unauthenticated):
        world.container().who(token, ip=IP)


def test_a_cached_session_does_not_outlive_its_end(world: IdentityWorld) -> None:
    token = world.sessions.start("p1", "web", None, True, own=True)
    world.pass_time(days=29, hours=23, minutes=59, seconds=50)
    world.sessions.who(token, ip=IP)
    world.pass_time(seconds=10)
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


def test_a_proof_counts_everywhere_at_once(world: IdentityWorld) -> None:
    elsewhere = world.container()
    token = world.sessions.start("p1", "web", None, False)
    assert not elsewhere.who(token, ip=IP).proven
    world.sessions.prove(world.sessions.who(token, ip=IP))
    assert elsewhere.who(token, ip=IP).proven
    assert world.sessions.who(token, ip=IP).proven


def test_a_session_that_is_over_cannot_be_proven_or_renewed(world: IdentityWorld) -> None:
    who = world.sessions.who(world.sessions.start("p1", "web", None, False), ip=IP)
    world.sessions.end(who)
    with pytest.raises(Unauthenticated):
        world.sessions.prove(who)
    with pytest.raises(Unauthenticated):
        world.sessions.renew(who)


def test_a_tally_is_undone_and_never_falls_below_nothing(world: IdentityWorld) -> None:
    pk, until = f"RATE#{random_id()}", world.now + timedelta(hours=1)
    world.inbox.tally(pk, ["a", "b"], until=until)
    for _ in range(3):
        world.inbox.untally(pk, ["a", "b"])
    assert world.inbox.tallied(pk, now=world.now) == {"a": 0, "b": 0}
