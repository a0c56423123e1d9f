"""The people table: one number and one openid lead to one person, every write is conditional, nothing is readable."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from chalicelib.identity.model import OPENED, Agreement, Consent, Person
from chalicelib.identity.store import People
from chalicelib.shared.crypto import KeyNotHeld, Keys
from chalicelib.shared.db import Conflict, Duplicate
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IdentityWorld, fresh_phone, rows

NOW = datetime(2026, 11, 24, 8, 0, 0, 123000, tzinfo=UTC)
NOISE = base64.b64encode(bytes(40)).decode()  # opens with no key


def person(*, phone: str | None = None, **more: Any) -> Person:
    number = phone or fresh_phone()
    return Person(person_id=random_id(), rev=1, created_at=NOW, last_seen_at=NOW, phone=number, **more)


def test_a_person_comes_back_as_she_was_written(world: IdentityWorld) -> None:
    full = person(
        nickname="小雨",
        id_tail="digest",
        avatar="avatars/p/1.jpg",
        consents=(Consent(kind="FACE", version="1", digest="d", given_at=NOW, withdrawn_at=NOW),),
        wechat={"wx1": f"o{random_id()}"},
        wechat_phone="13800000002",
        merged_into="somebody",
    )
    world.people.create(full)
    assert world.people.get(full.person_id) == full
    assert world.people.by_phone(full.phone) == full.person_id
    assert world.people.by_openid("wx1", full.wechat["wx1"]) == full.person_id


def test_who_is_not_there_is_none(world: IdentityWorld) -> None:
    assert world.people.get("nobody") is None
    assert world.people.by_phone(fresh_phone()) is None
    assert world.people.by_openid("wx1", "nobody") is None


def test_the_table_holds_no_readable_number_or_name(world: IdentityWorld, aws: Any) -> None:
    known = person(nickname="小雨", wechat_phone="13800000002")
    world.people.create(known)
    text = str([row for row in rows(aws.tables["people"]) if known.person_id in str(row)])
    assert known.person_id in text
    for secret in (known.phone, "小雨", "13800000002"):
        assert secret not in text


@pytest.mark.parametrize(
    ("told", "nickname"),
    [
        ({"name": "张三", "school": "湖南大学", "level": None, "email": "zhang@example.cn"}, "张三"),
        ({"name": "张\u202e三"}, None),
        ({"name": None, "contact_phone": "13800000001"}, None),
        ({"nickname": "小雨", "name": "张三"}, "小雨"),
    ],
)
def test_a_record_older_than_nicknames(
    world: IdentityWorld, aws: Any, told: dict[str, str | None], nickname: str | None
) -> None:
    """What it was called is its nickname, the rest is forgotten, and the next writing leaves nothing of it."""
    known = person()
    world.people.create(known)
    (row,) = [one for one in rows(aws.tables["people"]) if one["pk"]["S"] == f"P#{known.person_id}"]
    about = f"profile {known.person_id}"
    body = json.loads(row["body"]["S"]) | {"profile": world.keys.seal(json.dumps(told), about=about)}
    row["body"] = {"S": json.dumps(body)}
    boto3.client("dynamodb").put_item(TableName=aws.tables["people"], Item=row)
    found = world.people.get(known.person_id)
    assert found == replace(known, nickname=nickname)
    world.people.save(replace(found, nickname=None))
    (row,) = [one for one in rows(aws.tables["people"]) if one["pk"]["S"] == f"P#{known.person_id}"]
    assert world.keys.unseal(json.loads(row["body"]["S"])["profile"], about=about) == "{}"


def test_who_was_sealed_before_the_ring_is_read_and_saved_under_its_newest_key(world: IdentityWorld, aws: Any) -> None:
    master, table = os.urandom(32), aws.tables["people"]
    before, ring = Keys(master), Keys(master, contact={2: os.urandom(32), 1: os.urandom(32)})
    known = person(nickname="小雨")
    People(table, before).create(known)
    assert People(table, ring).get(known.person_id) == known
    saved = People(table, ring).save(replace(known, nickname="大雨"))
    (row,) = [one for one in rows(table) if one["pk"]["S"] == f"P#{known.person_id}"]
    body = json.loads(row["body"]["S"])
    assert [body[name][:2] for name in ("phone", "profile")] == ["2.", "2."]
    assert People(table, ring).get(known.person_id) == saved
    assert People(table, ring).by_phone(known.phone) == known.person_id
    late = People(table, before).get(known.person_id)  # a step that cannot read the ring anew
    assert late is not None
    assert (late.phone, late.nickname, late.unopened.phone) == ("", None, body["phone"])
    assert People(table, ring).get(known.person_id) == saved


def spoilt(table: str, known: Person, **texts: str) -> dict[str, str]:
    """Somebody wrote over sealed texts of the account; its body now."""
    (row,) = [one for one in rows(table) if one["pk"]["S"] == f"P#{known.person_id}"]
    body: dict[str, str] = json.loads(row["body"]["S"]) | texts
    boto3.client("dynamodb").put_item(TableName=table, Item=row | {"body": {"S": json.dumps(body)}})
    return body


def body_of(table: str, known: Person) -> dict[str, str]:
    return spoilt(table, known)


def test_what_does_not_open_is_missing_and_stays_until_it_is_filled_in_again(
    world: IdentityWorld, aws: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    table, known = aws.tables["people"], person(nickname="小雨", wechat={"wx1": f"o{random_id()}"})
    world.people.create(known)
    bad = spoilt(table, known, phone=NOISE, profile=NOISE, wechat_phone=NOISE)
    found = world.people.get(known.person_id)
    assert found is not None
    assert [json.loads(line)["level"] for line in capsys.readouterr().out.splitlines()] == ["alarm"] * 3
    assert (found.phone, found.nickname, found.wechat_phone) == ("", None, "")
    assert found.doubtful(NOW)
    assert found.has_profile
    saved = world.people.save(replace(found, avatar="a"))
    kept = body_of(table, known)
    assert [kept[name] for name in ("phone", "profile", "phone_digest")] == [NOISE, NOISE, bad["phone_digest"]]
    named = world.people.save(replace(saved, nickname="大雨"))
    assert world.people.get(known.person_id, known=fresh_phone()) == named
    whole = world.people.get(known.person_id, known=known.phone)
    assert whole is not None
    assert (whole.phone, whole.nickname) == (known.phone, "大雨")
    again = world.people.get(known.person_id)
    assert (again, whole.unopened, whole.rev) == (whole, OPENED, named.rev + 1)


def test_an_account_whose_number_does_not_open_moves_and_ends_like_any_other(world: IdentityWorld, aws: Any) -> None:
    table = aws.tables["people"]
    moves, closes = person(), person(nickname="小雨")
    for one in (moves, closes):
        world.people.create(one)
        spoilt(table, one, phone=NOISE)
    number, found = fresh_phone(), {one.person_id: world.people.get(one.person_id) for one in (moves, closes)}
    assert all(one is not None and one.phone == "" for one in found.values())
    read: Any = found
    world.people.change_phone(read[moves.person_id], number, None, now=NOW)
    assert (world.people.by_phone(moves.phone), world.people.by_phone(number)) == (None, moves.person_id)
    world.people.close(read[closes.person_id], NOW)
    assert world.people.by_phone(closes.phone) is None
    assert NOISE not in body_of(table, closes).values()


def test_consents_are_read_without_any_key(world: IdentityWorld, aws: Any) -> None:
    given = (Consent(kind="FACE", version="1", digest="d", given_at=NOW),)
    stays, gone, closed = person(consents=given), person(merged_into="somebody"), person(closed_at=NOW)
    for one in (stays, gone, closed):
        world.people.create(one)
    people = People(aws.tables["people"], Keys(None, contact=None, staff=None))
    assert people.agreement(stays.person_id) == Agreement(consents=given, ended=False)
    assert [people.agreement(one.person_id).ended for one in (gone, closed)] == [True, True]  # type: ignore[union-attr]
    assert people.agreement("nobody") is None
    with pytest.raises(KeyNotHeld):
        people.get(stays.person_id)


def test_other_keys_open_nothing(world: IdentityWorld, aws: Any) -> None:
    known = person(nickname="小雨")
    world.people.create(known)
    other = People(aws.tables["people"], Keys(bytes(32)))
    assert other.by_phone(known.phone) is None
    read = other.get(known.person_id)
    assert read is not None
    assert (read.phone, read.nickname) == ("", None)


@pytest.mark.parametrize("clash", ["phone", "wechat"])
def test_a_taken_login_creates_nobody(world: IdentityWorld, clash: str) -> None:
    first = person(wechat={"wx1": f"o{random_id()}"})
    world.people.create(first)
    second = person(**{clash: getattr(first, clash)})
    with pytest.raises(Duplicate):
        world.people.create(second)
    assert world.people.get(second.person_id) is None
    assert world.people.by_phone(first.phone) == first.person_id


def test_a_write_from_an_old_reading_is_refused(world: IdentityWorld) -> None:
    known = person()
    world.people.create(known)
    later = world.people.save(replace(known, avatar="a"))
    assert later.rev == 2
    with pytest.raises(Conflict):
        world.people.save(replace(known, avatar="b"))
    assert world.people.get(known.person_id) == later


def test_an_openid_is_bound_once(world: IdentityWorld) -> None:
    one, other, openid = person(), person(), f"o{random_id()}"
    world.people.create(one)
    world.people.create(other)
    assert world.people.bind(one, "wx1", openid).wechat == {"wx1": openid}
    with pytest.raises(Duplicate):
        world.people.bind(other, "wx1", openid)
    assert world.people.by_openid("wx1", openid) == one.person_id
    assert world.people.get(other.person_id) == other


def test_a_new_number_replaces_the_old_one(world: IdentityWorld) -> None:
    known, number = person(wechat_phone="13800000002"), fresh_phone()
    world.people.create(known)
    moved = world.people.change_phone(known, number, None, now=NOW)
    assert (moved.phone, moved.wechat_phone) == (number, None)
    assert world.people.get(known.person_id) == moved
    assert world.people.by_phone(number) == known.person_id
    assert world.people.by_phone(known.phone) is None


def test_an_empty_account_gives_its_number_up(world: IdentityWorld) -> None:
    known, empty = person(), person()
    world.people.create(known)
    world.people.create(empty)
    moved = world.people.change_phone(known, empty.phone, empty, now=NOW)
    assert world.people.by_phone(empty.phone) == known.person_id
    assert world.people.by_phone(known.phone) is None
    assert moved.phone == empty.phone
    gone = world.people.get(empty.person_id)
    assert gone is not None
    assert (gone.phone, gone.merged_into) == ("", known.person_id)


def test_an_account_that_is_no_longer_empty_keeps_its_number(world: IdentityWorld) -> None:
    known, empty = person(), person()
    world.people.create(known)
    world.people.create(empty)
    world.people.save(replace(empty, nickname="小雨"))
    with pytest.raises(Conflict):
        world.people.change_phone(known, empty.phone, empty, now=NOW)
    assert world.people.by_phone(empty.phone) == empty.person_id
    assert world.people.by_phone(known.phone) == known.person_id
