"""Orders through one channel and the bill that tells of them, for tests that match bills."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chalicelib.orders.model import State
from chalicelib.pay.bills.matching import Bills
from chalicelib.pay.bills.model import BillReport
from chalicelib.pay.bills.store import ReportItem
from chalicelib.pay.model import Bill, BillLine
from chalicelib.shared.clock import SHANGHAI, system_clock
from chalicelib.shared.ids import out_trade_no
from tests.worlds.pay import World


def today() -> date:
    return system_clock().astimezone(SHANGHAI).date()


class Shop:
    """Orders through one channel, and the bill of today as far as it tells of them: other tests share the books."""

    def __init__(self, world: World, channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.channel, self.ids = world, channel, set[str]()
        self.till, self.money = world.tills[channel], world.money
        self.stores, self.outside = world.stores, world.outside
        self.extra: list[BillLine] = []
        self.agrees = True
        assert self.stores.bill_reports  # knows the table's name from now on
        for item in ReportItem.query(f"BILL#{channel}"):  # other tests' clocks are ahead, and a newer report stays
            item.delete()
        asked, ledger = self.outside.channels[channel], self.stores.ledger
        real_bill, real_day = asked.bill, ledger.of_day

        def bill(day: date) -> Bill:
            world.box.faults.set(self.till.early_bill)
            own = [one for one in real_bill(day).lines if one.out_trade_no[:22] in self.ids]
            return Bill(lines=(*own, *self.extra), agrees=self.agrees)

        monkeypatch.setattr(asked, "bill", bill)
        monkeypatch.setattr(
            ledger, "of_day", lambda *asked: (one for one in real_day(*asked) if one.order_id in self.ids)
        )

    @property
    def bills(self) -> Bills:
        return self.money.bills

    def match(self) -> BillReport:
        return self.bills.match(self.channel, today())

    def returned_outside(self, order_id: str, part: int | None = None) -> None:
        """On the channel's page.  part: fen; None: all of it."""
        self.till.return_on_page(out_trade_no(order_id, 1), part)

    def started(self) -> str:
        """An order whose payment can be made."""
        order_id = self.world.awaiting(self.world.task(), self.world.who).head.order_id
        self.world.pay.start(self.world.who, order_id, f"{self.channel.upper()}_NATIVE", "only-tap")
        self.ids.add(order_id)
        return order_id

    def paid(self, *, told: bool = True) -> str:
        """told: the notice came."""
        order_id = self.started()
        self.till.pay(out_trade_no(order_id, 1))
        if told:
            notice = self.till.paid_notice(out_trade_no(order_id, 1), self.world.clock())
            self.world.pay.notice(self.channel, notice.headers, notice.raw)
        return order_id

    def refunded(self) -> str:
        order_id = self.paid()
        self.world.orders.refund(self.world.who, order_id)
        self.world.rest(order_id)
        assert self.world.load(order_id).head.state is State.REFUNDED
        self.world.clock.ahead = timedelta()
        return order_id
