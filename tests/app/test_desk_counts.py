"""What the navigation says of each desk: counted cheaply, kept for moments, nothing for whoever has no such desk."""

from __future__ import annotations

import pytest

from chalicelib.desk.home.counts import Count
from chalicelib.orders.model import State
from chalicelib.orders.store.bands import Band
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import refused
from tests.worlds.db_calls import calls
from tests.worlds.home import Branch, crowd
from tests.worlds.staff_orders import made_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole


def counts(branch: Branch, *roles: StaffRole) -> dict[str, dict[str, object] | None]:
    client = staff.colleague(branch.world.box.console_url, *roles, branch=branch.name)
    return dict(client.call("GET", "/api/staff/counts"))


def test_each_role_is_told_of_its_own_desks(branch: Branch) -> None:
    branch.every_band()
    made_order(branch.world, branch.task, State.CORRECTION)
    branch.proposed(branch.who(MANAGER))
    review, waiting = {"count": 4, "more": False}, {"count": 2, "more": False}
    assert counts(branch, REVIEWER) == {"review": review, "waiting": None}
    assert counts(branch, MANAGER) == {"review": review, "waiting": waiting}
    assert counts(branch, FINANCE) == {"review": None, "waiting": waiting}
    assert counts(branch, ADMIN) == {"review": None, "waiting": None}


def test_another_branch_is_not_counted(branch: Branch) -> None:
    Branch(branch.world).every_band()
    assert counts(branch, REVIEWER)["review"] == {"count": 0, "more": False}


def test_much_costs_no_more_than_little_and_says_so(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    who, counts_ = branch.who(MANAGER), wire().desk.counts
    crowd([f"QUEUE#{branch.name}#{Band.LOW}"], 1_002)
    with calls(monkeypatch) as first:
        told = counts_.review(who), counts_.waiting(who)
    assert told[0] == Count(1_000, more=True)
    assert first.total() <= len(Band) + 2
    with calls(monkeypatch) as second:
        assert (counts_.review(who), counts_.waiting(who)) == told
    assert second.total() == 0


def test_whoever_sees_the_list_itself_has_it_counted_anew(branch: Branch) -> None:
    client = staff.colleague(branch.world.box.console_url, MANAGER, branch=branch.name)
    made_order(branch.world, branch.task, State.CORRECTION)
    assert client.call("GET", "/api/staff/counts")["waiting"]["count"] == 1
    made_order(branch.world, branch.task, State.CORRECTION)
    for query in ({"anew": "true"}, {}):  # then for everybody
        assert client.call("GET", "/api/staff/counts", **query)["waiting"]["count"] == 2
    refused(lambda: client.call("GET", "/api/staff/counts", anew="often"), 422, "invalid", "anew")
