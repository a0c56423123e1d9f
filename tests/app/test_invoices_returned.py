"""Invoices that were issued before the money went back: finance is told of each, until and after it happened."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.invoices import desk
from chalicelib.invoices.model import Invoice, Title
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.shared.ids import random_id
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.finance import invoice_number
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, made_order, order_of, with_payment

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
TITLE = {"kind": "PERSONAL", "title": "张三", "email": "zhang@example.com"}


@pytest.fixture(scope="module")
def finance(world: World) -> Colleague:
    return colleague(world.box.console_url, FINANCE)


def returned(finance: Colleague) -> dict[str, dict[str, Any]]:
    """The list, by order."""
    return {one["order_id"]: one for one in finance.call("GET", "/api/staff/invoices/returned")["invoices"]}


def refunds(finance: Colleague, group: str) -> dict[str, str]:
    """The invoice each refund of a group tells of, by order."""
    found = finance.call("GET", "/api/staff/refunds", group=group)["refunds"]
    return {one["order_id"]: one["invoice"] for one in found}


def test_an_issued_invoice_is_listed_once_the_money_went_back(world: World, finance: Colleague) -> None:
    world.box.stream.skip()
    student, task, used = world.student(), world.plain_task(), invoice_number()
    issued, plain = bought(world, student, task), bought(world, student, world.plain_task())
    for order_id in (issued, plain):
        student.call("PUT", f"/api/orders/{order_id}/invoice-title", TITLE)
    finance.call("POST", f"/api/staff/invoices/{issued}/issue", {"number": used, "rev": 1})
    for order_id in (issued, plain):
        asked = {"action": "refund", "reason": "学生要求退款"}
        finance.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)
    assert (refunds(finance, "OPEN")[issued], refunds(finance, "OPEN")[plain]) == (used, "")
    assert issued not in returned(finance)
    month = wire().stores.invoices.get(issued).issued_at.strftime("%Y-%m")  # type: ignore[union-attr]
    lines = finance.call("GET", "/api/staff/invoices", month=month)["invoices"]
    (line,) = [one for one in lines if one["order_id"] == issued]
    assert (line["state_label"], line["invoiced"], line["returned"]) == ("已开具，退款中", 2000, 0)
    world.box.run_step("reconcile")
    for order_id in (issued, plain):
        student.wait_for(order_id, "REFUNDED")
    world.box.stream.drain()
    line = returned(finance)[issued]
    assert (line["number"], line["state_label"], line["amount"]) == (used, "已开具，已退款", None)
    assert (line["invoiced"], line["returned"], line["actions"]) == (2000, 2000, ["correct"])
    text = finance.call("GET", "/api/staff/invoices/returned")["csv"].removeprefix("\ufeff")
    (saved,) = [row for row in csv.DictReader(io.StringIO(text)) if row["发票号码"] == used]
    assert (saved["开具金额（元）"], saved["开具后退款（元）"]) == ("20.00", "20.00")
    assert plain not in returned(finance)
    assert refunds(finance, "OVER")[issued] == used
    stranger = colleague(world.box.console_url, FINANCE, branch="guangdong")
    assert issued not in returned(stranger)
    looks = colleague(world.box.console_url, MANAGER).call(
        "GET", "/api/staff/audit", subject=f"staff {finance.account.staff_id}"
    )["rows"]
    assert {"state": "RETURNED"} in [row["data"] for row in looks]


def test_money_on_its_way_back_from_a_closed_order_is_not_said_to_be_back(world: World) -> None:
    branch = f"b-{random_id(8)}"
    order_id = made_order(world, world.plain_task(branch=branch), State.CLOSED)
    title = Title(kind="PERSONAL", title="张三", tax_no="", email="a@example.com")
    wire().stores.invoices.ask(Invoice(order_id=order_id, branch=branch, title=title, asked_at=wire().clock()), [])
    with_payment(order_id, AttemptState.OK)
    clerk = colleague(world.box.console_url, FINANCE, branch=branch)
    clerk.call("POST", f"/api/staff/invoices/{order_id}/issue", {"number": invoice_number(), "rev": 1})
    for state, label, back in (
        (AttemptState.ORPHAN, "已开具，退款中", 0),
        (AttemptState.RETURNED, "已开具，已退款", 2000),
    ):
        with_payment(order_id, state)
        order = order_of(order_id)
        wire().followups.returns.note(order)
        line = returned(clerk)[order_id]
        assert (line["state_label"], line["invoiced"], line["returned"]) == (label, 2000, back)


def test_a_refund_of_other_money_tells_of_no_invoice(
    world: World, finance: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    student, used = world.student(), invoice_number()
    order_id = bought(world, student)
    student.call("PUT", f"/api/orders/{order_id}/invoice-title", TITLE)
    finance.call("POST", f"/api/staff/invoices/{order_id}/issue", {"number": used, "rev": 1})
    order = order_of(order_id)
    twice = replace(
        order, attempts=(*order.attempts, replace(order.attempts[0], attempt_no=2, state=AttemptState.ORPHAN))
    )
    returns, store = wire().followups.returns, wire().stores.invoices
    assert returns.invoices_of([(twice, 1), (twice, 2)]) == [used, ""]
    back = replace(twice, attempts=tuple(replace(one, state=AttemptState.RETURNED) for one in twice.attempts))
    assert returns.invoices_of([(back, 1), (back, 2)]) == [used, ""]
    issued = store.get(order_id)
    assert issued is not None
    kept_once = {order_id: replace(issued, attempt_no=None)}  # as it was kept
    monkeypatch.setattr(store, "several", lambda order_ids: kept_once)
    assert returns.invoices_of([(twice, 1), (twice, 2)]) == [used, ""]


def test_the_list_comes_in_pages_and_takes_each_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    task, store, ids = world.plain_task(branch="zx"), wire().stores.invoices, list[str]()
    title = Title(kind="PERSONAL", title="张三", tax_no="", email="a@example.com")
    for _ in range(3):
        order_id = made_order(world, task, State.CLOSED)
        waiting = Invoice(order_id=order_id, branch="zx", title=title, asked_at=wire().clock())
        store.ask(waiting, [])
        with_payment(order_id, AttemptState.OK)
        clerk = colleague(world.box.console_url, FINANCE, branch="zx")
        clerk.call("POST", f"/api/staff/invoices/{order_id}/issue", {"number": invoice_number(), "rev": 1})
        with_payment(order_id, AttemptState.RETURNED_OUTSIDE)
        order = order_of(order_id)
        for _ in range(2):  # a stream tells twice
            wire().followups.returns.note(order)
        ids.append(order_id)
    first = clerk.call("GET", "/api/staff/invoices/returned")
    second = clerk.call("GET", "/api/staff/invoices/returned", cursor=first["cursor"])
    assert [one["order_id"] for one in first["invoices"] + second["invoices"]] == ids
    assert (len(first["invoices"]), second["cursor"]) == (2, None)
    assert (first["csv"] + second["csv"]).count("已开具，已退款") == 3
