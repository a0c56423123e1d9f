"""The ledger: what every way of money through an order leaves in it, and that its events tell the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.store import ledger_entries
from chalicelib.orders.store.ledger_entries import Ledger
from chalicelib.pay.bills import proof
from chalicelib.pay.bills.model import BillReport
from chalicelib.pay.bills.store import ReportItem
from chalicelib.pay.model import Bill
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import fen
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.money.money_faults import ALIPAY, WECHAT
from tests.money.money_matrix import STATES, Cell, Matrix
from tests.worlds.orders import FOUR_EYES, outside
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student
from tools import ledger

FAULTS = {f"wechat: {one.name}": ("wechat", one) for one in WECHAT} | {
    f"alipay: {one.name}": ("alipay", one) for one in ALIPAY
}


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


def kept(world: World, order_id: str) -> list[LedgerEntry]:
    """Every entry of an order, whatever the day."""
    today = world.clock().astimezone(SHANGHAI).date()
    shard = zlib.crc32(order_id.encode()) % ledger_entries.SHARDS
    found = [
        ledger_entries._ENTRY.decode(item.body)
        for name in world.outside.channels
        for number in range(-8, 9)
        for item in ledger_entries.LedgerItem.query(ledger_entries._key(name, today + timedelta(number), shard))
    ]
    return sorted((one for one in found if one.order_id == order_id), key=lambda one: (one.seq, one.number))


def proven(world: World, order_id: str) -> list[LedgerEntry]:
    """The entries, which the events tell too and which add up to what the channel holds."""
    entries = kept(world, order_id)
    days = {one.day for one in entries}
    assert proof.unproven(entries, {order_id: world.store.history(order_id)}, days) == []
    assert proof.balance(entries) == sum(world.held(world.load(order_id)).values())
    return entries


def amounts(entries: list[LedgerEntry]) -> list[tuple[EntryKind, int]]:
    return [(one.kind, one.amount) for one in entries]


@pytest.mark.parametrize(
    "name", ["wechat: notice lost", "wechat: notice of a fen less", "wechat: refund closed", "alipay: another seller"]
)
def test_after_any_fault_the_ledger_is_what_the_channel_holds(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    matrix, made = Matrix(world, world.task()), list[str]()
    real = matrix._built

    def built(*asked: Any) -> str:
        made.append(real(*asked))
        return made[-1]

    monkeypatch.setattr(matrix, "_built", built)
    channel, fault = FAULTS[name]
    for state in STATES[:5]:
        matrix.run(Cell(channel=channel, fault=fault, state=state, phase="before"))
        proven(world, made[-1])


def test_money_that_came_and_went_is_two_entries(world: World) -> None:
    world.clock.ahead = timedelta()
    order_id, number = world.started(world.task(), student())
    world.box.pay.books.pay(number)
    world.box.pay.refunds.outside(number)
    world.settle(order_id, "PAY#01")
    yesterday = world.clock() - timedelta(days=1)
    part = facts.PartReturned(attempt_no=1, refund_no="page1", amount=fen(3000), back_at=yesterday)
    world.orders.apply(order_id, part)
    found = proven(world, order_id)
    assert amounts(found) == [(EntryKind.PAID, 3000), (EntryKind.OUTSIDE, 3000)]
    assert [(one.at, one.refund_no) for one in found[1:]] == [(yesterday, "page1")]


def test_the_number_of_what_went_back_corrects_the_entry_without_one(world: World) -> None:
    """Whoever told of it first: finance, or the channel's answer; then the bill, in two parts."""
    world.clock.ahead = timedelta()
    order_id, number = world.started(world.task(), student())
    world.deliver(world.paid(number))
    world.box.pay.refunds.outside(number)
    world.orders.apply(order_id, outside())
    for refund_no, amount in (("page1", 1000), ("page2", 2000)):
        part = facts.PartReturned(attempt_no=1, refund_no=refund_no, amount=fen(amount), back_at=world.clock())
        for _ in range(2):
            world.orders.apply(order_id, part)
    found = [one for one in proven(world, order_id) if one.kind is EntryKind.OUTSIDE]
    assert sorted((one.refund_no, one.amount, one.counts) for one in found) == [
        ("", -2000, -1),
        ("", -1000, 0),
        ("", 3000, 1),
        ("page1", 1000, 1),
        ("page2", 2000, 1),
    ]


def test_money_paid_back_by_hand_stays_at_the_channel(world: World) -> None:
    world.clock.ahead = timedelta()
    who = student()
    order_id, number = world.started(world.task(), who)
    world.deliver(world.paid(number))
    world.orders.refund(who, order_id)
    for told in (
        facts.RefundClosed(attempt_no=1, try_no=1, amount=fen(3000)),
        ev.RefundRetry(**FOUR_EYES, attempt_no=1),
        facts.RefundClosed(attempt_no=1, try_no=2, amount=fen(3000)),
        ev.ReturnedByHand(**FOUR_EYES, attempt_no=1, reference="slip"),
    ):
        world.orders.apply(order_id, told)
    entries = proven(world, order_id)
    assert amounts(entries) == [(EntryKind.PAID, 3000), (EntryKind.BY_HAND, 3000)]
    assert entries[1].number == f"{number}R2"


