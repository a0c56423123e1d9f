"""The first page: bills that are not right, the open tasks, and how the day goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chalicelib.desk.review.check_store import Figure
from chalicelib.notify.waited_store import WaitedItem
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import transact
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds import staff
from tests.worlds.app import World
from tests.worlds.clock import at
from tests.worlds.finance import unbooked
from tests.worlds.home import Branch, counted, row, without_bills

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


# -- bills -----------------------------------------------------------------------------------------------------------


def report(day: datetime, channel: str = "wechat", *, differs: bool = False) -> None:
    lines = (unbooked(),) if differs else ()
    made = BillReport(
        channel=channel, day=day.date(), made_at=wire().clock(), payments=0, refunds=0, paid=0, returned=0, lines=lines
    )
    wire().stores.bill_reports.keep(made)


def test_a_bill_that_differs_or_is_missing_is_an_alarm(branch: Branch, clock: SandboxClock) -> None:
    now = at(15, 1) + 40 * DAY  # no other test has bills then
    clock.to(now, schedules=False)
    days = [now.astimezone(SHANGHAI) - timedelta(days=back) for back in range(1, 8)]
    missing = {("alipay", days[1]), ("alipay", days[4])}
    for channel in ("wechat", "alipay"):
        for day in days:
            if (channel, day) not in missing:
                report(day, channel, differs=(channel, day) == ("wechat", days[0]))
    page = branch.home(FINANCE)
    found = [(one["kind"], one["channel"], one["day"], one["count"]) for one in page["alarms"]]
    assert found == [
        ("BILL_DIFFERS", "wechat", days[0].date().isoformat(), 1),
        ("BILL_MISSING", "alipay", days[1].date().isoformat(), 2),
    ]
    assert row(page, "BILLS")["count"] == 3


def test_a_bill_that_differs_is_an_alarm_as_soon_as_it_is_matched(branch: Branch, clock: SandboxClock) -> None:
    matched_at = at(10, 1) + 70 * DAY + HOUR / 2
    clock.to(matched_at, schedules=False)
    report(wire().clock().astimezone(SHANGHAI) - DAY, differs=True)
    newest = branch.home(FINANCE)["alarms"][0]
    assert (newest["kind"], newest["channel"]) == ("BILL_DIFFERS", "wechat")
    assert datetime.fromisoformat(newest["at"]) <= wire().clock()


def test_yesterdays_bill_is_not_missed_before_it_is_matched(branch: Branch, clock: SandboxClock) -> None:
    morning = at(9, 1) + 60 * DAY
    clock.to(morning, schedules=False)
    yesterday = (wire().clock().astimezone(SHANGHAI) - DAY).date().isoformat()
    assert yesterday not in {one["day"] for one in branch.home(FINANCE)["alarms"]}
    clock.to(morning + 3 * HOUR, schedules=False)
    assert yesterday in {one["day"] for one in branch.home(FINANCE)["alarms"]}


# -- tasks -----------------------------------------------------------------------------------------------------------


def test_an_open_task_tells_how_far_it_is(branch: Branch) -> None:
    pk = f"COUNT#{branch.task.task_id}"
    made = {
        (pk, "STATE#DONE"): 3, (pk, "STATE#IN_REVIEW"): 2, (pk, "STATE#DRAFT"): 0,
        (pk, "PASS#信息学院#2201#approve"): 4, (pk, "PASS#信息学院#2202#approve"): 2, (pk, "PASS##2201#reject"): 1,
    }  # fmt: skip
    counted(made)
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
    by, links = branch.who(MANAGER), wire().teachers.links
    links.create(by, branch.task.task_id, 2, "辅导员查看")
    assert without_bills(branch.home(MANAGER)) == ["LINK_ENDS"]
    links.create(by, branch.task.task_id, 8, "辅导员查看")
    assert without_bills(branch.home(MANAGER)) == []


# -- the day ---------------------------------------------------------------------------------------------------------


def test_how_long_today_s_decisions_were_waited_for(branch: Branch, clock: SandboxClock) -> None:
    """One alone, many, one that took more than a week, and none on the day after."""

    def told(**waits: Any) -> list[Any]:
        day = wire().clock().astimezone(SHANGHAI).date()
        if waits:
            WaitedItem(f"WAITED#{branch.name}", f"{day}#{branch.task.task_id}", **waits).save()
        figures = wire().desk.home.page(who).figures
        assert figures
        waited = (figures.median, figures.p95, figures.usual)
        return [figures.timed, *(one if one is None else round(one / HOUR, 2) for one in waited)]

    who = branch.who(MANAGER)
    clock.to(at(12, days=1), schedules=False)
    assert told() == [0, None, None, None]
    assert told(to_360=1) == [1, 5, 5.9, None]  # between four and six hours
    clock.to(at(12, days=1), schedules=False)
    assert told(to_60=90, to_1440=10) == [100, 0.78, 18, 5.8]
    clock.to(at(12, days=1), schedules=False)
    assert told(to_60=1, longer=2) == [3, None, None, 13.92]
    clock.to(at(12, days=1), schedules=False)
    assert told() == [0, None, None, 13.92], "the students' is of a week"


def test_the_day_and_its_reviewers(branch: Branch) -> None:
    today, me, other = wire().clock().astimezone(SHANGHAI).date(), branch.hired(REVIEWER), branch.hired(REVIEWER)
    work, stats, yesterday = f"WORK#{branch.name}", f"STATS#{branch.name}#{today}", today - DAY
    made = {
        (work, f"{today}#submit"): 12, (work, f"{today}#approve"): 7, (work, f"{today}#reject"): 2,
        (work, f"{yesterday}#submit"): 5, (work, f"{today - 30 * DAY}#submit"): 99,
        (stats, f"{me.staff_id}#approve"): 3, (stats, f"{other.staff_id}#approve"): 4,
        (stats, f"{other.staff_id}#reject"): 2,
    }  # fmt: skip
    counted(made)
    seen = [(me.staff_id, Figure.PLANTED)] * 3 + [(me.staff_id, Figure.CAUGHT)] * 2
    transact(wire().stores.checks.counting(branch.name, yesterday, seen))
    page = branch.home(MANAGER)
    days = page["figures"]["days"]
    assert [(one["submitted"], one["decided"]) for one in days[-2:]] == [(5, 0), (12, 9)]
    assert [(one["name"], one["approved"], one["rejected"]) for one in page["reviewers"]] == [
        (other.name, 4, 2),
        (me.name, 3, 0),
    ]
    assert [(one["planted"], one["caught"]) for one in page["reviewers"]] == [(0, 0), (3, 2)]
    hers = wire().desk.home.page(staff.who(me)).reviewers
    assert [(one.staff_id, one.approved) for one in hers] == [(me.staff_id, 3)]
