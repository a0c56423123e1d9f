"""Sessions, captchas, codes and counters in the inbox table: over is over, whatever DynamoDB has not deleted yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from identity_world import IP, IdentityWorld, fresh_phone

from chalicelib.identity.captcha import LONG, SHORT
from chalicelib.identity.errors import (
    CaptchaHarder,
    CaptchaWrong,
    CodeOver,
    CodeWrong,
    IdTailTooOften,
    SmsBudgetOver,
    SmsTooOften,
)
from chalicelib.identity.inbox_store import Entry
from chalicelib.identity.limits import PER_IP_DAY, PER_IP_HOUR
from chalicelib.identity.model import Who
from chalicelib.shared.errors import Unauthenticated
from chalicelib.shared.ids import random_id


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables["people"], aws.tables["inbox"], tmp_path, daily_budget=20)
    yield world
    world.close()


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


# ---- the store


def test_an_item_ends_when_it_says_though_it_is_still_there(world: IdentityWorld) -> None:
    pk = random_id()
    world.inbox.put(pk, until=world.now + timedelta(seconds=1), body="x")
    assert world.inbox.get(pk, now=world.now) == Entry(pk=pk, until=world.now + timedelta(seconds=1), n=0, body="x")
    assert world.inbox.get(pk, now=world.now + timedelta(seconds=1)) is None


def test_a_live_item_is_seized_by_nobody(world: IdentityWorld) -> None:
    pk, until = random_id(), world.now + timedelta(seconds=5)
    assert world.inbox.seize(pk, now=world.now, until=until, body="a")
    assert not world.inbox.seize(pk, now=world.now, until=until, body="b")
    assert world.inbox.seize(pk, now=until, until=until + timedelta(seconds=5), body="c")


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


def test_the_table_never_holds_a_token(world: IdentityWorld, aws: Any) -> None:
    token = world.sessions.start("p-token", "web", None, True)
    rows = boto3.client("dynamodb").scan(TableName=aws.tables["inbox"])["Items"]
    text = str([row for row in rows if "p-token" in str(row)])
    assert "p-token" in text
    assert token not in text


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 44, "../../etc/passwd", "a" * 42 + "#", "é" * 43])
def test_what_was_never_issued_is_refused(world: IdentityWorld, token: str) -> None:
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


def test_a_logout_counts_here_at_once_and_elsewhere_within_30_seconds(world: IdentityWorld) -> None:
    elsewhere = world.container()
    token = world.sessions.start("p1", "web", None, True)
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
    token = world.sessions.start("p1", "web", None, True)
    world.pass_time(days=20)
    assert world.sessions.renew(world.sessions.who(token, ip=IP)) == world.now + timedelta(days=30)
    world.pass_time(hours=1)
    assert world.sessions.renew(world.sessions.who(token, ip=IP)) == world.now + timedelta(days=30, hours=-1)
    world.pass_time(days=29, hours=22)
    assert world.sessions.who(token, ip=IP).person_id == "p1"
    world.pass_time(hours=1)
    with pytest.raises(Unauthenticated):
        world.sessions.who(token, ip=IP)


def test_a_cached_session_does_not_outlive_its_end(world: IdentityWorld) -> None:
    token = world.sessions.start("p1", "web", None, True)
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


# ---- captcha


def test_a_captcha_is_read_once(world: IdentityWorld) -> None:
    captcha = world.captchas.issue(hard=False)
    answer = world.read_captcha(captcha.captcha_id)
    assert world.captchas.check(captcha.captcha_id, answer.lower()) == SHORT == len(answer)
    with pytest.raises(CaptchaWrong):
        world.captchas.check(captcha.captcha_id, answer)


def test_a_wrong_answer_uses_the_captcha_up(world: IdentityWorld) -> None:
    captcha = world.captchas.issue(hard=False)
    answer = world.read_captcha(captcha.captcha_id)
    for text in ("0000", answer):
        with pytest.raises(CaptchaWrong):
            world.captchas.check(captcha.captcha_id, text)


def test_a_captcha_lasts_three_minutes(world: IdentityWorld) -> None:
    captcha = world.captchas.issue(hard=False)
    answer = world.read_captcha(captcha.captcha_id)
    assert captcha.expires_at == world.now + timedelta(minutes=3)
    world.pass_time(minutes=3)
    with pytest.raises(CaptchaWrong):
        world.captchas.check(captcha.captcha_id, answer)


# ---- codes


def test_a_code_is_accepted_once(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code, until = world.codes.issue("login", phone)
    assert (len(code), until) == (6, world.now + timedelta(minutes=5))
    world.codes.check("login", phone, code)
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, code)


def test_five_tries_and_the_right_code_is_worthless(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code, _ = world.codes.issue("login", phone)
    cures = []
    for _ in range(4):
        with pytest.raises(CodeWrong) as wrong:
            world.codes.check("login", phone, other_code(code))
        cures.append(wrong.value.cure)
    assert cures[0].endswith("4 次")
    assert cures[3].endswith("1 次")
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, other_code(code))
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, code)


def test_the_fifth_try_may_be_the_right_one(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code, _ = world.codes.issue("login", phone)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.codes.check("login", phone, other_code(code))
    world.codes.check("login", phone, code)


def test_a_code_lasts_five_minutes(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code, _ = world.codes.issue("login", phone)
    world.pass_time(minutes=5)
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, code)


def test_a_new_code_voids_the_old_one_and_its_tries(world: IdentityWorld) -> None:
    phone = fresh_phone()
    old, _ = world.codes.issue("login", phone)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.codes.check("login", phone, other_code(old))
    new, _ = world.codes.issue("login", phone)
    if new != old:
        with pytest.raises(CodeWrong):
            world.codes.check("login", phone, old)
    world.codes.check("login", phone, new)


def test_a_code_is_bound_to_purpose_and_number(world: IdentityWorld) -> None:
    phone, other = fresh_phone(), fresh_phone()
    code, _ = world.codes.issue("login", phone)
    for purpose, number in (("phone#p1", phone), ("login", other)):
        with pytest.raises(CodeOver):
            world.codes.check(purpose, number, code)
    world.codes.check("login", phone, code)


def test_no_code_or_number_is_readable_in_the_table(world: IdentityWorld, aws: Any) -> None:
    phone = fresh_phone()
    code = world.ask_code(phone)
    rows = boto3.client("dynamodb").scan(TableName=aws.tables["inbox"])["Items"]
    bodies = [row["body"]["S"] for row in rows if row["pk"]["S"].startswith("OTP#")]
    assert bodies
    assert all(len(body) == 64 for body in bodies)
    assert phone not in str(rows)
    assert f"'{code}'" not in str(rows)


# ---- limits


def test_one_sms_a_minute_to_a_number(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.ask_code(phone)
    world.pass_time(seconds=20)
    with pytest.raises(SmsTooOften) as refused:
        world.ask_code(phone)
    assert refused.value.retry_after == 40
    assert "40 秒" in refused.value.cure
    world.pass_time(seconds=40)
    world.ask_code(phone)
    assert len(world.sms.sent) == 2


def test_five_an_hour_and_eight_a_day_to_a_number(world: IdentityWorld) -> None:
    phone = fresh_phone()
    waits = [world.limits.claim_phone(phone)]
    for _ in range(4):
        world.pass_time(minutes=1)
        waits.append(world.limits.claim_phone(phone))
    assert waits == [60, 60, 60, 60, 3600 - 240]
    world.pass_time(minutes=1)
    with pytest.raises(SmsTooOften) as hour:
        world.limits.claim_phone(phone)
    assert hour.value.retry_after == 3600 - 300
    for _ in range(3):
        world.pass_time(hours=1)
        world.limits.claim_phone(phone)
    world.pass_time(hours=1)
    with pytest.raises(SmsTooOften) as day:
        world.limits.claim_phone(phone)
    assert day.value.retry_after == 86400 - 4 * 3600 - 300


def test_another_number_is_not_held_up(world: IdentityWorld) -> None:
    world.ask_code(fresh_phone())
    world.ask_code(fresh_phone())
    assert len(world.sms.sent) == 2


@pytest.mark.parametrize("most", [PER_IP_HOUR, PER_IP_DAY])
def test_a_network_that_asks_a_lot_gets_a_longer_captcha_and_no_wall(world: IdentityWorld, most: int) -> None:
    ip = f"ip-{random_id()}"
    pk, until, _ = next(window for window in world.limits._windows(ip) if window[2] == most)
    world.inbox.count(pk, until=until)
    counter = world.inbox.get(pk, now=world.now)
    assert counter is not None
    _set_count(pk, most - 1)
    short = world.login.captcha(ip)
    answer = world.read_captcha(short.captcha_id)
    phone = fresh_phone()
    world.login.send_code(phone, captcha_id=short.captcha_id, captcha=answer, ip=ip)
    late = world.captchas.issue(hard=False)
    with pytest.raises(CaptchaHarder):
        world.login.send_code(
            fresh_phone(), captcha_id=late.captcha_id, captcha=world.read_captcha(late.captcha_id), ip=ip
        )
    assert world.limits.hard(ip)
    assert not world.limits.hard(f"ip-{random_id()}")
    assert [to for to, _ in world.sms.sent] == [phone]


def test_a_longer_captcha_passes_where_the_short_one_does_not(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.limits, "hard", lambda ip: True)
    monkeypatch.setattr("chalicelib.identity.captcha.secrets.choice", lambda letters: letters[0])
    captcha, phone = world.login.captcha(IP), fresh_phone()
    world.login.send_code(phone, captcha_id=captcha.captcha_id, captcha="3" * LONG, ip=IP)
    assert [to for to, _ in world.sms.sent] == [phone]


def test_no_sms_without_a_right_captcha(world: IdentityWorld) -> None:
    captcha, phone = world.login.captcha(IP), fresh_phone()
    with pytest.raises(CaptchaWrong):
        world.login.send_code(phone, captcha_id=captcha.captcha_id, captcha="0000", ip=IP)
    with pytest.raises(CaptchaWrong):
        world.login.send_code(phone, captcha_id=random_id(), captcha="3333", ip=IP)
    assert world.sms.sent == []
    world.ask_code(phone)


def test_the_daily_budget_holds_and_wakes_somebody_once(
    world: IdentityWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    world.now = world.now.replace(year=2031)  # a day no other test counts
    for _ in range(20):
        world.limits.claim_budget(fresh_phone())
    nearly = capsys.readouterr().out
    for _ in range(2):
        with pytest.raises(SmsBudgetOver) as over:
            world.limits.claim_budget(fresh_phone())
    assert 0 < (over.value.retry_after or 0) <= 86400
    assert nearly.count("sms_budget_nearly_over") == 1
    assert capsys.readouterr().out.count('"sms_budget_over"') == 1
    world.pass_time(days=1)
    world.limits.claim_budget(fresh_phone())


def test_five_guesses_of_an_id_a_day(world: IdentityWorld) -> None:
    person_id = random_id()
    for _ in range(5):
        world.limits.claim_id_tail(person_id)
    with pytest.raises(IdTailTooOften) as refused:
        world.limits.claim_id_tail(person_id)
    assert 0 < (refused.value.retry_after or 0) <= 86400
    world.limits.claim_id_tail(random_id())
    world.pass_time(days=1)
    world.limits.claim_id_tail(person_id)


def _set_count(pk: str, count: int) -> None:
    from chalicelib.identity.inbox_store import InboxItem

    InboxItem(pk).update(actions=[InboxItem.n.set(count)], add_version_condition=False)
