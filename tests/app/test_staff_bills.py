"""The bills of the channels over HTTP: matched again, read, and fetched as a table."""

from __future__ import annotations

import base64
import csv
import io
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import openpyxl
import pytest

from chalicelib.pay.bills.model import SETTLED, BillReport, Difference
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide
from tests.worlds.finance import Desk, take_out, unbooked
from tests.worlds.staff import who
from tools.suite.patience import wait_for


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_days_bill_is_matched_again_and_read(world: World, desk: Desk) -> None:
    today = wire().clock().astimezone(SHANGHAI).date()
    day = today - timedelta(days=60)
    before = (day + timedelta(days=1)).isoformat()

    def summary() -> dict[str, Any]:
        days = desk.one.call("GET", "/api/staff/bills", before=before)["days"]
        assert len(days) == 60
        assert (days[0]["day"], days[0]["name"]) == (day.isoformat(), "微信支付")
        return dict(days[0])

    path = f"/api/staff/bills/wechat/{day}"
    assert summary()["state"] == "MISSING"
    refused(lambda: desk.one.call("GET", path), 404, "bill_unknown")
    assert desk.one.call("POST", "/api/staff/bills", {"day": day.isoformat(), "reason": "月底复核"})["day"] == str(day)
    wait_for(lambda: summary()["state"] != "MISSING", "the bill")
    (row,) = [one for one in wire().staff.audit.search(who(desk.one.account))[0] if one.subject == f"bill {day}"]
    assert (row.action, row.reason) == ("match_bills", "月底复核")
    report = desk.one.call("GET", path)
    assert (report["summary"]["state"], report["lines"]) == ("MATCHED", [])
    for wrong in ("bank/2026-11-01", "wechat/yesterday", f"wechat/{today}"):
        refused(partial(desk.one.call, "GET", f"/api/staff/bills/{wrong}"), 404, "bill_unknown")
    for bad in (str(today), str(today - timedelta(days=91)), "2026-02-30"):
        body = {"day": bad, "reason": "月底复核"}
        refused(partial(desk.one.call, "POST", "/api/staff/bills", body), 422, "bill_day_wrong", "day")


def test_the_bills_of_a_channel_that_is_gone_stay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=70)
    for channel in ("wechat", "alipay"):
        known = BillReport(
            channel=channel, day=day, made_at=wire().clock(), payments=1, refunds=0, paid=3000, returned=0
        )
        wire().stores.bill_reports.keep(known)
    take_out("alipay", monkeypatch)
    days = desk.one.call("GET", "/api/staff/bills", before=str(day + timedelta(days=1)))["days"]
    assert [one["name"] for one in days if one["day"] == str(day)] == ["微信支付", "支付宝"]
    assert [one["day"] for one in days if one["name"] == "支付宝"] == [str(day)]
    assert desk.one.call("GET", f"/api/staff/bills/alipay/{day}")["summary"]["state"] == "MATCHED"


def test_a_line_says_whose_order_it_is_and_what_is_left_to_do(world: World, desk: Desk) -> None:
    mine, others, doubt = desk.paid(world.student()), Desk(world).paid(world.student()), desk.suspect(1)
    back, twice = desk.paid(world.student()), desk.paid(world.student())
    world.box.faults.set("pay_not_enough", times=3)
    decide(desk.one, back, "refund")
    world.box.faults.clear()
    booked = replace(unbooked(), there=2000)
    of = {order_id: replace(booked, order_id=order_id) for order_id in (mine, others, doubt, back, twice)}
    outside = {order_id: replace(one, number=f"503{order_id}", returned=True) for order_id, one in of.items()}
    lines = {
        "booked by now": replace(of[mine], number=out_trade_no(mine, 1)),
        "still apart": replace(of[mine], number=out_trade_no(mine, 1), kind=Difference.AMOUNT, here=2000, there=1999),
        "another branch's": replace(of[others], number=out_trade_no(others, 1), there=1999),
        "in doubt": replace(of[doubt], number=out_trade_no(doubt, 1)),
        "settled": replace(outside[mine], note=SETTLED),
        "a part went back": replace(outside[mine], there=500),
        "went back while ours waits": outside[back],
        "went back twice": replace(outside[twice], kind=Difference.TWICE),
        "of no order": unbooked(),
        "not ours": replace(booked, number="ELSEWHERE-1", order_id=""),
    }

    def now() -> dict[str, tuple[str, str]]:
        day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=62)
        sums: dict[str, Any] = {"payments": 1, "refunds": 0, "paid": 3000, "returned": 0}
        report = BillReport(channel="wechat", day=day, made_at=wire().clock(), lines=tuple(lines.values()), **sums)
        wire().stores.bill_reports.keep(report)
        shown = desk.one.call("GET", f"/api/staff/bills/wechat/{day}")["lines"]
        assert {one["branch"] for one in shown if one["whose"] == "OWN"} == {desk.branch}
        return {name: (one["whose"], one["next"]) for name, one in zip(lines, shown, strict=True)}

    assert now() == {
        "booked by now": ("OWN", "MATCH"),
        "still apart": ("OWN", "LOOK"),
        "another branch's": ("OTHER", "LOOK"),
        "in doubt": ("OWN", "RESOLVE"),
        "settled": ("OWN", "MATCH"),
        "a part went back": ("OWN", "LOOK"),  # nothing is recorded before a refund was asked for
        "went back while ours waits": ("OWN", "RECORD"),
        "went back twice": ("OWN", "RECOVER"),
        "of no order": ("NOBODY", "LOOK"),
        "not ours": ("FOREIGN", "LOOK"),
    }
    world.box.pay.refunds.outside(out_trade_no(back, 1))
    desk.agreed(back, "returned_on_page", attempt_no=1, reference="503 97")
    assert now()["went back while ours waits"] == ("OWN", "MATCH")


def test_a_bill_is_fetched_as_csv_and_xlsx(desk: Desk) -> None:
    day = wire().clock().astimezone(SHANGHAI).date() - timedelta(days=61)
    wire().stores.bill_reports.keep(
        BillReport(
            channel="alipay",
            day=day,
            made_at=wire().clock(),
            payments=1,
            refunds=0,
            paid=3000,
            returned=0,
            lines=(unbooked(),),
        )
    )
    path = f"/api/staff/bills/alipay/{day}"
    report = desk.one.call("GET", path)
    assert (report["summary"]["differences"], report["summary"]["state"]) == (1, "DIFFERENT")
    assert (report["lines"][0]["label"], report["lines"][0]["here"], report["lines"][0]["there"]) == (
        "渠道有、系统无",
        "",
        "30.00",
    )
    got = {kind: desk.one.call("GET", f"{path}/file", kind=kind) for kind in ("CSV", "XLSX")}
    assert {one["name"] for one in got.values()} == {f"支付宝对账-{day}.csv", f"支付宝对账-{day}.xlsx"}
    data = {kind: base64.b64decode(one["data"]) for kind, one in got.items()}
    table = list(csv.reader(io.StringIO(data["CSV"].decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(data["XLSX"])).active
    assert sheet is not None
    assert table[-1][2] == [row[2] for row in sheet.iter_rows(values_only=True)][-1] == "X" * 22 + "_01"
    refused(lambda: desk.one.call("GET", f"{path}/file", kind="PDF"), 422, "invalid", "kind")
