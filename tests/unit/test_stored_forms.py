"""What is stored is read for as long as it is kept: a field that older items lack has a default."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

import msgspec
import pytest

from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import EventRecord, Head, Photo, State, Student
from chalicelib.orders.money_model import Attempt, Refund
from chalicelib.staff.model import Account
from chalicelib.tasks.model import Task
from chalicelib.tasks.school import School
from tests.worlds.orders import an_order
from tests.worlds.tasks import a_task

# Fields without a default, of every form there ever was.  Nothing may be added: give a new field a default.
NEEDED: dict[type[Any], str] = {
    Account: "staff_id rev branch username name roles state created_at totp",
    Attempt: "attempt_no state channel kind amount mchid appid client_key started_at time_expire",
    EventRecord: "order_id seq at event actor source to",
    Head: "order_id seq state person_id task_id branch enrolment round student source opened_at state_at",
    LedgerEntry: "channel kind order_id seq number amount at",
    Photo: "photo_no state asked_at upload_id",
    Refund: "attempt_no try_no state amount reason requested_at",
    School: "school_code name",
    Student: "name school_code school_name level",
    Task: (
        "task_id branch code title schools levels task_type collect_mode opens_at closes_at price spec "
        "spec_rev background contacts"
    ),
}


def needed(kind: type[Any]) -> set[str]:
    return {one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING}


@pytest.mark.parametrize("kind", NEEDED, ids=lambda kind: str(kind.__name__))
def test_a_new_field_has_a_default(kind: type[Any]) -> None:
    assert needed(kind) <= set(NEEDED[kind].split())


@pytest.mark.parametrize("stored", [a_task(), an_order(State.DRAFT).head], ids=["task", "order"])
def test_what_a_later_release_wrote_is_read_too(stored: object) -> None:
    """After a roll-back: its fields are left alone, and the rest is understood."""
    later = msgspec.to_builtins(stored) | {"of_a_later_release": {"any": 1}}
    assert msgspec.json.decode(msgspec.json.encode(later), type=type(stored)) == stored
