"""A day is 一致 only when bill and ledger are the same money: what a line cannot say, the control total does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.orders.ledger import LedgerEntry
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.pay.bills.control import TOTALS
from chalicelib.pay.bills.model import SETTLED, BillDifference, Difference
from chalicelib.pay.model import Bill, BillLine
from chalicelib.shared.ids import out_trade_no
from chalicelib.shared.money import fen
from tests.money.bill_shop import Shop, today
from tests.worlds.pay import World

DAY = timedelta(days=1)


@pytest.fixture(params=["wechat", "alipay"])
def shop(world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop(world, request.param, monkeypatch)


def own_line(shop: Shop) -> BillLine:
    """The line of the shop's only order."""
    (line,) = shop.outside.channels[shop.channel].bill(today()).lines
    return line


def said(lines: tuple[BillDifference, ...]) -> list[tuple[Difference, bool, int | None, int | None]]:
    return [(one.kind, one.returned, one.here, one.there) for one in lines]


@pytest.mark.parametrize("named", [True, False])
def test_a_refund_with_the_trades_number_or_none_is_not_taken_for_the_payment(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """The channel's page, or another tool, made it on the payment's own day."""
    order_id = shop.paid()
    number = out_trade_no(order_id, 1)
    shop.returned_outside(order_id)
    asked = shop.outside.channels[shop.channel]
    paid, back = asked.bill(today()).lines
    lines = (paid, replace(back, out_refund_no=number if named else ""))
    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=lines))
    report = shop.match()
    assert said(report.lines) == [(Difference.MISSING_HERE, True, None, 3000)]
    assert (report.lines[0].number.split("@")[0], report.lines[0].note) == (number, SETTLED)
    assert (report.payments, report.refunds, report.paid, report.returned) == (1, 1, 3000, 3000)
    order = shop.world.load(order_id)
    assert (order.head.state, order.attempts[0].state) == (State.REFUNDED, AttemptState.RETURNED_OUTSIDE)
    assert shop.match().lines == ()


@pytest.mark.parametrize("transaction", ["", "4200000000000000000000000009"])
def test_a_payment_that_the_bill_has_twice_is_told(
    shop: Shop, capsys: pytest.CaptureFixture[str], transaction: str
) -> None:
    """As a repeated line, and as a payer who was charged twice under one number."""
    shop.paid()
    line = own_line(shop)
    shop.extra = [replace(line, transaction_id=transaction or line.transaction_id)]
    report = shop.match()
    assert said(report.lines) == [(Difference.DOUBLE, False, 3000, 6000)]
    assert (report.payments, report.paid) == (2, 6000)
    assert '"kind": "DOUBLE"' in capsys.readouterr().out


def test_a_refund_that_the_bill_has_twice_is_told_and_counts_once(shop: Shop) -> None:
    order_id = shop.paid()
    shop.returned_outside(order_id, 1500)
    shop.extra = [shop.outside.channels[shop.channel].bill(today()).lines[1]]
    report = shop.match()
    assert said(report.lines) == [(Difference.DOUBLE, True, 1500, 3000), (Difference.MISSING_HERE, True, None, 1500)]
    assert shop.world.load(order_id).head.state is State.IN_REVIEW
    assert shop.world.load(order_id).attempts[0].gone_outside == 1500


def test_a_payment_under_another_number_of_the_channel_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = shop.paid()
    line = replace(own_line(shop), transaction_id="4200000000000000000000000009")
    monkeypatch.setattr(shop.outside.channels[shop.channel], "bill", lambda day: Bill(lines=(line,)))
    report = shop.match()
    assert said(report.lines) == [(Difference.TRANSACTION, False, 3000, 3000)]
    assert report.lines[0].order_id == order_id


def test_lines_that_are_not_the_bills_own_totals_are_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.paid()
    shop.agrees = False
    (line,) = shop.match().lines
    assert (line.kind, line.number, line.note) == (Difference.SUM, "", TOTALS)
    assert "the bill and the ledger differ" in capsys.readouterr().out


