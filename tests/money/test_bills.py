"""A day's bill against the ledger: to zero, or every difference named, settled where it can be, and shown to people."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from chalicelib.orders import facts
from chalicelib.orders.model import State
from chalicelib.orders.money_model import RefundState
from chalicelib.pay.bills import report as bill_report
from chalicelib.pay.bills.matching import FAULTY, UNSETTLED
from chalicelib.pay.bills.model import SETTLED, Difference
from chalicelib.pay.bills.proof import AT_ONCE
from chalicelib.pay.model import Bill, BillLine
from chalicelib.shared.clock import system_clock
from chalicelib.shared.db import connection
from chalicelib.shared.errors import OutsideBusy
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import fen
from chalicelib.wire import wire
from tests.money.bill_shop import Shop, today
from tests.worlds.pay import World


@pytest.fixture(params=["wechat", "alipay"])
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shop(world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(world, channel, monkeypatch)


def test_a_day_that_matches(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.started()
    shop.paid()
    shop.refunded()
    report = shop.match()
    assert (report.payments, report.refunds, report.paid, report.returned) == (2, 1, 6000, 3000)
    assert report.lines == ()
    assert '"alarm"' not in capsys.readouterr().out
    assert shop.stores.bill_reports.of(shop.channel, today()) == report
    assert shop.stores.bill_reports.between(shop.channel, today(), today())[0].day == today()


def test_what_the_ledger_of_the_day_says_too_needs_no_order(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day may have 170,000 lines, and an order costs sixty times what an entry does."""
    shop.paid()
    shop.refunded()
    read: list[str] = []
    monkeypatch.setattr(shop.bills._store, "load", lambda order_id: read.append(order_id))
    assert shop.match().lines == ()
    assert read == []


def test_every_thread_that_matches_keeps_its_connection(shop: Shop) -> None:
    """With fewer kept than there are threads, every other read would begin with a handshake."""
    config: Any = connection().client.meta.config
    assert config.max_pool_connections >= AT_ONCE


