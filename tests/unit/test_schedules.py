"""When the sandbox's clock stops on its way, and which schedules run there."""

from __future__ import annotations

import pytest

from deploy.schedules import DAY, HOUR, Schedule, parse
from sandbox.cloud.schedules import steps_due, stops

UTC_MIDNIGHT = 20_000 * DAY
BILLS = parse("cron(30 2 * * ? *)")


def test_schedules_are_read() -> None:
    assert (parse("rate(5 minutes)"), parse("rate(1 hour)")) == (Schedule(300), Schedule(3600))
    assert Schedule(DAY, 9000) == BILLS
    with pytest.raises(ValueError, match="schedule"):
        parse("cron(0 12 ? * MON *)")


def test_a_firing_is_in_one_stretch_only() -> None:
    at = UTC_MIDNIGHT + 9000
    assert (BILLS.last(at), BILLS.last(at - 1), BILLS.next(at)) == (at, at - DAY, at + DAY)
    schedules = {"match_bills": BILLS, "expire": Schedule(60)}
    assert steps_due(schedules, at - 1, at) == ["expire", "match_bills"]
    assert steps_due(schedules, at, at + 59) == []
    assert steps_due(schedules, at, at + DAY - 1) == ["expire"]


@pytest.mark.parametrize(
    ("way", "most"), [(60, 1), (HOUR, 13), (DAY, 26), (7 * DAY, 36), (30 * DAY, 91), (400 * DAY, 801)]
)
def test_a_long_way_has_few_stops(way: int, most: int) -> None:
    start = UTC_MIDNIGHT + 7.5
    found = list(stops({"match_bills": BILLS, "expire": Schedule(60)}, start, start + way))
    assert found[-1] == start + way
    assert found == sorted(set(found))
    assert len(found) <= most
    daily = [BILLS.next(start) + number * DAY for number in range(way // DAY)]
    assert set(daily) <= set(found)


@pytest.mark.parametrize("past", [0.01, 2.4, 59.9])
@pytest.mark.parametrize("fires", [HOUR * 3, BILLS.next(0)], ids=["an hour", "the bills"])
def test_what_became_due_just_before_the_end_is_found_at_the_end(past: float, fires: float) -> None:
    schedules = {"match_bills": BILLS, "expire": Schedule(60)}
    end = UTC_MIDNIGHT + DAY + fires + past
    before = list(stops(schedules, end - DAY, end))[-2]
    assert "expire" in steps_due(schedules, before, end)
    assert ("match_bills" in steps_due(schedules, before, end)) is (fires == BILLS.next(0))
