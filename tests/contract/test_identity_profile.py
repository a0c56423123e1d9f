"""The profile and the consents, on the real tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import (
    AvatarNotReady,
    ConsentNeeded,
    ConsentOutdated,
    ProfileReadOnly,
)
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.errors import Invalid, Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, who


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables["people"], aws.tables["inbox"], tmp_path)
    yield world
    world.close()


# ---- the profile


def test_the_profile_is_filled_once(world: IdentityWorld) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    shown = world.accounts.fill(
        caller, {"name": " 张　三 ", "email": "a@b.cn", "contact_phone": "+86 138 0000 0000"}, "123x"
    )
    assert shown.profile is not None
    assert (shown.profile.name, shown.profile.contact_phone) == ("张 三", "13800000000")
    assert shown.id_tail_known
    with pytest.raises(ProfileReadOnly) as refused:
        world.accounts.fill(caller, {"school": "湖南大学", "name": "李四"}, None)
    assert refused.value.field == "name"
    shown = world.accounts.fill(caller, {"school": "湖南大学", "name": "张 三", "email": "c@d.cn"}, "123X")
    assert shown.profile is not None
    assert (shown.profile.school, shown.profile.email) == ("湖南大学", "c@d.cn")
    with pytest.raises(ProfileReadOnly):
        world.accounts.fill(caller, {}, "9999")


@pytest.mark.parametrize(
    ("wanted", "id_tail", "field"),
    [
        ({"name": "  "}, None, "name"),
        ({"school": "湖南\u202e大学"}, None, "school"),
        ({"contact_phone": "12345678901"}, None, "contact_phone"),
        ({}, "12345", "id_tail"),
        ({}, "X123", "id_tail"),
        ({}, "１２３", "id_tail"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_field(
    world: IdentityWorld, wanted: dict[str, str], id_tail: str | None, field: str
) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    with pytest.raises(Invalid) as refused:
        world.accounts.fill(caller, wanted, id_tail)
    assert refused.value.field == field


def test_the_avatar_is_shown_by_a_signed_link(world: IdentityWorld) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    assert world.accounts.me(caller).avatar_url is None
    world.accounts.choose_avatar(caller, "1")
    assert world.accounts.me(caller).avatar_url == f"https://signed/avatars/{caller.person_id}/1.jpg"
    with pytest.raises(AvatarNotReady):
        world.accounts.choose_avatar(caller, "missing")
    assert world.accounts.me(caller).avatar_url == f"https://signed/avatars/{caller.person_id}/1.jpg"


def test_an_account_that_is_gone_has_no_session(world: IdentityWorld) -> None:
    token = world.sessions.start(random_id(), "web", None, True)
    with pytest.raises(Unauthenticated):
        world.accounts.me(world.sessions.who(token, ip=IP))


# ---- consents


def test_a_step_asks_for_the_consent_it_needs(world: IdentityWorld) -> None:
    person_id = who(world, world.web_login(fresh_phone())).person_id
    with pytest.raises(ConsentNeeded) as needed:
        world.consents.require(person_id, ConsentKind.FACE)
    text = current(ConsentKind.FACE)
    assert needed.value.data == {"kind": "FACE", "version": text.version, "title": text.title, "text": text.text}
    assert text.title in needed.value.text
    given = world.consents.give(person_id, ConsentKind.FACE, text.version)
    world.consents.require(person_id, ConsentKind.FACE)
    (kept,) = given.consents
    assert (kept.kind, kept.version, kept.digest, kept.given_at) == ("FACE", text.version, text.digest, world.now)
    with pytest.raises(ConsentNeeded):
        world.consents.require(person_id, ConsentKind.PRIVACY)


def test_a_consent_is_given_once_and_only_to_the_text_in_force(world: IdentityWorld) -> None:
    person_id = who(world, world.web_login(fresh_phone())).person_id
    version = current(ConsentKind.TERMS).version
    with pytest.raises(ConsentOutdated) as outdated:
        world.consents.give(person_id, ConsentKind.TERMS, "2019-01")
    assert outdated.value.data["version"] == version
    first = world.consents.give(person_id, ConsentKind.TERMS, version)
    world.pass_time(minutes=1)
    assert world.consents.give(person_id, ConsentKind.TERMS, version) == first


def test_a_consent_can_be_taken_back_and_both_stay_on_record(world: IdentityWorld) -> None:
    person_id = who(world, world.web_login(fresh_phone())).person_id
    version = current(ConsentKind.FACE).version
    world.consents.give(person_id, ConsentKind.FACE, version)
    world.pass_time(minutes=1)
    withdrawn = world.consents.withdraw(person_id, ConsentKind.FACE)
    assert world.consents.withdraw(person_id, ConsentKind.FACE) == withdrawn
    with pytest.raises(ConsentNeeded):
        world.consents.require(person_id, ConsentKind.FACE)
    again = world.consents.give(person_id, ConsentKind.FACE, version)
    world.consents.require(person_id, ConsentKind.FACE)
    assert [each.withdrawn_at for each in again.consents] == [world.now, None]
