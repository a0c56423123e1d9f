"""Every message's row: it can happen, it fits what carries it, and something sends it."""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest

from chalicelib.notify import circumstances as on
from chalicelib.notify.messenger import Messenger
from chalicelib.notify.notices import ANY, NOTICES, PARAMETER, PHRASE, THING, Audience, Notice, SmsTemplate, Template
from chalicelib.notify.reminding.reminders import AFTER_DELIVERY, BEFORE_DEADLINES
from chalicelib.orders.events import EVENTS
from chalicelib.shared.settings import AllSettings
from chalicelib.wire import Wire
from chalicelib.wire.stores import Stores

LONGEST = {
    "deadline": "12月31日 23:59",
    "fault": "",
}  # what the branch writes is cut, and read whole on the order's page
TEMPLATES = {f"sms_{name}_template": name for name in get_args(SmsTemplate)}


def named(row: Notice) -> str:
    return f"{row.event} to {row.to}, {row.when.__name__}"


each_row = pytest.mark.parametrize("row", NOTICES, ids=named)


@each_row
def test_a_row_is_of_something_that_happens(row: Notice) -> None:
    if row.event == ANY:
        assert row.to == "asker"
    else:
        assert row.event in {*EVENTS, *BEFORE_DEADLINES, AFTER_DELIVERY}


@each_row
def test_a_row_fits_what_carries_it(row: Notice) -> None:
    assert 0 < len(row.phrase) <= PHRASE
    assert all("\u4e00" <= letter <= "\u9fff" for letter in row.phrase)  # WeChat's `phrase` takes no others
    assert 0 < len(row.hint.format(**LONGEST)) <= THING
    assert len(row.in_sms or row.phrase) <= PARAMETER
    assert row.sms or (not row.in_sms and row.sms_when is on.always)


@each_row
def test_a_row_has_a_sender(row: Notice) -> None:
    settings = cast(AllSettings, Settings(**TEMPLATES))
    telling = messenger(settings)
    assert row.template in telling._subscribe._templates
    assert row.sms is None or telling._sms._senders[row.sms] is not None


def test_a_branch_without_a_template_sends_no_sms() -> None:
    assert not messenger(cast(AllSettings, Settings()))._sms.send("13800000000", "reject", ["张*"])


def messenger(settings: AllSettings) -> Messenger:
    """Without stores: one that is given a table is every test's in this process."""
    wire = Wire(settings)
    wire.stores = cast(Stores, SimpleNamespace(people=SimpleNamespace(get=None), keys=None, told=None, inbox=None))
    return wire.followups.messenger


class Settings:
    """Those that are asked for; any other is empty."""

    stage, master_key = "dev", b64encode(bytes(32)).decode()

    def __init__(self, **known: str) -> None:
        self.__dict__ |= known

    def __getattr__(self, name: str) -> Any:
        return ""


def test_every_row_can_be_reached_and_has_a_name_of_its_own() -> None:
    assert len({named(row) for row in NOTICES}) == len(NOTICES)
    rows: dict[tuple[str, Audience], list[Notice]] = defaultdict(list)
    for row in NOTICES:
        rows[row.event, row.to].append(row)
    assert all(row.when is not on.always for same in rows.values() for row in same[:-1])


def test_all_that_carries_a_message_is_used() -> None:
    assert {row.template for row in NOTICES} == set(get_args(Template))
    assert {row.sms for row in NOTICES} - {None} == set(get_args(SmsTemplate))
    assert {row.event for row in NOTICES} >= {*BEFORE_DEADLINES, AFTER_DELIVERY}


def test_a_circumstance_says_what_it_is() -> None:
    """The documents print it."""
    assert all(row.when.__doc__ and row.sms_when.__doc__ for row in NOTICES)
