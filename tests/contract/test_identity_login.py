"""The account rules: one verified number is one person, and an openid never moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.identity.errors import (
    CodeOver,
    PhoneInvalid,
    PhoneNeeded,
    WeChatCodeUsed,
)
from chalicelib.identity.model import Person
from chalicelib.identity.texts import ConsentKind
from chalicelib.identity.view import Next
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, who

# ---- who is who


def test_whoever_ends_a_new_account_at_once_ends_its_first_session(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = world.people.create

    def ended(person: Person) -> None:
        create(person)
        assert world.sessions.end_all(person.person_id) == 1

    monkeypatch.setattr(world.people, "create", ended)
    session = world.web_login(fresh_phone())
    with pytest.raises(Unauthenticated):
        who(world, session)


def test_a_person_that_another_login_was_faster_to_create_leaves_no_session(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    create, lost, phone = world.people.create, list[str](), fresh_phone()

    def late(person: Person) -> None:
        if not lost:
            lost.append(person.person_id)
            create(replace(person, person_id=random_id()))
        create(person)

    monkeypatch.setattr(world.people, "create", late)
    session = world.web_login(phone)
    assert who(world, session).person_id == world.people.by_phone(phone) != lost[0]
    assert world.sessions.end_all(lost[0]) == 0


def test_one_number_is_one_person_on_the_web_and_in_wechat(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    mini = who(world, world.mini_login(openid))
    web = who(world, world.web_login(phone))
    assert mini.person_id == web.person_id
    assert (mini.client, mini.openid) == ("mini", openid)
    assert (web.client, web.openid) == ("web", None)


def test_a_web_account_is_found_again_from_wechat(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    web = who(world, world.web_login(phone))
    mini = who(world, world.mini_login(openid))
    assert (mini.person_id, mini.proven) == (web.person_id, True)
    assert who(world, world.mini_login(openid, share_phone=False)).person_id == web.person_id


def test_a_new_openid_needs_a_number_once(world: IdentityWorld) -> None:
    openid, _ = world.wechat_user()
    with pytest.raises(PhoneNeeded) as needed:
        world.mini_login(openid, share_phone=False)
    assert needed.value.field == "phone_code"
    first = world.mini_login(openid)
    again = world.mini_login(openid, share_phone=False)
    assert who(world, first).person_id == who(world, again).person_id
    assert (first.proven, first.next, again.next) == (True, Next(kind="NICKNAME"), None)


def test_the_answer_to_a_login_holds_what_the_client_needs(world: IdentityWorld) -> None:
    phone = fresh_phone()
    session = world.web_login(phone)
    assert session.person.phone == f"{phone[:3]}****{phone[-4:]}"
    assert session.expires_at == (world.now + timedelta(days=30)).isoformat(timespec="milliseconds").replace(
        "+00:00", "Z"
    )
    assert [(each.kind, each.given_at) for each in session.person.consents] == [(kind, None) for kind in ConsentKind]
    assert session.token not in repr(session)


def test_every_spelling_of_a_number_is_the_same_person(world: IdentityWorld) -> None:
    phone = fresh_phone()
    first = who(world, world.web_login(phone))
    code = world.issued("login", phone)
    assert who(world, world.login.by_sms(f"+86 {phone[:3]} {phone[3:]}", *code)).person_id == first.person_id
    with pytest.raises(PhoneInvalid):
        world.login.by_sms("12345678901", "123456", "x")


def test_an_sms_in_the_mini_program_binds_the_wechat_login(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    code = world.issued("login", phone)
    session = world.login.by_sms(phone, *code, world.wechat_open.login_code(openid))
    assert (who(world, session).client, who(world, session).openid) == ("mini", openid)
    again = world.mini_login(openid, share_phone=False)
    assert who(world, again).person_id == who(world, session).person_id


@pytest.mark.parametrize("known", [True, False], ids=["with an account", "new here"])
def test_a_number_typed_on_a_lent_phone_opens_its_own_account(world: IdentityWorld, known: bool) -> None:
    openid, phone = world.wechat_user()
    lender, typed = world.mini_login(openid), fresh_phone()
    mine = who(world, world.web_login(typed)).person_id if known else None
    code = world.issued("login", typed)
    session = world.login.by_sms(typed, *code, world.wechat_open.login_code(openid))
    caller = who(world, session)
    following = None if known else Next(kind="NICKNAME")
    assert (session.proven, session.next, session.wechat) == (True, following, "ELSEWHERE")
    assert (caller.client, caller.openid) == ("mini", openid)  # she can pay with the WeChat that is here
    assert session.person.phone.endswith(typed[-4:])
    assert caller.person_id != who(world, lender).person_id
    assert mine in (None, caller.person_id)
    after = world.mini_login(openid, share_phone=False)
    assert (after.wechat, who(world, after).person_id) == ("HERE", who(world, lender).person_id)
    assert world.web_login(phone).proven  # nobody thinks the lender's number changed hands


def test_a_typed_number_of_another_wechat_is_proven_first(world: IdentityWorld) -> None:
    (openid, phone), (other, _) = world.wechat_user(), world.wechat_user()
    mine = who(world, world.mini_login(openid))
    world.busy.add(mine.person_id)
    for at in (other, world.wechat_user()[0]):
        if at == other:
            world.mini_login(other)
        code = world.issued("login", phone)
        session = world.login.by_sms(phone, *code, world.wechat_open.login_code(at))
        assert (session.proven, session.next) == (False, Next(kind="PROVE"))
        assert session.wechat == ("ELSEWHERE" if at == other else "NOWHERE")
        assert who(world, session).person_id == mine.person_id
    code = world.issued("login", phone)
    assert world.login.by_sms(phone, *code, world.wechat_open.login_code(openid)).proven


def test_a_bad_wechat_code_leaves_the_sms_good(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    with pytest.raises(WeChatCodeUsed):
        world.login.by_sms(phone, *code, "made up")
    assert who(world, world.login.by_sms(phone, *code)).client == "web"


def test_asking_for_a_code_tells_nobody_whether_the_number_is_known(world: IdentityWorld) -> None:
    known = fresh_phone()
    world.web_login(known)
    answers = []
    for phone in (known, fresh_phone()):
        answers.append(world.login.send_code(phone, answer=world.solved(world.login.captcha(IP)), ip=IP))
    assert replace(answers[0], asker=answers[1].asker) == answers[1]
    assert (answers[0].retry_after, answers[0].asker != answers[1].asker) == (60, True)


def test_a_code_of_another_purpose_logs_nobody_in(world: IdentityWorld) -> None:
    session, phone = who(world, world.web_login(fresh_phone())), fresh_phone()
    code = world.issued(f"phone#{session.person_id}", phone)
    with pytest.raises(CodeOver):
        world.login.by_sms(phone, *code)
