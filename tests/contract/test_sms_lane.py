"""Whose turn it is in the slow lane: who asks in vain takes none, and what is told of it tells nobody who has an
account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.captcha import Captcha, CaptchaAnswer
from chalicelib.identity.errors import SmsTooOften
from chalicelib.identity.sms_codes import Sent
from chalicelib.identity.sms_limits import networks
from chalicelib.identity.sms_limits.errors import SmsSlow, SmsUsedUpHere
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IdentityWorld, fresh_phone


class Solved:
    """Captchas that everybody solved, of any level."""

    def issue(self, *, level: int, picture: bool = False) -> Captcha:
        raise NotImplementedError

    def check(self, answer: CaptchaAnswer, *, ip: str) -> int:
        return 2


class Lane:
    """A network whose lane is slow from its first code on."""

    def __init__(self, world: IdentityWorld) -> None:
        self.codes, self.ip = replace(world.sms_codes, captchas=Solved()), f"ip-{random_id()}"

    def ask(self, phone: str) -> Sent:
        return self.codes.send("login", phone, answer=CaptchaAnswer("", "", ""), ip=self.ip)


@pytest.fixture
def world(aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[IdentityWorld]:
    monkeypatch.setattr(networks, "SLOW_FROM", 0)
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


@pytest.fixture
def lane(world: IdentityWorld) -> Lane:
    return Lane(world)


def account(world: IdentityWorld) -> str:
    """The number of somebody who was here before."""
    phone = fresh_phone()
    world.web_login(phone)
    return phone


def test_whoever_asks_in_vain_for_her_own_number_holds_nobody_up(world: IdentityWorld, lane: Lane) -> None:
    """It cost her nothing: no SMS goes out."""
    attacker, student, stranger = account(world), account(world), fresh_phone()
    for turn, phone in enumerate((attacker, stranger)):
        lane.ask(phone)
        world.pass_time(seconds=networks.SLOW_SECONDS)
        with pytest.raises(SmsTooOften):
            lane.ask(phone)
        lane.ask((student, fresh_phone())[turn])


def test_a_refusal_by_the_lane_uses_up_nothing_of_the_number(world: IdentityWorld, lane: Lane) -> None:
    phone = fresh_phone()
    lane.ask(fresh_phone())
    for _ in range(9):  # a number gets eight a day
        with pytest.raises(SmsSlow):
            lane.ask(phone)
    world.pass_time(seconds=networks.SLOW_SECONDS)
    lane.ask(phone)
    assert world.sms.sent[-1][0] == phone


def test_a_refusal_by_the_lane_tells_nobody_who_has_an_account(world: IdentityWorld, lane: Lane) -> None:
    """It costs no SMS, so whoever has pictures solved could ask about as many numbers."""
    before, known = account(world), account(world)
    lane.ask(before)
    lane.ask(fresh_phone())
    told = []
    for phone in (known, fresh_phone()):
        with pytest.raises(SmsSlow) as slow:
            lane.ask(phone)
        told.append((slow.value.retry_after, slow.value.cure))
    assert told[0] == told[1]
    assert (told[0][0] or 0) >= networks.KNOWN_SECONDS


def test_a_number_of_which_this_network_had_its_share_is_told_of_other_ways(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a day until the next here, and none elsewhere."""
    monkeypatch.setattr(networks, "SLOW_FROM", 400)
    here, elsewhere, phone = Lane(world), Lane(world), fresh_phone()
    for _ in range(5):
        here.ask(phone)
        world.pass_time(minutes=13)
    with pytest.raises(SmsUsedUpHere) as over:
        here.ask(phone)
    assert (over.value.retry_after or 0) > 3600
    assert "换一个网络" in over.value.cure
    assert "微信小程序" in over.value.cure
    elsewhere.ask(phone)
    with pytest.raises(SmsTooOften) as minute:  # what every network waits for is no matter of this one
        here.ask(phone)
    assert minute.value.code == "sms_used_up_here"
    with pytest.raises(SmsTooOften) as minute:
        elsewhere.ask(phone)
    assert minute.value.code == "sms_too_often"
