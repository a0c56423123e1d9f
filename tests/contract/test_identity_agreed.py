"""What is ticked before a login becomes consents with it: of whoever it surely leads to, in the version in force."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.identity.view import SessionView
from tests.worlds.identity import IdentityWorld, fresh_phone, idle_owner, who

TICKED = (ConsentKind.TERMS, ConsentKind.PRIVACY)
AGREED = {kind: current(kind).version for kind in TICKED}
Way = Callable[[IdentityWorld, str, str], SessionView]


def given(session: SessionView) -> list[str]:
    return [one.kind for one in session.person.consents if one.given_at]


def by_sms(world: IdentityWorld, openid: str, phone: str) -> SessionView:
    return world.web_login(phone, agreed=AGREED)


def by_wechat(world: IdentityWorld, openid: str, phone: str) -> SessionView:
    return world.mini_login(openid, agreed=AGREED)


def by_wechat_without_the_number(world: IdentityWorld, openid: str, phone: str) -> SessionView:
    return world.mini_login(openid, share_phone=False, agreed=AGREED)


@pytest.mark.parametrize("way", [by_sms, by_wechat])
def test_a_new_account_has_its_consents_from_the_beginning(world: IdentityWorld, way: Way) -> None:
    session = way(world, *world.wechat_user())
    person = world.accounts.person(who(world, session).person_id)
    assert given(session) == list(TICKED)
    assert person.rev == 1
    assert [(one.kind, one.version, one.digest, one.given_at) for one in person.consents] == [
        (kind, current(kind).version, current(kind).digest, person.created_at) for kind in TICKED
    ]


@pytest.mark.parametrize("way", [by_sms, by_wechat, by_wechat_without_the_number])
def test_a_known_account_gets_what_it_lacks_and_nothing_twice(world: IdentityWorld, way: Way) -> None:
    openid, phone = world.wechat_user()
    first = world.mini_login(openid)
    assert given(first) == []
    world.consents.give(who(world, first).person_id, {ConsentKind.TERMS: AGREED[ConsentKind.TERMS]})
    assert given(way(world, openid, phone)) == list(TICKED)
    before = world.accounts.person(who(world, first).person_id)
    assert given(way(world, openid, phone)) == list(TICKED)
    assert world.accounts.person(before.person_id) == before, "what stands is not written again"


def test_a_wechat_login_that_is_bound_by_the_way_loses_no_consent(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    world.web_login(phone)
    session = world.mini_login(openid, agreed=AGREED)
    assert (session.wechat, given(session)) == ("HERE", list(TICKED))


def test_what_was_taken_back_is_given_again(world: IdentityWorld) -> None:
    phone = fresh_phone()
    person_id = who(world, world.web_login(phone, agreed=AGREED)).person_id
    world.consents.withdraw(person_id, [ConsentKind.TERMS])
    assert given(world.web_login(phone)) == [ConsentKind.PRIVACY]
    assert given(world.web_login(phone, agreed=AGREED)) == list(TICKED)


def test_an_older_version_keeps_nobody_out_and_is_no_consent(world: IdentityWorld) -> None:
    older = AGREED | {ConsentKind.PRIVACY: "2019-01"}
    session = world.web_login(fresh_phone(), agreed=older)
    assert (session.proven, given(session)) == (True, [ConsentKind.TERMS])


def test_a_visitor_in_doubt_agrees_to_nothing_in_the_owners_name(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    session = world.web_login(phone, agreed=AGREED)
    assert (session.proven, given(session)) == (False, [])
    assert world.accounts.person(person_id).consents == ()


def test_a_number_that_starts_afresh_has_the_new_owners_consents_alone(world: IdentityWorld) -> None:
    phone, before = idle_owner(world, id_tail=None)
    session = world.web_login(phone, agreed=AGREED)
    assert given(session) == list(TICKED)
    assert who(world, session).person_id != before
    kept = world.people.get(before)
    assert kept is not None
    assert kept.consents == ()
