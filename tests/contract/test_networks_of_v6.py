"""One customer has a /64 of IPv6 and asks from another of its addresses each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity import limits
from chalicelib.identity.errors import PayingTooOften
from chalicelib.shared.ids import random_id
from chalicelib.tasks import errors
from chalicelib.tasks.guess_limits import PER_NETWORK, PER_PERSON_THEN, TooManyGuesses
from tests.worlds.identity import IdentityWorld
from tests.worlds.tasks import TasksWorld, fresh_code


@pytest.fixture
def world(aws: Any, tmp_path: Path) -> Iterator[IdentityWorld]:
    world = IdentityWorld(aws.tables, tmp_path)
    yield world
    world.close()


def test_payers_of_one_customer_share_a_bound(world: IdentityWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAYERS_OF_NETWORK", 3)
    for host in range(3):
        world.limits.claim_payer(f"2001:db8:1:2::{host}", f"link {host}")
    with pytest.raises(PayingTooOften):
        world.limits.claim_payer("2001:db8:1:2:ffff::9", "another link")
    world.limits.claim_payer("2001:db8:1:3::1", "another link")


def test_wrong_task_codes_of_one_customer_leave_the_network_fewer_tries(aws: Any) -> None:
    world = TasksWorld(aws.tables["tasks"], aws.tables["inbox"])
    for host in range(PER_NETWORK):
        with pytest.raises(errors.TaskCodeUnknown):
            world.lookup(fresh_code(), person=random_id(), ip=f"2001:db8:1:2::{host:x}")
    newcomer = random_id()
    for at, refusal in enumerate([errors.TaskCodeUnknown] * PER_PERSON_THEN + [TooManyGuesses]):
        with pytest.raises(refusal):
            world.lookup(fresh_code(), person=newcomer, ip=f"2001:db8:1:2:ffff::{at}")
