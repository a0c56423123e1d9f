"""Money that went back by refunds we did not request, as a channel's bills tell of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib.orders.money_model import Attempt, AttemptState, RefundState
from chalicelib.orders.store.orders import Orders
from chalicelib.pay.bills.store import BillReports
from chalicelib.pay.bills.sums import is_foreign, outside_refunds
from chalicelib.pay.model import KEPT, BillLine
from chalicelib.shared.ids import parse_out_trade_no


@dataclass(frozen=True, kw_only=True)
class OutsideReturn:
    """A trade whose money was returned, all or in part, by a refund that we did not request.

    returned: fen so far; paid: fen by our records, None for nothing; is_recorded: our records have the whole amount as
    returned (we know no partial returns); by_hand: finance has paid the money back by other means; day: of the bill.
    """

    returned: int
    paid: int | None
    is_recorded: bool
    by_hand: bool
    day: date


class OutsideReturns:
    """Reads the bills and our records; changes nothing."""

    def __init__(self, store: Orders, reports: BillReports) -> None:
        self._store, self._reports = store, reports

    def of_trade(self, number: str, returned: int, day: date) -> OutsideReturn:
        """number: an out_trade_no; returned: fen that the bills show by now; day: of the bill at hand."""
        trade = parse_out_trade_no(number)
        order = self._store.load(trade[0]) if trade else None
        attempt = order.attempt(trade[1]) if order and trade else None
        refund = order.refund_of(trade[1]) if order and trade else None
        return OutsideReturn(
            returned=returned,
            paid=amount_paid(attempt),
            day=day,
            is_recorded=attempt is not None and attempt.state is AttemptState.RETURNED_OUTSIDE,
            by_hand=refund is not None and refund.state is RefundState.BY_HAND,
        )

    def of_bill(self, name: str, day: date, bill: Iterable[BillLine]) -> dict[str, OutsideReturn]:
        """By out_trade_no, with the sums in the reports of other days, as far back as a channel keeps its bills."""
        trades = {line.out_trade_no for line in bill if is_foreign(line)}
        if not trades:
            return {}
        reports = self._reports.between(name, day - KEPT, day + KEPT)
        sums = [outside_refunds(bill), *(report.outside for report in reports if report.day != day)]
        returned = {trade: sum(by_trade.get(trade, 0) for by_trade in sums) for trade in trades}
        return {trade: self.of_trade(trade, returned[trade], day) for trade in trades}


def amount_paid(attempt: Attempt | None) -> int | None:
    """Fen that an attempt took by our records; None for no attempt or no payment."""
    return attempt.paid_amount if attempt else None
