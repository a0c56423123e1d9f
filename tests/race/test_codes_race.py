"""Codes and pictures of login, tried by many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.errors import CodeOver, CodeWrong, SmsTooOften
from chalicelib.identity.sms_limits import networks
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, at_once, fresh_phone, kinds


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


@pytest.mark.guarded_by("OTP#*")
def test_five_right_submits_of_one_code_are_one_acceptance(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        phone = fresh_phone()
        code = world.issued("login", phone)
        results = at_once([partial(world.codes.check, "login", phone, *code)] * 5)
        assert kinds(results) == {"str": 1, "CodeOver": 4}


def test_guesses_at_once_get_no_more_than_five_tries(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    wrong = [f"{(int(code[0]) + 1 + step) % 1_000_000:06d}" for step in range(12)]
    results = at_once([partial(world.codes.check, "login", phone, guess, code[1]) for guess in wrong])
    assert sum(isinstance(result, CodeWrong) for result in results) == 4
    assert sum(isinstance(result, CodeOver) for result in results) == 8
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, *code)


def test_fifty_guesses_at_once_of_a_stranger_leave_the_owners_code(world: IdentityWorld) -> None:
    phone = fresh_phone()
    mine = world.issued("login", phone)
    theirs = world.issued("login", phone)
    guesses = [f"{(int(theirs[0]) + 1 + step) % 1_000_000:06d}" for step in range(50)]
    results = at_once([partial(world.codes.check, "login", phone, guess, theirs[1]) for guess in guesses])
    assert kinds(results) == {"CodeWrong": 4, "CodeOver": 46}
    world.codes.check("login", phone, *mine)


@pytest.mark.guarded_by("CAPTCHA#*")
def test_a_captcha_used_by_many_at_once_serves_one(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        answer = world.solved(world.captchas.issue(level=0))
        results = at_once([partial(world.captchas.check, answer, ip=IP)] * 6)
        assert kinds(results) == {"int": 1, "CaptchaWrong": 5}


def test_many_requests_for_one_number_send_one_sms(world: IdentityWorld) -> None:
    phone = fresh_phone()
    answers = [world.solved(world.captchas.issue(level=0)) for _ in range(4)]
    results = at_once([partial(world.login.send_code, phone, answer=one, ip=IP) for one in answers])
    assert sum(isinstance(result, SmsTooOften) for result in results) == 3
    assert [to for to, _ in world.sms.sent] == [phone]


@pytest.mark.guarded_by("RATE#phone#*", seldom=True)
def test_a_number_that_was_sent_to_before_is_counted_by_all(world: IdentityWorld, rounds: int) -> None:
    for _ in range(rounds):
        phone = fresh_phone()
        world.numbers.claim(phone)
        world.pass_time(minutes=1)
        results = at_once([partial(world.numbers.claim, phone)] * 6)
        assert [result[1] for result in results if isinstance(result, tuple)] == [60]
        assert sum(isinstance(result, SmsTooOften) for result in results) == 5


def test_the_budget_is_not_overdrawn(world: IdentityWorld) -> None:
    world.now = world.now.replace(year=2032)  # a day no other test counts
    world.budget._shards, world.budget._most, world.budget._open = 1, 7, 4
    strange, familiar = (partial(world.budget.claim, fresh_phone(), partial(bool, known)) for known in (0, 1))
    results = at_once([strange] * 5 + [familiar] * 7)
    strangers, known = kinds(results[:5]), kinds(results[5:])
    assert strangers["NoneType"] <= 4
    assert strangers + known == {"NoneType": 7, "SmsBudgetOver": 5}


class Solved:
    """Captchas that everybody solved; a harder one, where one is asked for."""

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        raise NotImplementedError

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        return 2


def test_a_flood_at_once_gets_what_one_network_may_have_and_one_turn(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "SLOW_FROM", 5)
    codes, ip, answer = replace(world.sms_codes, captchas=Solved()), f"ip-{random_id()}", CaptchaAnswer("", "", "")
    sends = [partial(codes.send, "login", fresh_phone(), answer=answer, ip=ip) for _ in range(16)]
    assert kinds(at_once(sends)) == {"Sent": 6, "SmsSlow": 10}
    assert len(world.sms.sent) == 6
    assert world.networks.count(ip).hour_over == 6  # the refused are not counted


def test_codes_of_a_crowded_network_entered_at_once_are_counted_once_each(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "QUIET", 0)
    codes, ip, phones = (
        replace(world.sms_codes, captchas=Solved()),
        f"ip-{random_id()}",
        [fresh_phone() for _ in range(4)],
    )
    sent = [codes.send("login", phone, answer=CaptchaAnswer("", "", ""), ip=ip) for phone in phones]
    entering = [
        partial(codes.check, "login", phone, world.sms.last(phone), one.asker)
        for phone, one in zip(phones, sent, strict=True)
    ]
    assert kinds(at_once(entering * 2)) == {"NoneType": 4, "CodeOver": 4}
    assert world.networks.count(ip).hour_over == 4 - 4 - 1