def test_a_payment_we_never_heard_of_is_found_and_settled(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    order_id = shop.paid(told=False)
    (line,) = shop.match().lines
    assert (line.kind, line.number, line.order_id) == (Difference.MISSING_HERE, out_trade_no(order_id, 1), order_id)
    assert (line.here, line.there, line.returned, line.note) == (None, 3000, False, SETTLED)
    assert shop.world.load(order_id).head.state is State.IN_REVIEW
    assert "the bill and the ledger differ" in capsys.readouterr().out
    assert shop.match().lines == ()  # run again: the day matches now


def test_a_refund_of_ours_that_nobody_told_us_is_over(shop: Shop) -> None:
    order_id = shop.paid()
    shop.world.orders.refund(shop.world.who, order_id)
    shop.world.settle(order_id, "REFUND#01#1")
    shop.world.box.pay.refunds.finish_due()
    lines = shop.match().lines
    assert [one.note for one in lines] in ([], [SETTLED])  # Alipay's refund is over at once
    assert shop.world.load(order_id).refunds[0].state is RefundState.DONE
    assert shop.match().lines == ()


def test_what_the_bill_does_not_have_is_named(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    paid, refunded = shop.paid(), shop.refunded()
    monkeypatch.setattr(shop.outside.channels[shop.channel], "bill", lambda day: Bill())
    lines = shop.match().lines
    missing = {(Difference.MISSING_THERE, out_trade_no(order_id, 1), 3000, None) for order_id in (paid, refunded)}
    assert {(one.kind, one.number, one.here, one.there) for one in lines} == missing
    # the channel says that the refund stands in another day's bill; of another amount it says nothing
    said = shop.outside.channels[shop.channel].query_refund(refund := out_refund_no(refunded, 1, 1))
    monkeypatch.setattr(
        shop.outside.channels[shop.channel], "query_refund", lambda _: replace(said, amount=fen(said.amount - 1))
    )
    lines = shop.match().lines
    assert {(one.kind, one.number, one.here, one.there) for one in lines} == {
        *missing,
        (Difference.MISSING_THERE, refund, 3000, None),
    }


def test_a_refund_the_channel_denies_is_named(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = shop.paid()
    number = out_refund_no(order_id, 1, 1)
    shop.world.orders.refund(shop.world.who, order_id)
    shop.world.orders.apply(order_id, facts.RefundDone(attempt_no=1, try_no=1, amount=fen(3000)))
    (line,) = shop.match().lines
    assert (line.kind, line.number, line.returned) == (Difference.MISSING_THERE, number, True)


@pytest.mark.parametrize("returned", [False, True])
def test_amounts_that_differ_are_named(shop: Shop, monkeypatch: pytest.MonkeyPatch, returned: bool) -> None:
    shop.refunded() if returned else shop.paid()
    asked = shop.outside.channels[shop.channel]
    lines = asked.bill(today()).lines

    def less(line: BillLine) -> BillLine:
        if bool(line.out_refund_no) is not returned:
            return line
        return replace(line, refund_amount=fen(2999)) if returned else replace(line, amount=fen(2999))

    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=tuple(map(less, lines))))
    (line,) = shop.match().lines
    assert (line.kind, line.here, line.there, line.returned) == (Difference.AMOUNT, 3000, 2999, returned)


def a_line(number: str, amount: int, refund: str = "", back: int = 0) -> BillLine:
    return BillLine(
        out_trade_no=number,
        transaction_id="1",
        state="SUCCESS",
        amount=fen(amount),
        out_refund_no=refund,
        refund_amount=fen(back),
        at=system_clock(),
    )


def test_a_number_of_our_form_that_is_not_ours_is_named(shop: Shop) -> None:
    number = "Z" * 22 + "_01"
    shop.extra = [a_line(number, 1)]
    (line,) = shop.match().lines
    assert (line.kind, line.number, line.note) == (Difference.MISSING_HERE, number, UNSETTLED)


def test_lines_of_the_merchants_other_shop_are_counted_and_nobody_is_asked_about_them(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shop.match()
    monkeypatch.setattr(shop.outside.channels[shop.channel], "query", None)
    shop.extra = [a_line("foreign0001", 500), a_line("=1+1", 300), a_line("foreign0001", 0, "back1", 200)]
    report = shop.match()
    assert (report.lines, report.others, report.others_fen) == ((), 3, 600)
    assert replace(report, made_at=before.made_at, others=0, others_fen=0) == before
    assert ("非本系统的单号", "3 笔，合计 6.00 元，不参与核对") in bill_report.summary(report)
    assert '"alarm"' not in capsys.readouterr().out


def test_a_line_that_cannot_be_looked_into_keeps_nobody_from_the_others(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = "Y" * 22 + "_01", "Z" * 22 + "_01"
    shop.extra = [a_line(first, 1), a_line(second, 1)]
    load = shop.bills._store.load

    def torn(order_id: str) -> Any:
        if order_id.startswith("Y"):
            raise RuntimeError
        return load(order_id)

    monkeypatch.setattr(shop.bills._store, "load", torn)
    assert [(line.number, line.note) for line in shop.match().lines] == [(first, FAULTY), (second, UNSETTLED)]


@pytest.mark.parametrize("error", [OutsideBusy(), ConnectionError("the table is away")])
def test_a_channel_that_cannot_be_matched_leaves_the_others_alone(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def away(day: date) -> Any:
        raise error

    monkeypatch.setattr(world.outside.channels["wechat"], "bill", away)
    monkeypatch.setattr(world.outside.channels["alipay"], "bill", lambda day: Bill())
    reports = world.money.bills.match_all(date(2026, 1, 1))
    assert [one.channel for one in reports] == ["alipay"]
    said = capsys.readouterr().out
    assert "a bill was not matched" in said
    assert ("ConnectionError" in said) is isinstance(error, ConnectionError)


def test_a_channel_that_is_gone_is_missed_once_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bills, yesterday = world.money.bills, world.money.bills.yesterday()
    for channel in world.outside.channels.values():
        monkeypatch.setattr(channel, "bill", lambda day: Bill())
    bills.match_all(yesterday)
    assert "not set up any more" not in capsys.readouterr().out
    monkeypatch.delitem(world.outside.channels, "alipay")
    bills.match_all(yesterday - timedelta(days=2))  # a day that was missed
    assert "not set up any more" not in capsys.readouterr().out
    bills.match_all(yesterday)
    (alarmed,) = [line for line in capsys.readouterr().out.splitlines() if "not set up any more" in line]
    assert '"channel": "alipay"' in alarmed


def test_the_step_matches_yesterday_what_was_missed_and_what_it_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.api import jobs

    asked: list[date] = []

    def match_all(day: date) -> list[Any]:
        asked.append(day)
        return []

    monkeypatch.setattr(wire().money.bills, "match_all", match_all)
    yesterday = today() - timedelta(days=1)
    missed, earlier = today() - timedelta(days=3), today() - timedelta(days=7)

    def missing(channel: str, first: date, last: date) -> list[date]:
        days = (today() - timedelta(days=number) for number in (8, 7, 3, 1))
        return [day for day in days if first <= day <= last]

    monkeypatch.setattr(wire().stores.bill_reports, "missing", missing)
    jobs.match_bills({})
    said = jobs.match_bills(
        {
            "Records": [
                {"messageId": "1", "body": '{"day": "2026-11-03"}'},
                {"messageId": "2", "body": '{"day": "tomorrow"}'},
            ]
        }
    )
    assert said == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    world.box.run_step("match_bills")
    assert asked == [yesterday, missed, earlier, date(2026, 11, 3), yesterday, missed, earlier]


# -- for people --------------------------------------------------------------------------------------------------------


def test_a_report_is_readable_as_csv_and_in_excel(shop: Shop) -> None:
    order_id = shop.paid(told=False)
    report = shop.match()
    text = bill_report.as_csv(report).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    sheet = openpyxl.load_workbook(io.BytesIO(bill_report.as_xlsx(report))).active
    assert sheet is not None
    shown = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [[cell for cell in row if cell] for row in shown] == [[cell for cell in row if cell] for row in table]
    assert dict(row for row in table if len(row) == 2)["结论"].startswith("有差异")
    assert table[-1][:6] == ["渠道有、系统无", "支付", out_trade_no(order_id, 1), order_id, "", "30.00"]
    assert bill_report.summary(report)[-2] == ("差异笔数", "1")
    whole = bill_report.as_csv(replace(report, lines=())).decode("utf-8-sig")
    assert "核对一致" in whole
