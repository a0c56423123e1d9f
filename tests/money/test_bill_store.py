"""The report of a day, however much is in it, and while it is replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.pay.bills import report as bill_report
from chalicelib.pay.bills.model import BillDifference, BillReport, Difference
from chalicelib.pay.bills.store import MOST_LINES, MOST_SUMS, BillReports, ReportItem
from chalicelib.shared.ids import out_refund_no
from tests.worlds.orders import HOUR, T0
from tests.worlds.pay import World

DAY = date(2026, 1, 7)
LINE = BillDifference(
    kind=Difference.MISSING_HERE,
    number=out_refund_no("Z" * 22, 1, 1),
    order_id="Z" * 22,
    returned=True,
    here=None,
    there=200_000,
    at=T0,
    note="核对这一笔时系统出错，请重新核对当日账单；仍然如此请联系技术支持",
)


@pytest.fixture
def reports(world: World) -> BillReports:
    reports = world.stores.bill_reports
    for item in ReportItem.query("BILL#wechat", ReportItem.sk.startswith("2026-01-")):
        item.delete()
    return reports


def report(*, unended: int = 0, elsewhere: int = 0, hours: int = 0, lines: int = 0) -> BillReport:
    """hours: made so much later."""
    return BillReport(
        channel="wechat",
        day=DAY,
        made_at=T0 + hours * HOUR,
        payments=1,
        refunds=1,
        paid=1,
        returned=1,
        unended={out_refund_no(f"{number:022}", 1, 1): number for number in range(unended)},
        elsewhere={f"{number:022}_01": number for number in range(elsewhere)},
        lines=(LINE,) * lines,
    )


def parts() -> list[str]:
    """What lies beside the report."""
    return [item.sk for item in ReportItem.query("BILL#wechat", ReportItem.sk.startswith(f"{DAY.isoformat()}#"))]


@pytest.mark.parametrize(("unended", "elsewhere", "beside"), [
    (MOST_SUMS, 0, 0), (0, MOST_SUMS, 0), (MOST_SUMS + 1, 0, 2), (1, MOST_SUMS, 2), (11_000, 9_001, 11),
])  # fmt: skip
def test_whatever_a_days_refunds_come_to_is_kept(
    reports: BillReports, unended: int, elsewhere: int, beside: int
) -> None:
    made = report(unended=unended, elsewhere=elsewhere, lines=MOST_LINES)
    reports.keep(made)
    assert reports.of("wechat", DAY) == made
    assert reports.between("wechat", DAY - timedelta(days=1), DAY) == [made]
    assert reports.between("wechat", DAY, DAY + timedelta(days=1)) == [made]
    day_before, day_after = DAY - timedelta(days=1), DAY + timedelta(days=1)
    assert reports.missing("wechat", day_before, day_after) == [day_before, day_after]
    assert reports.missing("wechat", DAY, DAY) == []
    assert len(parts()) == beside
    items = ReportItem.query("BILL#wechat", ReportItem.sk.startswith(DAY.isoformat()))
    assert max(len(item.body.encode()) for item in items) < 399_000  # an item may have 400 KB


def test_the_parts_of_a_report_that_is_replaced_go(reports: BillReports) -> None:
    reports.keep(report(unended=4001))
    larger = report(unended=6001, hours=1)
    reports.keep(larger)
    assert (reports.of("wechat", DAY), len(parts())) == (larger, 4)
    reports.keep(report(hours=2))
    assert (reports.of("wechat", DAY), parts()) == (report(hours=2), [])


def test_a_run_that_ends_behind_a_later_one_leaves_nothing(reports: BillReports) -> None:
    newer = report(elsewhere=2001, hours=1)
    reports.keep(newer)
    reports.keep(report(unended=4001))
    assert (reports.of("wechat", DAY), len(parts())) == (newer, 2)


def test_a_report_that_is_replaced_while_it_is_read_is_read_again(
    reports: BillReports, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.keep(report(unended=2001))
    newer = report(elsewhere=2001, hours=1)
    query = ReportItem.query

    def queried(*key: Any, **how: Any) -> Any:
        items = [one for one in query(*key, **how) if not one.sk.endswith("#1")]
        monkeypatch.setattr(ReportItem, "query", query)
        reports.keep(newer)
        return items

    for read in (lambda: [reports.of("wechat", DAY)], lambda: reports.between("wechat", DAY, DAY)):
        reports.keep(report(unended=2001, hours=-1))
        monkeypatch.setattr(ReportItem, "query", queried)
        assert read() == [newer]


def test_a_report_of_too_many_differences_says_how_many_there_are_and_how_many_it_lists(reports: BillReports) -> None:
    reports.keep(replace(report(lines=1), lines=(LINE,) * 1500))
    kept = reports.of("wechat", DAY)
    assert kept is not None
    assert (len(kept.lines), kept.differences) == (1000, 1500)
    assert dict(bill_report.summary(kept))["差异笔数"] == "1500"
    assert "仅列出前 1000 笔" in dict(bill_report.summary(kept))["结论"]