def test_what_was_dismissed_is_taken_back_on_the_day_it_had_come(world: World) -> None:
    world.clock.ahead = timedelta()
    order_id, number = world.started(world.task(), student())
    world.box.pay.books.pay(number)
    notice = world.tills["wechat"].paid_notice(number, world.clock(), amount=2999)
    world.pay.notice("wechat", notice.headers, notice.raw)
    world.clock.ahead = timedelta(days=1)
    resolved = ev.Resolve(**FOUR_EYES, attempt_no=1, verdict="dismiss", held=None)
    world.orders.apply(order_id, resolved)
    entries, today = kept(world, order_id), world.clock().astimezone(SHANGHAI).date()
    assert amounts(entries) == [(EntryKind.PAID, 2999), (EntryKind.PAID, -2999)]
    histories, days = {order_id: world.store.history(order_id)}, {one.day for one in entries}
    assert days == {today - timedelta(days=1)}
    assert proof.unproven(entries, histories, days) == []
    assert proof.unproven([], histories, {today}) == []
    assert len(proof.unproven([], histories, days)) == 2


# -- what does not agree -----------------------------------------------------------------------------------------------


@pytest.fixture
def order_id(world: World) -> str:
    """Paid and refunded."""
    world.clock.ahead = timedelta()
    who = student()
    order_id, number = world.started(world.task(), who)
    world.deliver(world.paid(number))
    world.orders.refund(who, order_id)
    world.rest(order_id)
    return order_id


def test_an_entry_that_is_gone_changed_or_made_up_is_found(world: World, order_id: str) -> None:
    paid, returned = proven(world, order_id)
    histories, days = {order_id: world.store.history(order_id)}, {paid.day, returned.day}
    made_up = replace(paid, seq=99)
    for entries, said in (
        ([paid], "out nothing in the ledger, 30.00 by the events"),
        ([paid, replace(returned, amount=1)], "out 0.01 in the ledger, 30.00 by the events"),
        ([paid, returned, made_up], "in 30.00 in the ledger, nothing by the events"),
    ):
        (fault,) = proof.unproven(entries, histories, days)
        assert ledger.told(fault) == f"{fault.number}: {said}"


def test_the_command_proves_a_day_with_the_bills(
    world: World, order_id: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entries = proven(world, order_id)
    day = entries[0].day
    monkeypatch.setattr(wire().stores.ledger, "of_day", lambda name, _: iter(entries if name == "wechat" else ()))

    def bills(paid: int) -> None:
        known = BillReport(channel="", day=day, made_at=world.clock(), payments=1, refunds=1, paid=paid, returned=3000)
        none = replace(known, paid=0, returned=0)
        monkeypatch.setattr(
            wire().stores.bill_reports, "between", lambda name, *_: [known if name == "wechat" else none]
        )

    bills(3000)
    assert ledger.main([day.isoformat()]) == 0
    assert "2 entries of 1 orders, holds 0.00, bills 0.00" in capsys.readouterr().out
    bills(2999)
    assert ledger.main([day.isoformat(), day.isoformat()]) == 1
    assert "the ledger holds 0.00, the bills -0.01" in capsys.readouterr().out
    monkeypatch.setattr(wire().stores.bill_reports, "between", lambda *_: [])
    assert ledger.main([]) == 1
    said = capsys.readouterr().out.splitlines()
    unmatched = sorted(line.partition(":")[0] for line in said if "no bill was matched" in line)
    assert unmatched == sorted(wire().outside.channels)
    assert ledger.main(["yesterday"]) == 2
    assert out_trade_no(order_id, 1) == entries[0].number


def test_a_refund_that_ends_after_its_bill_is_proven(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No later bill has a line of it, but the ledger books its end."""
    world.clock.ahead = timedelta()
    who, today = student(), world.clock().astimezone(SHANGHAI).date()
    order_id, number = world.started(world.task(), who)
    world.deliver(world.paid(number))
    world.orders.refund(who, order_id)
    monkeypatch.setattr(world.box.pay.refunds, "seconds", None)
    world.settle(order_id, "REFUND#01#1")
    real = world.channel.bill

    def bill(day: date) -> Bill:
        world.box.faults.set("pay_bill_early")
        return (
            Bill(lines=tuple(one for one in real(day).lines if one.out_trade_no == number)) if day == today else Bill()
        )

    monkeypatch.setattr(world.channel, "bill", bill)
    monkeypatch.setattr(Ledger, "of_day", lambda _, name, day: (one for one in kept(world, order_id) if one.day == day))
    days = [today + timedelta(number) for number in range(3)]
    report = world.money.bills.match("wechat", today)
    assert (report.returned, report.unended) == (0, {out_refund_no(order_id, 1, 1): 3000})
    assert ledger.check("wechat", days[:1]) == []  # still under way, on both sides
    world.clock.ahead = timedelta(days=2)
    world.box.pay.refunds.finish(out_refund_no(order_id, 1, 1))
    world.settle(order_id, "REFUND#01#1")
    assert [world.money.bills.match("wechat", day).lines for day in days[1:]] == [(), ()]
    assert ledger.check("wechat", days) == []
    assert ledger.check("wechat", days[:1]) == []
    again = world.money.bills.match("wechat", today)  # the bill, made anew, has the end of it
    assert (again.returned, again.unended) == (3000, {})
    assert ledger.check("wechat", days) == []


def test_a_report_of_before_unended_refunds_were_kept_is_still_read(world: World) -> None:
    day = date(2026, 1, 3)
    old = (
        '{"channel":"wechat","day":"2026-01-03","made_at":"2026-01-04T02:30:00Z","payments":1,"refunds":0,'
        '"paid":3000,"returned":0,"lines":[]}'
    )
    ReportItem("BILL#wechat", day.isoformat(), body=old).save(add_version_condition=False)
    report = world.stores.bill_reports.of("wechat", day)
    assert report is not None
    assert (report.paid, report.unended) == (3000, {})
