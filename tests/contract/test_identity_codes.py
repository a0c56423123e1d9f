"""Captchas, SMS codes and their limits, on the real table."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.captcha.work import is_done
from chalicelib.identity.errors import (
    CaptchaWrong,
    CodeOver,
    CodeWrong,
    PageOutdated,
    SmsTooOften,
)
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IP, IdentityWorld, fresh_phone, rows


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path, daily_budget=20)
    yield world
    world.close()


def other_code(code: tuple[str, str]) -> tuple[str, str]:
    """Another code of the same asker."""
    return f"{(int(code[0]) + 1) % 1_000_000:06d}", code[1]


# ---- captcha


def test_a_captcha_is_good_once(world: IdentityWorld) -> None:
    answer = world.solved(world.captchas.issue(level=0))
    world.captchas.check(answer._replace(captcha=answer.captcha.lower()), ip=IP)
    with pytest.raises(CaptchaWrong):
        world.captchas.check(answer, ip=IP)


def test_a_wrong_answer_uses_the_captcha_up(world: IdentityWorld) -> None:
    answer = world.solved(world.captchas.issue(level=0))
    for text in ("0000", answer.captcha):
        with pytest.raises(CaptchaWrong):
            world.captchas.check(answer._replace(captcha=text), ip=IP)


def test_without_its_work_an_answer_is_no_try(world: IdentityWorld) -> None:
    captcha, other = world.captchas.issue(level=0), world.captchas.issue(level=0)
    answer, foreign = world.solved(captcha), world.solved(other)
    for work in (_undone(captcha), foreign.work + "0", "-1", "x", " " + answer.work, "１"):
        with pytest.raises(CaptchaWrong):
            world.captchas.check(answer._replace(work=work), ip=IP)
    with pytest.raises(CaptchaWrong):  # the work of one picture, the text of another
        world.captchas.check(foreign._replace(captcha_id=answer.captcha_id), ip=IP)
    world.captchas.check(answer, ip=IP)


def test_a_page_from_before_the_work_is_told_to_begin_again(world: IdentityWorld) -> None:
    answer = world.solved(world.captchas.issue(level=0))
    with pytest.raises(PageOutdated) as refused:
        world.captchas.check(answer._replace(work=""), ip=IP)
    assert "刷新页面" in refused.value.cure


def test_a_captcha_lasts_three_minutes(world: IdentityWorld) -> None:
    captcha = world.captchas.issue(level=0)
    assert captcha.expires_at == world.now + timedelta(minutes=3)
    answer = world.solved(captcha)
    world.pass_time(minutes=3)
    with pytest.raises(CaptchaWrong):
        world.captchas.check(answer, ip=IP)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_captcha_serves_its_level_and_those_below(world: IdentityWorld, level: int) -> None:
    assert world.captchas.check(world.solved(world.captchas.issue(level=level)), ip=IP) == level


def _undone(captcha: Captcha) -> str:
    """Work that was not enough."""
    return next(str(n) for n in range(10_000) if not is_done(captcha.captcha_id, str(n), captcha.bits))


# ---- codes


def test_a_code_is_accepted_once(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code, asker, until = world.codes.issue("login", phone)
    assert (len(code), until) == (6, world.now + timedelta(minutes=5))
    world.codes.check("login", phone, code, asker)
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, code, asker)


def test_five_tries_and_the_right_code_is_worthless(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    cures = []
    for _ in range(4):
        with pytest.raises(CodeWrong) as wrong:
            world.codes.check("login", phone, *other_code(code))
        cures.append(wrong.value.cure)
    assert cures[0].endswith("4 次")
    assert cures[3].endswith("1 次")
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, *other_code(code))
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, *code)


def test_the_fifth_try_may_be_the_right_one(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    for _ in range(4):
        with pytest.raises(CodeWrong):
            world.codes.check("login", phone, *other_code(code))
    world.codes.check("login", phone, *code)


def test_after_the_right_one_no_other_is_compared(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    with pytest.raises(CodeWrong):
        world.codes.check("login", phone, *other_code(code))
    world.codes.check("login", phone, *code)
    for later in (code, other_code(code), other_code(other_code(code))):
        with pytest.raises(CodeOver):
            world.codes.check("login", phone, *later)


def test_a_code_lasts_five_minutes(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    world.pass_time(minutes=5)
    with pytest.raises(CodeOver):
        world.codes.check("login", phone, *code)


def test_guesses_of_others_leave_the_owners_code(world: IdentityWorld) -> None:
    """Whoever knows a number may have a code sent to it, and guess at that one only."""
    phone = fresh_phone()
    mine = world.issued("login", phone)
    theirs = world.issued("login", phone)
    for asker in (theirs[1], "x" * 22):
        for guess in range(6):
            with pytest.raises(CodeOver if asker != theirs[1] or guess > 3 else CodeWrong):
                world.codes.check("login", phone, *other_code((theirs[0], asker)))
    world.codes.check("login", phone, *mine)


def test_codes_of_two_askers_live_side_by_side(world: IdentityWorld) -> None:
    phone = fresh_phone()
    one, two = world.issued("login", phone), world.issued("login", phone)
    assert len(one[1]) == len(two[1]) == 22
    assert one[1] != two[1]
    for code, asker in ((one[0], two[1]), (two[0], one[1])):
        if one[0] != two[0]:
            with pytest.raises(CodeWrong):
                world.codes.check("login", phone, code, asker)
    for each in (two, one):
        world.codes.check("login", phone, *each)


def test_a_page_from_before_askers_is_told_to_load_again(world: IdentityWorld) -> None:
    phone = fresh_phone()
    code = world.issued("login", phone)
    for _ in range(6):  # counts as no try
        with pytest.raises(PageOutdated) as refused:
            world.codes.check("login", phone, code[0], "")
    assert "刷新页面" in refused.value.cure
    world.codes.check("login", phone, *code)


def test_a_code_is_bound_to_purpose_and_number(world: IdentityWorld) -> None:
    phone, other = fresh_phone(), fresh_phone()
    code = world.issued("login", phone)
    for purpose, number in (("phone#p1", phone), ("login", other)):
        with pytest.raises(CodeOver):
            world.codes.check(purpose, number, *code)
    world.codes.check("login", phone, *code)


def test_no_code_or_number_is_readable_in_the_table(world: IdentityWorld, aws: Any) -> None:
    phone = fresh_phone()
    code = world.ask_code(phone)
    found = rows(aws.tables["inbox"])
    bodies = [row["body"]["S"] for row in found if row["pk"]["S"].startswith("OTP#")]
    assert bodies
    assert all(re.fullmatch("[0-9a-f]{64}( [0-9a-f]{64}#[0-9]{8}#[0-9]{2})?", body) for body in bodies)
    assert phone not in str(found)
    assert f"'{code}'" not in str(found)


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
    phone, networks = fresh_phone(), itertools.cycle(("home", "campus", "phone"))
    waits = [world.numbers.claim(phone, next(networks))[1]]
    for _ in range(4):
        world.pass_time(minutes=1)
        waits.append(world.numbers.claim(phone, next(networks))[1])
    assert waits == [60, 60, 60, 60, 3600 - 240]
    world.pass_time(minutes=1)
    with pytest.raises(SmsTooOften) as hour:
        world.numbers.claim(phone, "another")
    assert hour.value.retry_after == 3600 - 300
    for _ in range(3):
        world.pass_time(hours=1)
        world.numbers.claim(phone, next(networks))
    world.pass_time(hours=1)
    with pytest.raises(SmsTooOften) as day:
        world.numbers.claim(phone, "another")
    assert day.value.retry_after == 86400 - 4 * 3600 - 300


def test_another_number_is_not_held_up(world: IdentityWorld) -> None:
    world.ask_code(fresh_phone())
    world.ask_code(fresh_phone())
    assert len(world.sms.sent) == 2


def test_no_sms_without_a_right_captcha(world: IdentityWorld) -> None:
    answer, phone = world.solved(world.login.captcha(IP)), fresh_phone()
    for wrong in (answer._replace(captcha="0000"), CaptchaAnswer(random_id(), "3333", "1")):
        with pytest.raises(CaptchaWrong):
            world.login.send_code(phone, answer=wrong, ip=IP)
    assert world.sms.sent == []
    world.ask_code(phone)
