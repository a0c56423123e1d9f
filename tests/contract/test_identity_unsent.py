"""An SMS the sender did not send: it may be asked for again, and uses nothing up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsTooOften
from chalicelib.identity.sms_limits.numbers import Claim
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from tests.worlds.identity import IdentityWorld, fresh_phone


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path, daily_budget=20)
    yield world
    world.close()


@pytest.mark.parametrize("trouble", [SmsBusy, SmsFailed])
def test_what_the_sender_did_not_send_may_be_asked_for_again(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch, trouble: type[DomainError]
) -> None:
    phone = fresh_phone()

    def fail(number: str, code: str) -> None:
        raise trouble

    monkeypatch.setattr(world.sms, "send", fail)
    with pytest.raises(trouble):
        world.ask_code(phone)
    monkeypatch.undo()
    world.ask_code(phone)
    with pytest.raises(SmsTooOften):
        world.ask_code(phone)


def test_an_outage_of_the_sender_uses_up_nobodys_budget(world: IdentityWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(number: str, code: str) -> None:
        raise SmsBusy

    monkeypatch.setattr(world.sms, "send", fail)
    phone = fresh_phone()
    for _ in range(21):  # the world's budget is 20
        with pytest.raises(SmsBusy):
            world.ask_code(phone)
    monkeypatch.undo()
    world.ask_code(fresh_phone())


def test_what_was_claimed_is_given_back_once(world: IdentityWorld) -> None:
    phone = fresh_phone()
    world.numbers.undo(phone, Claim(at=1, network=""))
    first, _ = world.numbers.claim(phone, "home")
    for _ in range(2):
        world.numbers.undo(phone, first)
    world.pass_time(seconds=1)
    second, wait = world.numbers.claim(phone, "home")
    assert wait == 60
    world.numbers.undo(phone, first)  # late, and for the second time: the other claim stands
    with pytest.raises(SmsTooOften):
        world.numbers.claim(phone, "home")
    assert second != first


def test_what_was_not_sent_is_not_counted_with_its_network(
    world: IdentityWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(number: str, code: str) -> None:
        raise SmsBusy

    ip = f"ip-{random_id()}"
    monkeypatch.setattr(world.sms, "send", fail)
    with pytest.raises(SmsBusy):
        world.ask_code(fresh_phone(), ip)
    phone = fresh_phone()
    monkeypatch.undo()
    world.ask_code(phone, ip)
    with pytest.raises(SmsTooOften):
        world.ask_code(phone, ip)
    assert world.networks.count(ip).sent == 1
