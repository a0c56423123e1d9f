"""The number that an account left is told of it: once, later where the vendor takes no more now, and not for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsRefused, SmsTooOften
from chalicelib.identity.number.moved_store import MovedStore
from chalicelib.notify.branch_budget import BranchBudget
from chalicelib.notify.moved_numbers import HELD, MovedNumbers
from chalicelib.notify.once import Once
from chalicelib.notify.reminding.held import Held
from chalicelib.notify.sms import NoticeSms
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import transact
from chalicelib.shared.errors import OutsideBusy
from tests.worlds.identity import IdentityWorld, fresh_phone

AT = datetime(2026, 11, 29, 21, 5, tzinfo=SHANGHAI)


class Line:
    """A sender of SMS, that may refuse."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, ...]] = []
        self.refusal: Exception | None = None

    def send(self, phone: str, *words: str) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.append((phone, *words))


class Telling:
    """now may be moved."""

    def __init__(self, tables: dict[str, str], world: IdentityWorld) -> None:
        self.now, self.line, self.phone = AT, Line(), fresh_phone()
        self.store = MovedStore(tables["orders"], world.keys)
        self.held = Held(world.inbox, lambda: self.now)
        budget = BranchBudget(world.inbox, lambda: self.now)
        sms = NoticeSms({"moved": lambda: self.line}, budget)  # type: ignore[dict-item, return-value]
        once = Once(world.inbox, lambda: self.now)
        self.work = MovedNumbers(store=self.store, sms=sms, once=once, held=self.held, clock=lambda: self.now)
        (write,) = self.store.new(self.phone, AT)
        transact([write])
        self.moved_id = str(write.item.pk).partition("#")[2]  # type: ignore[union-attr]

    @property
    def waits(self) -> bool:
        return (HELD + self.moved_id, 0) in set(self.held.all())


@pytest.fixture
def telling(aws: Any, tmp_path: Any) -> Any:
    world = IdentityWorld(aws.tables, tmp_path)
    yield Telling(aws.tables, world)
    world.close()


def test_it_is_told_once_with_the_hour_and_then_forgotten(telling: Telling) -> None:
    assert telling.work.tell(telling.moved_id)
    assert not telling.work.tell(telling.moved_id)
    assert telling.line.sent == [(telling.phone, "11月29日21:05", "更换手机号")]
    assert telling.store.get(telling.moved_id) is None


@pytest.mark.parametrize("refusal", [SmsTooOften(retry_after=30), SmsFailed()])
def test_what_is_not_taken_now_is_sent_later(telling: Telling, refusal: Exception) -> None:
    telling.line.refusal = refusal
    assert not telling.work.tell(telling.moved_id)
    assert telling.waits
    telling.line.refusal, telling.now = None, AT + timedelta(hours=12)
    assert telling.work.retry(HELD + telling.moved_id)
    assert (len(telling.line.sent), telling.waits) == (1, False)


def test_a_vendor_that_is_away_is_asked_again_at_once(telling: Telling) -> None:
    telling.line.refusal = SmsBusy()
    with pytest.raises(OutsideBusy):
        telling.work.tell(telling.moved_id)
    telling.line.refusal = None
    assert telling.work.tell(telling.moved_id)


def test_a_number_that_takes_no_sms_is_left_alone(telling: Telling) -> None:
    telling.line.refusal = SmsRefused()
    telling.work.tell(telling.moved_id)
    assert (telling.store.get(telling.moved_id), telling.waits) == (None, False)


def test_after_72_hours_there_is_nothing_to_say(telling: Telling) -> None:
    telling.line.refusal = SmsTooOften(retry_after=30)
    telling.work.tell(telling.moved_id)
    telling.line.refusal, telling.now = None, AT + timedelta(hours=72)
    assert not telling.work.retry(HELD + telling.moved_id)
    assert (telling.line.sent, telling.waits, telling.store.get(telling.moved_id)) == ([], False, None)
