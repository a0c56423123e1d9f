"""What passes of the tables' streams, as the template says."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.cloud.event_filter import passes
from sandbox.cloud.template import load_template


def photo_record(change: str, state: str) -> dict[str, Any]:
    image = {"sk": {"S": "PHOTO#0001"}, "state": {"S": state}}
    return {"eventName": change, "dynamodb": {"Keys": {"sk": {"S": "PHOTO#0001"}}, "NewImage": image}}


@pytest.mark.parametrize(
    ("record", "passing"),
    [
        ({"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": "EVT#00000001"}}}}, True),
        ({"eventName": "MODIFY", "dynamodb": {"Keys": {"sk": {"S": "EVT#00000001"}}}}, False),
        ({"eventName": "INSERT", "dynamodb": {"Keys": {"sk": {"S": "HEAD"}}}}, False),
        ({"eventName": "INSERT", "dynamodb": {"Keys": {}}}, False),
        (photo_record("MODIFY", "PASSED"), True),
        (photo_record("MODIFY", "FAILED"), True),
        (photo_record("MODIFY", "UNREADABLE"), True),
        (photo_record("MODIFY", "CHECKING"), False),
        (photo_record("INSERT", "WAITING"), False),
        ({"eventName": "REMOVE", "dynamodb": {"Keys": {"sk": {"S": "PHOTO#0001"}}}}, False),
    ],
)
def test_the_templates_filters_pass_what_the_step_follows(record: dict[str, Any], passing: bool) -> None:
    (orders,) = (events for events in load_template().stream_events if events.step == "notify")
    assert passes(record, orders.patterns) is passing


@pytest.mark.parametrize(
    ("change", "pk", "passing"),
    [
        ("INSERT", "AUDIT#hunan#2026-11-29", True),
        ("INSERT", "AUDITOF#hunan#order 7Hk2", False),  # the same row, which is kept once
        ("MODIFY", "AUDIT#hunan#2026-11-29", True),
        ("REMOVE", "AUDIT#hunan#2026-11-29", True),
        ("MODIFY", "AUDITOF#hunan#order 7Hk2", True),
        ("REMOVE", "AUDITOF#hunan#order 7Hk2", True),
        ("MODIFY", "STAFF#hunan", False),
        ("INSERT", "P#1", False),
    ],
)
def test_a_change_of_the_trail_reaches_its_witness_and_no_other(change: str, pk: str, passing: bool) -> None:
    (trail,) = (events for events in load_template().stream_events if events.table == "PeopleTable")
    record = {"eventName": change, "dynamodb": {"Keys": {"pk": {"S": pk}}}}
    assert (trail.step, passes(record, trail.patterns)) == ("witness", passing)


def test_an_operator_that_nobody_reads_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="anything-but"):
        passes({"eventName": "INSERT"}, [{"eventName": [{"anything-but": ["MODIFY"]}]}])
