"""The nickname, the ID's end, the picture and the consents, on the real tables."""

from __future__ import annotations

import pytest

from chalicelib.identity.errors import AvatarNotReady, ConsentNeeded, ConsentOutdated, IdTailFixed
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.errors import Invalid, Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, who

# ---- what the account shows


def test_a_nickname_may_change_at_any_time(world: IdentityWorld) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    assert world.accounts.me(caller).nickname is None
    for typed in ("小雨", "阿雨"):
        assert world.accounts.change(caller, typed, None).nickname == typed
        assert world.accounts.me(caller).nickname == typed
    assert world.accounts.change(caller, None, "123X").nickname == "阿雨"  # left out, it stays
    assert world.accounts.change(caller, "", None).nickname is None
    assert world.accounts.me(caller).nickname is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (" 小　雨 \n ", "小 雨"),
        ("小\u202e雨\u200b", "小雨"),
        ("Ｒａｉｎ（小雨）", "Rain（小雨）"),
        ("❤\ufe0f雨☔", "❤\ufe0f雨☔"),
        ("  ", None),
        ("\u3164\u200d", None),
    ],
    ids=["blanks", "hidden", "full width", "signs", "only blanks", "only hidden"],
)
def test_a_nickname_is_one_line_of_what_can_be_seen(world: IdentityWorld, typed: str, shown: str | None) -> None:
    """Nobody is refused for what she cannot see; people paste it from WeChat."""
    caller = who(world, world.web_login(fresh_phone()))
    world.accounts.change(caller, "before", None)
    assert world.accounts.change(caller, typed, None).nickname == shown


def test_the_end_of_the_id_is_put_on_record_once(world: IdentityWorld) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    assert world.accounts.change(caller, None, "123x").id_tail_known
    assert world.accounts.change(caller, "小雨", "123X").nickname == "小雨"
    with pytest.raises(IdTailFixed) as refused:
        world.accounts.change(caller, "阿雨", "9999")
    assert refused.value.field == "id_tail"
    assert world.accounts.me(caller).nickname == "小雨"


@pytest.mark.parametrize("id_tail", ["12345", "X123", "１２３"])
def test_what_is_no_end_of_an_id_is_refused(world: IdentityWorld, id_tail: str) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    with pytest.raises(Invalid) as refused:
        world.accounts.change(caller, "小雨", id_tail)
    assert refused.value.field == "id_tail"
    assert world.accounts.me(caller).nickname is None


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
    given = world.consents.give(person_id, {ConsentKind.FACE: text.version})
    world.consents.require(person_id, ConsentKind.FACE)
    (kept,) = given.consents
    assert (kept.kind, kept.version, kept.digest, kept.given_at) == ("FACE", text.version, text.digest, world.now)
    with pytest.raises(ConsentNeeded):
        world.consents.require(person_id, ConsentKind.PRIVACY)


def test_a_consent_is_given_once_and_only_to_the_text_in_force(world: IdentityWorld) -> None:
    person_id = who(world, world.web_login(fresh_phone())).person_id
    version = current(ConsentKind.TERMS).version
    with pytest.raises(ConsentOutdated) as outdated:
        world.consents.give(person_id, {ConsentKind.TERMS: "2019-01"})
    assert outdated.value.data["version"] == version
    first = world.consents.give(person_id, {ConsentKind.TERMS: version})
    world.pass_time(minutes=1)
    assert world.consents.give(person_id, {ConsentKind.TERMS: version}) == first


def test_a_consent_can_be_taken_back_and_both_stay_on_record(world: IdentityWorld) -> None:
    person_id = who(world, world.web_login(fresh_phone())).person_id
    version = current(ConsentKind.FACE).version
    world.consents.give(person_id, {ConsentKind.FACE: version})
    world.pass_time(minutes=1)
    withdrawn = world.consents.withdraw(person_id, [ConsentKind.FACE])
    assert world.consents.withdraw(person_id, [ConsentKind.FACE]) == withdrawn
    with pytest.raises(ConsentNeeded):
        world.consents.require(person_id, ConsentKind.FACE)
    again = world.consents.give(person_id, {ConsentKind.FACE: version})
    world.consents.require(person_id, ConsentKind.FACE)
    assert [each.withdrawn_at for each in again.consents] == [world.now, None]
