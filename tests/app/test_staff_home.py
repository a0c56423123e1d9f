"""The first page: each role sees what it can do something about, and a long list costs no more than a short one."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.desk.model import Params
from chalicelib.orders.model import State
from chalicelib.orders.money_model import RefundState
from chalicelib.orders.store.bands import Band
from chalicelib.orders.store.items import refund_item
from chalicelib.orders.store.lengths import MOST
from chalicelib.orders.store.lists import DeskItem
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.shared.db import Put, transact
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import Account, Staff, StaffRole
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.clock import at
from tests.worlds.db_calls import calls
from tests.worlds.finance import unbooked
from tests.worlds.orders import a_refund, an_appeal
from tests.worlds.staff_orders import counted_order, made_order

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REVIEW = {"LOW", "DOUBT", "ASKED", "AGAIN"}


class Branch:
    """A branch of its own with an open task."""

    def __init__(self, world: World) -> None:
        self.world, self.name = world, f"分社{secrets.token_hex(4)}"
        self.task = self.open_task()

    def open_task(self, **changes: Any) -> Task:
        return self.world.plain_task(branch=self.name, price=0, **changes)

    def hired(self, *roles: StaffRole) -> Account:
        return staff.hire(*roles, branch=self.name)

    def who(self, *roles: StaffRole) -> Staff:
        return staff.who(self.hired(*roles))

    def home(self, *roles: StaffRole) -> dict[str, Any]:
        """What somebody with these roles is answered."""
        client = staff.colleague(self.world.box.api_url, *roles, branch=self.name)
        return dict(client.call("GET", "/api/staff/home"))

    def waiting(self, waited: timedelta = HOUR, **changes: Any) -> str:
        since = wire().clock() - waited
        return made_order(self.world, self.task, queued_at=since, state_at=since, **changes)

    def every_band(self) -> None:
        self.waiting()
        self.waiting(risk=0.7)
        self.waiting(priority=True)
        self.waiting(risk=1.0, appeals=(an_appeal(),))

    def stuck_refund(self) -> None:
        order_id = made_order(self.world, self.task, State.CLOSED)
        order = wire().stores.orders.load(order_id)
        assert order is not None
        refund = a_refund(state=RefundState.ABNORMAL, branch=self.name, requested_at=wire().clock() - 3 * HOUR)
        item = refund_item(order.with_refund(refund), refund)
        keys = {"task_state": f"REFUNDS#{self.name}#STUCK", "state_at": iso(refund.requested_at)}
        for name, value in keys.items():
            setattr(item, name, value)
        transact([Put(item=item)])

    def proposed(self, by: Staff) -> None:
        order_id = made_order(self.world, self.task, State.APPROVED)
        wire().desk.decisions.ask(by, order_id, "edit", Params(fields={"name": "张四"}), "更正姓名")


@pytest.fixture
def branch(world: World) -> Branch:
    return Branch(world)


def kinds(page: dict[str, Any]) -> set[str]:
    return {row["kind"] for row in page["rows"]}


def row(page: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = [row for row in page["rows"] if row["kind"] == kind]
    return dict(found)


def alarms(page: dict[str, Any]) -> list[str]:
    return [alarm["kind"] for alarm in page["alarms"]]


def without_bills(page: dict[str, Any]) -> list[str]:
    """Bills belong to the deployment: other tests leave theirs."""
    return [kind for kind in alarms(page) if not kind.startswith("BILL")]


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
    assert kinds(branch.home(*StaffRole)) - {"BILLS"} == set().union(*seen.values())


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


def test_what_is_late_comes_first_whatever_it_is(branch: Branch) -> None:
    branch.waiting(30 * HOUR)
    branch.waiting(HOUR, risk=1.0, appeals=(an_appeal(),))
    assert [one["kind"] for one in branch.home(REVIEWER)["rows"]] == ["LOW", "ASKED"]


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
    assert (row(page, "DECISIONS")["count"], round((now - oldest) / HOUR)) == (2, 9)
    assert row(page, "REFUNDS")["count"] == 1
    assert "REFUNDS_STUCK" in alarms(page)


def test_a_locked_colleague_is_the_administrators_to_unlock(branch: Branch) -> None:
    account = branch.hired(REVIEWER)
    for _ in range(7):
        with pytest.raises(DomainError):
            wire().desk.login.login(account.username, "wrong", "000000", ip="10.9.9.9")
    assert row(branch.home(ADMIN), "LOCKED")["count"] == 1


# -- bills -----------------------------------------------------------------------------------------------------------


def report(day: datetime, channel: str = "wechat", *, differs: bool = False) -> None:
    lines = (unbooked(),) if differs else ()
    made = BillReport(
        channel=channel, day=day.date(), made_at=wire().clock(), payments=0, refunds=0, paid=0, returned=0, lines=lines
    )
    wire().stores.bill_reports.keep(made)


def test_a_bill_that_differs_or_is_missing_is_an_alarm_with_its_day(branch: Branch, clock: SandboxClock) -> None:
    now = at(15, 1) + 40 * DAY  # no other test has bills then
    clock.to(now, schedules=False)
    days = [now.astimezone(SHANGHAI) - timedelta(days=back) for back in range(1, 8)]
    for channel in ("wechat", "alipay"):
        for day in days:
            if (channel, day) != ("alipay", days[1]):
                report(day, channel, differs=(channel, day) == ("wechat", days[0]))
    page = branch.home(FINANCE)
    found = [(one["kind"], one["channel"], one["day"], one["count"]) for one in page["alarms"]]
    assert found == [
        ("BILL_DIFFERS", "wechat", days[0].date().isoformat(), 1),
        ("BILL_MISSING", "alipay", days[1].date().isoformat(), 0),
    ]
    assert row(page, "BILLS")["count"] == 2


def test_yesterdays_bill_is_not_missed_before_it_is_matched(branch: Branch, clock: SandboxClock) -> None:
    morning = at(9, 1) + 60 * DAY
    clock.to(morning, schedules=False)
    yesterday = (wire().clock().astimezone(SHANGHAI) - DAY).date().isoformat()
    assert yesterday not in {one["day"] for one in branch.home(FINANCE)["alarms"]}
    clock.to(morning + 3 * HOUR, schedules=False)
    assert yesterday in {one["day"] for one in branch.home(FINANCE)["alarms"]}


# -- tasks -----------------------------------------------------------------------------------------------------------


def counted(pairs: dict[tuple[str, str], int]) -> None:
    wire().stores.counters.count(random_id(), Counter(pairs), None, wire().clock())


def test_an_open_task_tells_how_far_it_is(branch: Branch) -> None:
    pk = f"COUNT#{branch.task.task_id}"
    counted(
        {(pk, "STATE#DONE"): 3, (pk, "STATE#IN_REVIEW"): 2, (pk, "STATE#DRAFT"): 0,
         (pk, "PASS#信息学院#2201#approve"): 4, (pk, "PASS#信息学院#2202#approve"): 2, (pk, "PASS##2201#reject"): 1}
    )  # fmt: skip
    branch.open_task(state="CLOSED")
    branch.open_task(opens_at=wire().clock() + DAY)
    (one,) = branch.home(MANAGER)["tasks"]
    assert (one["task_id"], one["states"]) == (branch.task.task_id, {"DONE": 3, "IN_REVIEW": 2})
    assert (one["approved"], one["rejected"]) == (6, 1)


def test_only_the_tasks_that_end_first_are_listed(branch: Branch) -> None:
    for number in range(14):
        branch.open_task(closes_at=wire().clock() + timedelta(days=20 - number))
    page = branch.home(MANAGER)
    ends = [one["closes_at"] for one in page["tasks"]]
    assert (len(ends), page["unlisted"]) == (12, 3)
    assert ends == sorted(ends)


def test_a_task_that_ends_soon_tells_who_has_something_to_do(branch: Branch) -> None:
    soon = branch.open_task(closes_at=wire().clock() + 2 * DAY)
    branch.open_task(closes_at=wire().clock() + 2 * DAY)  # nobody there has
    for task in (soon, branch.task):
        pk = f"COUNT#{task.task_id}"
        counted({(pk, "STATE#DRAFT"): 5, (pk, "STATE#AWAITING_PAYMENT"): 2, (pk, "STATE#IN_REVIEW"): 9})
    (found,) = branch.home(MANAGER)["alarms"]
    assert (found["kind"], found["task_id"], found["count"]) == ("TASK_ENDS", soon.task_id, 7)
    assert found["parts"] == {"DRAFT": 5, "AWAITING_PAYMENT": 2}


def test_the_last_link_of_an_open_task_is_told_before_it_ends(branch: Branch, world: World) -> None:
    by, links = branch.who(MANAGER), wire().desk.teacher_links
    links.create(by, branch.task.task_id, 2, "辅导员查看")
    assert without_bills(branch.home(MANAGER)) == ["LINK_ENDS"]
    links.create(by, branch.task.task_id, 8, "辅导员查看")
    assert without_bills(branch.home(MANAGER)) == []


# -- the day ---------------------------------------------------------------------------------------------------------


def test_the_day_and_its_reviewers(branch: Branch) -> None:
    today, me, other = wire().clock().astimezone(SHANGHAI).date(), branch.hired(REVIEWER), branch.hired(REVIEWER)
    work, stats, yesterday = f"WORK#{branch.name}", f"STATS#{branch.name}#{today}", today - DAY
    counted(
        {(work, f"{today}#submit"): 12, (work, f"{today}#approve"): 7, (work, f"{today}#reject"): 2,
         (work, f"{yesterday}#submit"): 5, (work, f"{today - 30 * DAY}#submit"): 99,
         (stats, f"{me.staff_id}#approve"): 3, (stats, f"{other.staff_id}#approve"): 4,
         (stats, f"{other.staff_id}#reject"): 2}
    )  # fmt: skip
    page = branch.home(MANAGER)
    days = page["figures"]["days"]
    assert [(one["submitted"], one["decided"]) for one in days[-2:]] == [(5, 0), (12, 9)]
    assert [(one["name"], one["approved"], one["rejected"]) for one in page["reviewers"]] == [
        (other.name, 4, 2),
        (me.name, 3, 0),
    ]
    hers = wire().desk.home.page(staff.who(me)).reviewers
    assert [(one.staff_id, one.approved) for one in hers] == [(me.staff_id, 3)]


# -- what it costs ---------------------------------------------------------------------------------------------------


def crowd(keys: Iterable[str], count: int) -> None:
    """So many entries in lists, of orders that nobody needs."""
    with DeskItem.batch_write() as batch:
        for key in keys:
            for number in range(count):
                since = iso(wire().clock() - timedelta(seconds=number))
                place = f"1#{since}#{number}" if key.startswith("QUEUE#") else f"{since}#{number}"
                batch.save(DeskItem(random_id(), "HEAD", queue_key=key, queue_at=place))


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
    assert many == very_many <= few + len(lists)  # a count to a thousand may end with an empty page
    assert very_many < 40
    low = next(one for one in page.rows if one.kind == "LOW")
    assert (low.count, low.more) == (MOST, True)
