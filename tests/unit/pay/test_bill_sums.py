"""The sums of a day's bill, by the state in which each refund stands at the channel."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.pay.bills.matching import Bills
from chalicelib.pay.bills.model import BillReport
from chalicelib.pay.bills.sums import net_amount
from chalicelib.pay.model import Bill, BillLine, RefundStatus
from chalicelib.shared.ids import out_refund_no, out_trade_no
from chalicelib.shared.money import fen

AT = datetime(2026, 6, 1, 4, tzinfo=UTC)
# The state of a refund → whether its money has moved, and whether it may still move.
STATES = {
    RefundStatus.SUCCESS: (True, False), RefundStatus.PROCESSING: (False, True),
    RefundStatus.ABNORMAL: (False, True), RefundStatus.CLOSED: (False, False), "CHANGE": (False, True),
}  # fmt: skip


def line(no: int, state: str) -> BillLine:
    """A refund of 10 to the power of `no` fen."""
    order_id = f"{no:022}"
    return BillLine(
        out_trade_no=out_trade_no(order_id, 1),
        transaction_id="T",
        state=state,
        amount=fen(0),
        out_refund_no=out_refund_no(order_id, 1, 1),
        refund_amount=fen(10**no),
        at=AT,
    )


def report_of(lines: list[BillLine]) -> BillReport:
    """The report of a bill whose finished refunds are all in the ledger."""
    given: dict[str, Any] = {"channel": "wechat", "kind": EntryKind.RETURNED, "order_id": "", "seq": 1, "at": AT}
    moved = [one for one in lines if one.state == RefundStatus.SUCCESS]
    booked = [LedgerEntry(number=one.out_refund_no, amount=one.refund_amount, **given) for one in moved]
    around: dict[str, Any] = {
        "store": None, "settling": None, "refunds": None, "clock": lambda: AT,
        "ledger": SimpleNamespace(of_day=lambda *_: booked),
        "proof": SimpleNamespace(faults=lambda _: []),
        "reports": SimpleNamespace(keep=lambda _: None),
        "channels": {"wechat": SimpleNamespace(bill=lambda _: Bill(lines=tuple(lines)))},
    }  # fmt: skip
    return Bills(**around).match("wechat", date(2026, 6, 1))


def test_only_refunds_that_moved_count_as_returned() -> None:
    assert set(STATES) >= set(RefundStatus) - {RefundStatus.ABSENT}  # a bill has no line of an absent refund
    lines = [line(no, state) for no, state in enumerate(STATES)]
    report, moved = report_of(lines), {no for no, (moved, _) in enumerate(STATES.values()) if moved}
    assert report.returned == sum(10**no for no in moved)
    assert report.refunds == len(lines)
    assert report.lines == ()
    waiting = {lines[no].out_refund_no: 10**no for no, (_, waits) in enumerate(STATES.values()) if waits}
    assert report.unended == waiting
    assert [net_amount(one) for one in lines] == [-(10**no) if no in moved else 0 for no in range(len(lines))]
