"""One customer has a /64 of IPv6 and asks from another of its addresses each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity import limits
from chalicelib.identity.errors import PayingTooOften
from tests.worlds.identity import IdentityWorld


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
