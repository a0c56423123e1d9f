"""Codes and pictures of login, tried by many at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import CodeOver, CodeWrong, SmsTooOften
from tests.worlds.identity import IP, IdentityWorld, at_once, fresh_phone, kinds


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables["people"], aws.tables["inbox"], tmp_path)
    yield world
    world.close()


def test_five_right_submits_of_one_code_are_one_acceptance(world: IdentityWorld, few_rounds: int) -> None:
    for _ in range(few_rounds):
        phone = fresh_phone()
        code = world.issued("login", phone)
        results = at_once([partial(world.codes.check, "login", phone, *code)] * 5)
        assert kinds(results) == {"NoneType": 1, "CodeOver": 4}


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


def test_a_captcha_used_by_many_at_once_serves_one(world: IdentityWorld, few_rounds: int) -> None:
    for _ in range(few_rounds):
        answer = world.solved(world.captchas.issue(level=0))
        results = at_once([partial(world.captchas.check, answer, level=0, ip=IP)] * 6)
        assert kinds(results) == {"NoneType": 1, "CaptchaWrong": 5}


def test_many_requests_for_one_number_send_one_sms(world: IdentityWorld) -> None:
    phone = fresh_phone()
    answers = [world.solved(world.captchas.issue(level=0)) for _ in range(4)]
    results = at_once([partial(world.login.send_code, phone, answer=one, ip=IP) for one in answers])
    assert sum(isinstance(result, SmsTooOften) for result in results) == 3
    assert [to for to, _ in world.sms.sent] == [phone]


def test_a_number_that_was_sent_to_before_is_counted_by_all(world: IdentityWorld, few_rounds: int) -> None:
    for _ in range(few_rounds):
        phone = fresh_phone()
        world.limits.claim_phone(phone)
        world.pass_time(minutes=1)
        results = at_once([partial(world.limits.claim_phone, phone)] * 6)
        assert sorted(results, key=str)[0] == 60
        assert sum(isinstance(result, SmsTooOften) for result in results) == 5


def test_the_budget_is_not_overdrawn(world: IdentityWorld) -> None:
    world.now = world.now.replace(year=2032)  # a day no other test counts
    world.limits._shards, world.limits._shard_budget = 1, 7
    results = at_once([partial(world.limits.claim_budget, fresh_phone()) for _ in range(12)])
    assert kinds(results) == {"NoneType": 7, "SmsBudgetOver": 5}
