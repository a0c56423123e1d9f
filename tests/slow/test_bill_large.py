"""A day of the season: 170,000 lines of a bill beside as many entries of the ledger."""

from __future__ import annotations

import gzip
import hashlib
import secrets
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.store.ledger_entries import LedgerItem, item_of
from chalicelib.pay.channels import wechat
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no, random_id
from chalicelib.shared.money import fen
from sandbox.box import Sandbox
from sandbox.records import Record
from sandbox.wechat_pay.bill import bill_csv
from tests.worlds.pay import world_of

LINES = 170_000
DAY = date(2031, 6, 1)  # nobody else's
MOST_MS, MOST_MB = 1.0, 1000  # a line, of one processor; the step has 1,769 MB, 1.0 processors and 900 s


def trade(number: int) -> Record:
    at = datetime(DAY.year, DAY.month, DAY.day, 8, tzinfo=SHANGHAI) + timedelta(seconds=number / 4)
    return {
        "out_trade_no": out_trade_no(random_id(), 1), "transaction_id": f"4200{secrets.randbelow(10**20):020}",
        "total": 3000, "paid_at": at.timestamp(), "kind": "JSAPI", "payer": "o" * 28, "state": "SUCCESS",
        "asked": {"description": "毕业生图像采集"},
    }  # fmt: skip


def book(trades: list[Record]) -> None:
    with LedgerItem.batch_write() as batch:
        for one in trades:
            order_id, at = one["out_trade_no"][:22], datetime.fromtimestamp(one["paid_at"], SHANGHAI)
            entry = LedgerEntry(
                kind=EntryKind.PAID,
                channel="wechat",
                number=one["out_trade_no"],
                order_id=order_id,
                amount=fen(3000),
                at=at,
                seq=4,
                transaction_id=one["transaction_id"],
            )
            batch.save(item_of(entry))


def peak_mb(*, reset: bool = False) -> int:
    """The most memory this process had since the last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    told = Path("/proc/self/status").read_text().split("VmHWM:")[1]
    return int(told.split()[0]) // 1024


@pytest.mark.slow
def test_a_days_bill_is_matched_in_the_steps_time_and_memory(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with world_of(box) as world:
        trades = [trade(number) for number in range(LINES)]
        book(trades)
        plain = bill_csv(box.keys, DAY, trades, [])
        packed, digest = gzip.compress(plain), hashlib.sha1(plain, usedforsecurity=False).hexdigest()
        del plain, trades
        bills = world.money.bills
        monkeypatch.setattr(world.channel, "bill", lambda day: wechat._bill(packed, digest))
        monkeypatch.setattr(bills._store, "load", None)  # what agrees costs no read of an order
        before, began = peak_mb(reset=True), time.process_time()
        report = bills.match("wechat", DAY)
        took, more = time.process_time() - began, peak_mb() - before
    with capsys.disabled():
        each = took / LINES * 1000
        print(f"\n{LINES} lines, {len(packed) >> 20} MB packed: {took:.1f} s, {each:.3f} ms a line, {more} MB")
    assert (report.payments, report.paid, report.lines) == (LINES, 3000 * LINES, ())
    assert each <= MOST_MS
    assert more <= MOST_MB
