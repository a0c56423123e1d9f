"""A number is told that an account left it even where the stream gave the record up: the vendor was away for hours."""

from __future__ import annotations

from typing import Any

import pytest

from chalicelib.identity.errors import SmsBusy
from chalicelib.identity.number.moved_store import MovedStore
from chalicelib.notify.branch_budget import BranchBudget
from chalicelib.notify.moved_numbers import HELD, MovedNumbers
from chalicelib.notify.once import Once
from chalicelib.notify.reminding.held import Held
from chalicelib.notify.sms import NoticeSms
from chalicelib.shared.db import transact
from tests.worlds.identity import IdentityWorld, fresh_phone


class Vendor:
    """away: answers nobody."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.away = True

    def send(self, phone: str, *_: str) -> None:
        if self.away:
            raise SmsBusy
        self.sent.append(phone)


def test_what_the_stream_gave_up_is_sent_with_the_held_events(aws: Any, tmp_path: Any) -> None:
    world, vendor, phone = IdentityWorld(aws.tables, tmp_path), Vendor(), fresh_phone()
    held = Held(world.inbox, world.clock)
    work = MovedNumbers(
        store=MovedStore(aws.tables["orders"], world.keys),
        sms=NoticeSms({"moved": lambda: vendor}, BranchBudget(world.inbox, world.clock)),  # type: ignore[dict-item, return-value]
        once=Once(world.inbox, world.clock),
        held=held,
        clock=world.clock,
    )
    (write,) = work.store.new(phone, world.now)
    transact([write])
    moved_id = str(write.item.pk).partition("#")[2]  # type: ignore[union-attr]
    with pytest.raises(SmsBusy):
        work.tell(moved_id)
    world.pass_time(hours=25)
    vendor.away = False
    (name,) = [name for name, _ in held.all() if name == HELD + moved_id]
    assert work.retry(name)
    assert (vendor.sent, work.store.get(moved_id)) == ([phone], None)
    assert (name, 0) not in set(held.all())
    world.close()
