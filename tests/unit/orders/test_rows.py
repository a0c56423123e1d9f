"""Every row is reached, does exactly what it says, and tells it."""

from __future__ import annotations

import msgspec
import pytest

from chalicelib.orders.machine.decide import group_of, public
from chalicelib.orders.machine.rows import ROWS
from tests.unit.orders.cases import CASES


@pytest.mark.parametrize("name", CASES)
def test_row(name: str) -> None:
    case = CASES[name]
    assert len(case.rows()) == 1
    change = case.decide()
    assert change.before == case.order
    assert change.after == case.expected()
    assert (change.alarm, change.claim) == (case.alarm, case.claim)


@pytest.mark.parametrize("name", CASES)
def test_record(name: str) -> None:
    case = CASES[name]
    before, record = case.order.head, case.decide().record
    if case.quiet:
        assert record is None
        return
    assert record is not None
    assert (record.order_id, record.seq, record.at) == (before.order_id, before.seq + 1, case.now)
    assert (record.event, record.actor) == (case.event.name, case.event.actor)
    assert (record.source, record.to) == (before.state, case.to or before.state)
    after = case.decide().after.head
    group, listed = group_of(after), {} if after.student == before.student else {"listed": True}
    since = before.queued_at if after.queued_at is None else None
    waited = {"waited": int((case.now - since).total_seconds())} if since else {}
    assert record.data == public(case.event) | {"group": group} | listed | waited | dict(case.moved)
    assert msgspec.json.encode(record)


def test_every_row_is_reached() -> None:
    reached = {row for case in CASES.values() for row in case.rows()}
    assert [row for row in ROWS if row not in reached] == []
