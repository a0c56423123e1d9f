"""The first page: each role sees what it can do something about, and a long list costs no more than a short one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from chalicelib.desk.home import waiting
from chalicelib.orders.model import State
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.lengths import MOST
from chalicelib.orders.store.lists import DeskItem
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.db_calls import calls
from tests.worlds.faces import count_faces
from tests.worlds.home import Branch, alarms, crowd, kinds, row
from tests.worlds.orders import an_appeal
from tests.worlds.staff_orders import counted_order, made_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVIEW = {"LOW", "DOUBT", "ASKED", "AGAIN"}


# -- who sees what ---------------------------------------------------------------------------------------------------


def test_each_role_sees_its_own_rows(branch: Branch) -> None:
    branch.every_band()
    made_order(branch.world, branch.task, State.CORRECTION)
    branch.stuck_refund()
    branch.proposed(branch.who(MANAGER))
    counted_order(branch.world, branch.task, State.APPROVED, "信息学院", "2201")
    over = branch.hired(REVIEWER)
    wire().stores.staff.save(replace(over, state="INVITED", invite_until=wire().clock() - HOUR))
    seen = {role: kinds(branch.home(role)) - {"BILLS"} for role in StaffRole}
    assert seen == {
        REVIEWER: REVIEW,
        MANAGER: REVIEW | {"PROPOSALS", "DECISIONS", "PACKAGES"},
        FINANCE: {"DECISIONS", "REFUNDS"},
        ADMIN: {"INVITES"},
    }
    assert kinds(branch.home(*StaffRole)) - {"BILLS"} == {"CLASHES"}.union(*seen.values())


def test_an_administrator_is_told_which_data_goes_and_what_should_have_gone(branch: Branch) -> None:
    now = wire().clock()
    for days in (-1, 3, 6, 8):
        closes = now + (days - 20) * DAY
        branch.open_task(opens_at=closes - DAY, closes_at=closes, retention_days=20)
    made_order(branch.world, branch.task, State.CLOSED, erased_at=now - timedelta(days=2))
    assert row(branch.home(ADMIN), "DELETIONS")["count"] == 2
    assert "DELETIONS" not in kinds(branch.home(MANAGER))
    assert "FACES_LEFT" not in alarms(branch.home(ADMIN))
    count_faces()
    (alarm,) = [one for one in branch.home(ADMIN)["alarms"] if one["kind"] == "FACES_LEFT"]
    assert alarm["count"] > 0
    assert "FACES_LEFT" not in alarms(branch.home(MANAGER))


def test_a_task_with_a_roster_says_so(branch: Branch) -> None:
    listed = branch.open_task(roster="STUDENT_NOS")
    told = {task["task_id"]: task["listed"] for task in branch.home(MANAGER)["tasks"]}
    assert told == {branch.task.task_id: False, listed.task_id: True}


def test_figures_and_tasks_are_for_whoever_can_use_them(branch: Branch) -> None:
    pages = {role: branch.home(role) for role in StaffRole}
    assert {role for role, page in pages.items() if page["figures"]} == {REVIEWER, MANAGER}
    assert {role for role, page in pages.items() if page["tasks"]} == {MANAGER}


def test_where_nothing_waits_there_is_no_row_and_no_alarm(branch: Branch) -> None:
    page = branch.home(REVIEWER, MANAGER, ADMIN)
    assert (page["rows"], page["alarms"], page["reviewers"]) == ([], [], [])
    assert [day["submitted"] for day in page["figures"]["days"]] == [0] * 8
    assert page["figures"]["median_hours"] is page["figures"]["usual"] is None


def test_another_branch_sees_nothing_of_it(branch: Branch, world: World) -> None:
    branch.every_band()
    assert kinds(Branch(world).home(MANAGER)) == set()


# -- what waits ------------------------------------------------------------------------------------------------------


def test_a_band_tells_since_when_and_whether_that_is_too_long(branch: Branch) -> None:
    branch.waiting(25 * HOUR, priority=True)
    branch.waiting(HOUR, priority=True)
    branch.waiting(2 * HOUR)
    page = branch.home(REVIEWER)
    again, low = row(page, "AGAIN"), row(page, "LOW")
    assert (again["count"], again["more"], again["promised_hours"], again["late"]) == (2, False, 24, True)
    assert (low["count"], low["late"]) == (1, False)
    assert again["oldest_at"] < low["oldest_at"]
    assert [one["kind"] for one in page["rows"]] == ["AGAIN", "LOW"]
    (late,) = page["alarms"]
    assert (late["kind"], late["at"]) == ("REVIEW_LATE", again["oldest_at"])


def test_what_will_be_late_next_comes_before_the_rest(branch: Branch) -> None:
    branch.waiting(2 * HOUR)
    branch.waiting(3 * HOUR, risk=0.8)
    branch.waiting(HOUR, priority=True)
    made_order(branch.world, branch.task, State.CORRECTION)
    found = [one["kind"] for one in branch.home(MANAGER)["rows"]]
    assert found == ["AGAIN", "DOUBT", "LOW", "DECISIONS"]


def test_what_is_late_comes_first_whatever_it_is(branch: Branch) -> None:
    branch.waiting(30 * HOUR)
    branch.waiting(HOUR, risk=1.0, appeals=(an_appeal(),))
    assert [one["kind"] for one in branch.home(REVIEWER)["rows"]] == ["LOW", "ASKED"]


def test_photos_on_which_two_disagree_are_the_manager_s(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        DeskItem(random_id(), f"CHECK#000{number}", queue_key=f"DISAGREED#{branch.name}", queue_at="x").save()
    for most, count, more in ((4, 3, False), (3, 3, True), (2, 2, True)):
        monkeypatch.setattr(waiting, "MOST_DISAGREED", most)
        found = row(branch.home(MANAGER), "DISAGREED")
        assert (found["count"], found["more"]) == (count, more)
    assert kinds(branch.home(REVIEWER)) == set()


def test_a_proposal_waits_for_whoever_may_confirm_it(branch: Branch) -> None:
    me, other = branch.hired(MANAGER), branch.who(MANAGER)
    branch.proposed(staff.who(me))
    branch.proposed(other)
    branch.proposed(other)
    page = wire().desk.home.page(staff.who(me))
    (mine,) = [one for one in page.rows if one.kind == "PROPOSALS"]
    assert (mine.count, mine.parts) == (2, {"edit": 2})
    assert mine.oldest is not None


def test_of_very_many_proposals_only_their_number_is_told(branch: Branch) -> None:
    by = branch.who(MANAGER)
    for _ in range(21):
        branch.proposed(by)
    found = row(branch.home(MANAGER), "PROPOSALS")
    assert (found["count"], found["oldest_at"], found["parts"]) == (21, None, {})


def test_decisions_and_refunds_tell_since_when(branch: Branch) -> None:
    made_order(branch.world, branch.task, State.CORRECTION, state_at=wire().clock() - 5 * HOUR)
    made_order(branch.world, branch.task, State.CORRECTION, state_at=wire().clock() - 9 * HOUR)
    branch.stuck_refund()
    page, now = branch.home(FINANCE), wire().clock()
    oldest = datetime.fromisoformat(row(page, "DECISIONS")["oldest_at"])
    assert (row(page, "DECISIONS")["count"], round((now - oldest) / HOUR)) == (3, 9)  # the refund is one
    assert row(page, "REFUNDS")["count"] == 1
    assert "REFUNDS_STUCK" in alarms(page)


def test_a_locked_colleague_is_the_administrators_to_unlock(branch: Branch) -> None:
    account = branch.hired(REVIEWER)
    for _ in range(7):
        with pytest.raises(DomainError):
            wire().staff.login.login(account.username, "wrong", "000000", ip="10.9.9.9")
    assert row(branch.home(ADMIN), "LOCKED")["count"] == 1


# -- what it costs ---------------------------------------------------------------------------------------------------


def test_a_long_list_asks_the_database_no_more_often(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    who = branch.who(*StaffRole)
    branch.every_band()
    made_order(world, branch.task, State.CORRECTION)
    home = wire().desk.home
    home.page(who)  # the tasks are known now
    world.settle()
    costs, lists = [], [f"QUEUE#{branch.name}#{Band.LOW}", f"DECIDE#{branch.name}"]
    for more in (0, MOST, MOST):
        crowd(lists, more)
        with calls(monkeypatch) as asked:
            page = home.page(who)
        costs.append(asked.total())
    few, many, very_many = costs
    assert few == many == very_many < 40
    low = next(one for one in page.rows if one.kind == "LOW")
    assert (low.count, low.more) == (MOST, True)


def test_an_administrator_is_told_what_another_one_asked_for(branch: Branch) -> None:
    asking, other = branch.who(ADMIN), branch.hired(REVIEWER)
    wire().staff.grants.give_roles(asking, other.staff_id, [FINANCE], "调岗")
    assert row(branch.home(ADMIN), "GRANTS")["count"] == 1
    assert "GRANTS" not in kinds(branch.home(MANAGER))