@pytest.mark.parametrize("refund", [False, True])
def test_a_line_that_is_wrongly_taken_for_even_breaks_the_control_total(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, refund: bool
) -> None:
    shop.refunded() if refund else shop.paid()
    monkeypatch.setattr(shop.stores.ledger, "of_day", lambda *day: iter(()))
    found = said(shop.match().lines)  # it counts as booked on another day, and the proof knows better
    assert found == [(Difference.PROOF, False, None, 3000), (Difference.PROOF, True, None, 3000)][: 1 + refund]
    monkeypatch.setattr("chalicelib.pay.bills.matching.booked_elsewhere", lambda *lines: {})
    found = said(shop.match().lines)
    assert found == [(Difference.SUM, False, 0, 3000), (Difference.SUM, True, 0, 3000)][: 1 + refund]


def changed(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, amount=entry.amount + 1)


def made_up(entry: LedgerEntry) -> LedgerEntry:
    return replace(entry, seq=99)


@pytest.mark.parametrize(
    ("broken", "here", "there"), [(changed, 3001, 3000), (made_up, 3000, None)], ids=["changed", "made up"]
)
def test_an_entry_that_no_event_made_is_told_once_the_bill_is_matched(
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    broken: Callable[[LedgerEntry], LedgerEntry],
    here: int,
    there: int | None,
) -> None:
    shop.paid()
    (entry,) = shop.stores.ledger.of_day(shop.channel, today())
    monkeypatch.setattr(shop.stores.ledger, "of_day", lambda *day: iter([broken(entry)]))
    proofs = [one for one in shop.match().lines if one.kind is Difference.PROOF]
    assert (False, here, there) in [(one.returned, one.here, one.there) for one in proofs]
    assert {one.number for one in proofs} <= {entry.number, ""}  # the sum differs as well
    assert '"kind": "PROOF"' in capsys.readouterr().out
    stored = shop.stores.bill_reports.of(shop.channel, today())
    assert stored is not None
    assert [one for one in stored.lines if one.kind is Difference.PROOF] == proofs


def test_a_sum_that_is_not_the_bills_is_told_by_the_proof_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The matching, and its control total, are wrong here; the proof is not theirs."""
    shop.paid()
    (entry,) = shop.stores.ledger.of_day(shop.channel, today())
    line = replace(own_line(shop), amount=fen(2999))
    monkeypatch.setattr(shop.outside.channels[shop.channel], "bill", lambda day: Bill(lines=(line,)))
    monkeypatch.setattr("chalicelib.pay.bills.matching.is_booked", lambda *line: True)
    monkeypatch.setattr("chalicelib.pay.bills.matching.unexplained", lambda *day, **agrees: iter(()))
    assert said(shop.match().lines) == [(Difference.PROOF, False, 3000, 2999)]
    assert entry.amount == 3000


def test_a_refund_that_the_bill_calls_closed_and_the_ledger_done_is_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.refunded()
    asked = shop.outside.channels[shop.channel]
    lines = [replace(one, state="CLOSED") if one.is_refund else one for one in asked.bill(today()).lines]
    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=tuple(lines)))
    assert said(shop.match().lines) == [(Difference.SUM, True, 3000, 0)]


def test_a_payment_that_is_billed_a_day_later_is_explained_by_that_bill(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id, asked, tomorrow = shop.paid(), shop.outside.channels[shop.channel], today() + DAY
    line, bills = own_line(shop), shop.money.bills
    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=(line,) if day == tomorrow else ()))
    monkeypatch.setattr(bills, "_channels", {shop.channel: asked})
    first = bills.match(shop.channel, today())
    assert said(first.lines) == [(Difference.MISSING_THERE, False, 3000, None)]
    reports = bills.match_all(tomorrow)
    assert [(one.day, one.lines) for one in reports] == [(tomorrow, ()), (today(), ())]
    assert reports[0].elsewhere == {out_trade_no(order_id, 1): 3000}
    assert shop.stores.bill_reports.of(shop.channel, today()) == reports[1]
    assert bills.match(shop.channel, today()).lines == ()  # and again
    less = replace(line, amount=fen(2999))
    monkeypatch.setattr(asked, "bill", lambda day: Bill(lines=(less,) if day == tomorrow else ()))
    again = [bills.match(shop.channel, day) for day in (tomorrow, today())]
    assert [said(one.lines)[0][0] for one in again] == [Difference.AMOUNT, Difference.MISSING_THERE]
