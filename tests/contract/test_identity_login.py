"""The account rules: one verified number is one person, an openid never moves, a recycled number sees nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from identity_world import IP, IdentityWorld, fresh_phone

from chalicelib.identity.consents import ConsentKind, current
from chalicelib.identity.errors import (
    AvatarNotReady,
    CodeOver,
    ConsentNeeded,
    ConsentOutdated,
    IdTailTooOften,
    IdTailWrong,
    PhoneInvalid,
    PhoneNeeded,
    PhoneTaken,
    ProfileReadOnly,
    ProofUnavailable,
    ProveFirst,
)
from chalicelib.identity.model import Who
from chalicelib.identity.view import Next, SessionView
from chalicelib.shared.errors import Invalid, Unauthenticated
from chalicelib.shared.ids import random_id


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables["people"], aws.tables["inbox"], tmp_path)
    yield world
    world.close()


def who(world: IdentityWorld, session: SessionView) -> Who:
    return world.sessions.who(session.token, ip=IP)


def idle_owner(world: IdentityWorld, *, id_tail: str | None = "123X") -> tuple[str, str]:
    """Number and person id of an account with a profile that nobody has used for 180 days."""
    phone = fresh_phone()
    session = world.web_login(phone)
    world.accounts.fill(who(world, session), {"name": "张三"}, id_tail)
    person_id = who(world, session).person_id
    world.pass_time(days=180)
    return phone, person_id


# ---- who is who


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
    assert (first.proven, first.next, again.next) == (True, None, None)


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
    code, _ = world.codes.issue("login", phone)
    assert who(world, world.login.by_sms(f"+86 {phone[:3]} {phone[3:]}", code)).person_id == first.person_id
    with pytest.raises(PhoneInvalid):
        world.login.by_sms("12345678901", "123456")


def test_asking_for_a_code_tells_nobody_whether_the_number_is_known(world: IdentityWorld) -> None:
    known = fresh_phone()
    world.web_login(known)
    answers = []
    for phone in (known, fresh_phone()):
        captcha = world.login.captcha(IP)
        answer = world.read_captcha(captcha.captcha_id)
        answers.append(world.login.send_code(phone, captcha_id=captcha.captcha_id, captcha=answer, ip=IP))
    assert answers[0] == answers[1]
    assert answers[0].retry_after == 60


def test_a_code_of_another_purpose_logs_nobody_in(world: IdentityWorld) -> None:
    session, phone = who(world, world.web_login(fresh_phone())), fresh_phone()
    code, _ = world.codes.issue(f"phone#{session.person_id}", phone)
    with pytest.raises(CodeOver):
        world.login.by_sms(phone, code)


# ---- a number that may have changed hands


def test_an_idle_account_with_something_in_it_starts_unproven(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    session = world.web_login(phone)
    assert (session.proven, session.next) == (False, Next(kind="PROVE"))
    assert who(world, session) == replace(who(world, session), person_id=person_id, proven=False)
    assert session.person.profile is None
    assert session.person.id_tail_known


def test_an_account_used_a_day_less_ago_is_its_owners(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.accounts.fill(who(world, world.web_login(phone)), {"name": "张三"}, None)
    world.pass_time(days=179)
    assert world.web_login(phone).proven
    world.pass_time(days=179)
    assert world.web_login(phone).proven


def test_using_the_account_keeps_it_from_being_idle(world: IdentityWorld) -> None:
    phone = fresh_phone()
    caller = who(world, world.web_login(phone))
    world.accounts.fill(caller, {"name": "张三"}, None)
    for _ in range(8):
        world.pass_time(days=25)
        world.accounts.me(caller)
    assert world.web_login(phone).proven


def test_a_stranger_does_not_become_the_owner_by_coming_twice(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    first = who(world, world.web_login(phone))
    world.accounts.me(first)
    world.sessions.end(first)
    assert not world.web_login(phone).proven


def test_an_idle_account_with_nothing_in_it_is_whose_number_it_is(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.web_login(phone)
    world.pass_time(days=400)
    assert world.web_login(phone).proven


def test_orders_alone_are_worth_a_proof(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.busy.add(who(world, world.web_login(phone)).person_id)
    world.pass_time(days=180)
    assert not world.web_login(phone).proven


def test_an_unproven_session_may_do_nothing_but_prove_itself(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    captcha = world.login.captcha(IP)
    with pytest.raises(ProveFirst):
        world.accounts.fill(caller, {"school": "湖南大学"}, None)
    with pytest.raises(ProveFirst):
        world.accounts.fill(caller, {"school": "湖南大学"}, "123X")
    with pytest.raises(ProveFirst):
        world.phone_change.send(caller, fresh_phone(), captcha_id=captcha.captcha_id, captcha="0000")
    with pytest.raises(ProveFirst):
        world.phone_change.confirm(caller, fresh_phone(), "123456")
    assert world.accounts.me(caller).profile is None


def test_the_last_four_of_the_id_prove_the_owner(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    session = world.web_login(phone)
    shown = world.accounts.fill(who(world, session), {}, " １２３x ")
    assert shown.proven
    assert shown.profile is not None
    assert shown.profile.name == "张三"
    assert who(world, session).proven
    assert world.web_login(phone).proven


def test_guessing_the_last_four_ends_after_five_a_day(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world)
    caller = who(world, world.web_login(phone))
    for guess in range(5):
        with pytest.raises(IdTailWrong):
            world.accounts.fill(caller, {}, f"000{guess}")
    for tail in ("0009", "123X"):
        with pytest.raises(IdTailTooOften):
            world.accounts.fill(caller, {}, tail)
    assert not who(world, world.web_login(phone)).proven


def test_without_an_id_on_file_only_a_collection_code_proves(world: IdentityWorld) -> None:
    phone, _ = idle_owner(world, id_tail=None)
    caller = who(world, world.web_login(phone))
    with pytest.raises(ProofUnavailable):
        world.accounts.fill(caller, {}, "123X")
    world.sessions.prove(caller)
    assert world.accounts.me(replace(caller, proven=True)).profile is not None
    assert world.web_login(phone).proven


def test_the_id_of_one_person_proves_no_other(world: IdentityWorld) -> None:
    idle_owner(world, id_tail="1111")
    phone, _ = idle_owner(world, id_tail="2222")
    with pytest.raises(IdTailWrong):
        world.accounts.fill(who(world, world.web_login(phone)), {}, "1111")


# ---- WeChat and the number disagree


def test_an_openid_meeting_an_idle_account_is_bound_only_once_proven(world: IdentityWorld) -> None:
    phone, person_id = idle_owner(world)
    openid, _ = world.wechat_user(phone)
    session = world.mini_login(openid)
    caller = who(world, session)
    assert (caller.person_id, caller.proven, caller.openid) == (person_id, False, openid)
    assert world.people.by_openid(world.appid, openid) is None
    world.accounts.fill(caller, {}, "123X")
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
    second, _ = world.wechat_user(phone)
    session = world.mini_login(second)
    assert (session.proven, session.next) == (False, Next(kind="PROVE"))
    assert world.people.by_openid(world.appid, second) is None
    assert world.people.by_openid(world.appid, first) == owner.person_id
    assert who(world, world.mini_login(first, share_phone=False)).proven


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
    new = _gets_number(world, openid)
    session = world.mini_login(openid)
    assert (session.proven, session.next) == (True, Next(kind="CHANGE_PHONE", phone=new))
    assert who(world, session).person_id == person_id
    assert world.people.by_phone(old) == person_id
    assert world.people.by_phone(new) is None


def test_until_that_is_settled_the_old_number_is_in_doubt(world: IdentityWorld) -> None:
    openid, old = world.wechat_user()
    world.mini_login(openid)
    _gets_number(world, openid)
    world.mini_login(openid)
    assert not world.web_login(old).proven
    _gets_number(world, openid, old)
    world.mini_login(openid)
    assert world.web_login(old).proven


def test_a_number_is_changed_by_a_code_to_the_new_one(world: IdentityWorld) -> None:
    openid, old = world.wechat_user()
    world.mini_login(openid)
    new = _gets_number(world, openid)
    caller = who(world, world.mini_login(openid))
    captcha = world.login.captcha(IP)
    answer = world.read_captcha(captcha.captcha_id)
    sent = world.phone_change.send(caller, new, captcha_id=captcha.captcha_id, captcha=answer)
    assert sent.retry_after == 60
    shown = world.phone_change.confirm(caller, new, world.sms.last(new))
    assert shown.phone == f"{new[:3]}****{new[-4:]}"
    assert who(world, world.web_login(new)).person_id == caller.person_id
    assert world.web_login(new).proven
    assert who(world, world.web_login(old)).person_id != caller.person_id
    assert world.mini_login(openid).next is None


def test_confirming_the_own_number_settles_the_doubt(world: IdentityWorld) -> None:
    openid, phone = world.wechat_user()
    world.mini_login(openid)
    _gets_number(world, openid)
    caller = who(world, world.mini_login(openid))
    _confirm(world, caller, phone)
    assert world.web_login(phone).proven


@pytest.mark.parametrize("holds", ["orders", "profile", "wechat"])
def test_a_number_that_is_somebody_is_for_staff_to_merge(world: IdentityWorld, holds: str) -> None:
    caller = who(world, world.web_login(fresh_phone()))
    openid, taken = world.wechat_user()
    other = who(world, world.mini_login(openid) if holds == "wechat" else world.web_login(taken))
    if holds == "orders":
        world.busy.add(other.person_id)
    if holds == "profile":
        world.accounts.fill(other, {"name": "李四"}, None)
    with pytest.raises(PhoneTaken) as refused:
        _confirm(world, caller, taken)
    assert "联系客服" in refused.value.cure
    assert world.people.by_phone(taken) == other.person_id


def test_an_empty_account_gives_its_number_and_ends(world: IdentityWorld) -> None:
    number = fresh_phone()
    empty = who(world, world.web_login(number))
    caller = who(world, world.web_login(fresh_phone()))
    _confirm(world, caller, number)
    assert who(world, world.web_login(number)).person_id == caller.person_id
    with pytest.raises(Unauthenticated):
        world.accounts.me(empty)
    with pytest.raises(Unauthenticated):
        world.consents.require(empty.person_id, "PRIVACY")


def test_an_order_opened_while_its_account_ends_wakes_staff(
    world: IdentityWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    number = fresh_phone()
    empty = who(world, world.web_login(number))
    caller = who(world, world.web_login(fresh_phone()))
    change_phone = world.people.change_phone

    def slow(*moved: Any) -> Any:
        world.busy.add(empty.person_id)
        return change_phone(*moved)

    world.people.change_phone = slow  # type: ignore[method-assign]
    _confirm(world, caller, number)
    out = capsys.readouterr().out
    assert "retired_account_has_orders" in out
    assert empty.person_id in out


def test_a_code_for_one_accounts_change_is_none_for_anothers(world: IdentityWorld) -> None:
    one, other = who(world, world.web_login(fresh_phone())), who(world, world.web_login(fresh_phone()))
    number = fresh_phone()
    code, _ = world.codes.issue(f"phone#{one.person_id}", number)
    with pytest.raises(CodeOver):
        world.phone_change.confirm(other, number, code)
    world.phone_change.confirm(one, number, code)


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
        world.consents.require(person_id, "FACE")
    text = current(ConsentKind.FACE)
    assert needed.value.data == {"kind": "FACE", "version": text.version, "title": text.title, "text": text.text}
    assert text.title in needed.value.text
    given = world.consents.give(person_id, ConsentKind.FACE, text.version)
    world.consents.require(person_id, "FACE")
    (kept,) = given.consents
    assert (kept.kind, kept.version, kept.digest, kept.given_at) == ("FACE", text.version, text.digest, world.now)
    with pytest.raises(ConsentNeeded):
        world.consents.require(person_id, "PRIVACY")


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
        world.consents.require(person_id, "FACE")
    again = world.consents.give(person_id, ConsentKind.FACE, version)
    world.consents.require(person_id, "FACE")
    assert [each.withdrawn_at for each in again.consents] == [world.now, None]


def _gets_number(world: IdentityWorld, openid: str, phone: str | None = None) -> str:
    """The WeChat user binds another number."""
    number = phone or fresh_phone()
    world.records.put("user", openid, {"openid": openid, "phone": number})
    return number


def _confirm(world: IdentityWorld, caller: Who, phone: str) -> None:
    code, _ = world.codes.issue(f"phone#{caller.person_id}", phone)
    world.phone_change.confirm(caller, phone, code)
