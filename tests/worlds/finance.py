"""The finance desk of a branch."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from chalicelib.orders import facts
from chalicelib.pay.bills.model import BillDifference, BillReport, Difference
from chalicelib.pay.bills.store import ReportItem
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import random_id
from chalicelib.shared.money import Fen
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.student import Student
from tests.worlds.app import World
from tests.worlds.branch import confirm, decide
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import bought, made_unpaid


class Desk:
    """Two of finance in a branch of their own, so that lists hold what a test put there."""

    def __init__(self, world: World) -> None:
        self.world, self.branch = world, f"b-{random_id(8)}"
        self.one, self.two = (colleague(world.box.console_url, StaffRole.FINANCE, branch=self.branch) for _ in range(2))

    def paid(self, student: Student, **task: Any) -> str:
        return bought(self.world, student, self.world.plain_task(branch=self.branch, **task))

    def suspect(self, taken: int) -> str:
        """An order whose payment did not match: the notice said `taken` fen more than was asked."""
        student = self.world.student()
        order_id = made_unpaid(self.world, self.world.person(student), self.world.plain_task(branch=self.branch))
        student.pay(order_id)
        attempt = wire().stores.orders.load(order_id).attempts[0]  # type: ignore[union-attr]
        wire().student.orders.apply(
            order_id,
            facts.Paid(
                attempt_no=1,
                amount=Fen(attempt.amount + taken),
                currency="CNY",
                mchid=attempt.mchid,
                appid=attempt.appid,
                transaction_id="T1",
                paid_at=wire().clock(),
            ),
        )
        return order_id

    def unmatched(self, channel: str) -> None:
        """Today's bill has not: other tests share the table."""
        item = ReportItem.find(f"BILL#{channel}", wire().clock().astimezone(SHANGHAI).date().isoformat())
        if item is not None:
            item.delete()

    def refunds(self, group: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.one.call("GET", "/api/staff/refunds", group=group)["refunds"]
        return found

    def agreed(self, order_id: str, action: str, **params: Any) -> dict[str, Any]:
        """One asks, the other agrees; the order afterwards."""
        said = decide(self.one, order_id, action, **params)
        assert said["proposal"] is not None
        order: dict[str, Any] = confirm(self.two, said["proposal"])["order"]
        return order


def matched(channel: str) -> None:
    """Today's bill has been matched."""
    now = wire().clock()
    wire().stores.bill_reports.keep(
        BillReport(
            channel=channel,
            day=now.astimezone(SHANGHAI).date(),
            made_at=now,
            payments=0,
            refunds=0,
            paid=0,
            returned=0,
        )
    )


def take_out(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings do not have it any more."""
    outside = wire().outside
    monkeypatch.delitem(outside.channels, channel)
    monkeypatch.setattr(outside, "offered", outside.offered - {channel})


def unbooked() -> BillDifference:
    """A payment that the bill has, of an order that nobody knows."""
    return BillDifference(
        kind=Difference.MISSING_HERE,
        number="X" * 22 + "_01",
        order_id="X" * 22,
        returned=False,
        here=None,
        there=3000,
        at=wire().clock(),
        note="未能自动入账，请人工核对",
    )


def invoice_number() -> str:
    """One that no other invoice has."""
    return f"25{secrets.randbelow(10**18):018}"
