"""Exports over HTTP: each kind has what its page lists, each is its own, and a role for the rows is asked again."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import requests

from chalicelib.exports.model import KEPT, LONGEST, Asked
from chalicelib.invoices.model import Invoice, Title
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.shared.errors import DomainError
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide
from tests.worlds.finance import Desk, invoice_number
from tests.worlds.staff import Colleague, colleague, who
from tests.worlds.staff_orders import made_order, order_of, settle, with_payment
from tools.suite.patience import PATIENCE, wait_for

PATH = "/api/staff/exports"


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def exported(staff: Colleague, kind: str, **asked: Any) -> dict[str, Any]:
    """The export, once it is finished."""
    body = {"kind": kind, "file": "CSV", "reason": "月底核对"} | asked
    export_id = staff.call("POST", PATH, body)["export_id"]

    def mine() -> dict[str, Any]:
        return next(one for one in staff.call("GET", PATH)["exports"] if one["export_id"] == export_id)

    return dict(wait_for(mine, "the export", lambda one: one["state"] == "DONE"))


def table(staff: Colleague, export: dict[str, Any]) -> list[dict[str, str]]:
    url = staff.call("POST", f"{PATH}/{export['export_id']}/link", {})["url"]
    answer = requests.get(url, timeout=PATIENCE)
    assert len(answer.content) == export["size"]
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def refused_by_service(call: Callable[[], object], code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        call()
    assert refusal.value.code == code


def test_payments_and_refunds_are_exported_with_the_filters_of_their_lists(world: World, desk: Desk) -> None:
    student = world.student()
    taken, back = desk.paid(student), desk.paid(student)
    decide(desk.one, back, "refund")
    settle(back, "DONE")
    whole = exported(desk.one, "PAYMENTS")
    assert (whole["rows"], whole["looked"], whole["total"]) == (2, 2, 2)
    states = {row["商户单号"]: row["付款状态"] for row in table(desk.one, whole)}
    assert states == {f"{taken}_01": "已支付", f"{back}_01": "已退回"}
    (row,) = table(desk.one, exported(desk.one, "PAYMENTS", group="BACK", channel="wechat"))
    assert (row["实付（元）"], row["订单状态"]) == ("20.00", "已退款")
    (row,) = table(desk.one, exported(desk.one, "REFUNDS", group="OVER"))
    assert (row["退款单号"], row["退款状态"], row["谁发起"]) == (f"{back}_01R1", "已退款", "员工操作")
    order = order_of(taken)
    (row,) = table(desk.one, exported(desk.one, "PAYMENTS", task_id=order.head.task_id))
    assert row["商户单号"] == f"{taken}_01"
    refused(lambda: exported(desk.one, "REFUNDS"), 422, "export_needs", "group")
    refused(lambda: exported(desk.one, "PAYMENTS", first="2026-02-30"), 422, "invalid", "first")


def test_a_season_is_exported_when_nobody_read_its_tasks_before(world: World, desk: Desk) -> None:
    """They are then read together, which the step must be allowed."""
    world.plain_task(branch=desk.branch)  # of a branch of its own, so that no list has it
    export = exported(desk.one, "SEASON", year=2027)
    assert len(table(desk.one, export)) == export["rows"] > 0


def test_a_group_of_another_kind_and_a_year_without_a_season_are_refused(desk: Desk) -> None:
    for kind, group in (("PAYMENTS", "STUCK"), ("REFUNDS", "TAKEN"), ("SEASON", "BACK")):
        refused(partial(exported, desk.one, kind, group=group, year=2027), 422, "invalid", "group")
    for day, field in (("9999-12-31", "last"), ("0001-01-01", "first")):
        days = {field: day}
        refused(partial(exported, desk.one, "PAYMENTS", **days), 422, "invalid", field)
        refused(partial(desk.one.call, "GET", "/api/staff/payments", **days), 422, "invalid", field)
        listed = {"group": "OVER"} | days
        refused(partial(desk.one.call, "GET", "/api/staff/refunds", **listed), 422, "invalid", field)


def test_the_same_export_is_not_begun_twice_nor_more_than_three(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    service, sent, me = wire().finance.exports, list[str](), who(desk.one.account)
    monkeypatch.setattr(service, "_send", sent.append)

    def start(amount: int) -> str:
        return service.start(me, "PAYMENTS", "CSV", Asked(amount=amount), "月底核对").export_id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, [1] * 4))) == 1
    assert len(sent) == 1
    assert len({start(2), start(2), start(3), start(1)}) == 3
    refused_by_service(lambda: start(4), "exports_open")
    assert len(sent) == 3


def test_a_tasks_orders_are_exported_for_managers(world: World, desk: Desk) -> None:
    task = world.plain_task(branch=desk.branch)
    states = [State.DRAFT, State.IN_REVIEW, State.IN_REVIEW, State.DONE]
    for state in states:
        made_order(world, task, state)
    manager = colleague(world.box.console_url, StaffRole.MANAGER, branch=desk.branch)
    export = exported(manager, "ORDERS", task_id=task.task_id)
    assert [row["订单状态"] for row in table(manager, export)] == [LABELS[state] for state in states]
    refused(lambda: exported(desk.one, "ORDERS", task_id=task.task_id), 403, "forbidden")
    refused(lambda: exported(manager, "PAYMENTS"), 403, "forbidden")
    refused(lambda: exported(manager, "ORDERS"), 422, "export_needs", "task_id")
    rows = wire().staff.audit.search(who(manager.account), subject=f"task {task.task_id}")[0]
    assert [(row.action, row.reason, row.data["kind"]) for row in rows] == [("export", "月底核对", "ORDERS")]
    looks = wire().staff.audit.search(who(manager.account), subject=f"staff {manager.account.staff_id}")[0]
    assert "fetch_export" in {row.action for row in looks}


def test_invoices_that_were_refunded_since_are_exported_alone(world: World, desk: Desk) -> None:
    task, store, now = world.plain_task(branch=desk.branch), wire().stores.invoices, wire().clock()
    title, numbers = Title(kind="PERSONAL", title="张三", tax_no="", email="a@example.com"), list[str]()
    for state in (AttemptState.OK, AttemptState.RETURNED_OUTSIDE):
        order_id = made_order(world, task, State.CLOSED)
        with_payment(order_id, state)
        invoice = Invoice(order_id=order_id, branch=desk.branch, title=title, asked_at=now)
        store.ask(invoice, [])
        numbers.append(invoice_number())
        issued = replace(invoice, state="ISSUED", number=numbers[-1], issued_at=now)
        store.issue(issued, [])
    store.mark_returned(issued)
    export = exported(desk.one, "INVOICES", group="RETURNED")
    assert (export["rows"], export["total"]) == (1, 1)
    assert "开具后退款" in export["name"]
    (row,) = table(desk.one, export)
    assert (row["发票号码"], row["发票状态"], row["金额（元）"]) == (numbers[1], "已开具，已退款", "已退款")
    refused(lambda: exported(desk.one, "INVOICES", group="RETURNED", month="2026-11"), 422, "invalid", "month")
    refused(lambda: exported(desk.one, "INVOICES", group="BACK"), 422, "invalid", "group")


def test_an_export_is_its_own_and_goes_after_days(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    export = exported(desk.one, "PAYMENTS")
    path = f"{PATH}/{export['export_id']}"
    assert desk.two.call("GET", PATH)["exports"] == []
    for call in ("link", "again"):
        refused(lambda call=call: desk.two.call("POST", f"{path}/{call}", {}), 404, "export_unknown")  # type: ignore[misc]
    refused(lambda: desk.one.call("POST", f"{path}/again", {}), 409, "export_not_stopped")
    kept = wire().stores.exports.get(export["export_id"])
    assert kept is not None
    service, real = wire().finance.exports, wire().clock
    monkeypatch.setattr(service, "_clock", lambda: real() + KEPT)
    assert service.listed(who(desk.one.account))[0].state == "GONE"
    refused_by_service(lambda: service.link(who(desk.one.account), kept.export_id), "export_gone")


def test_one_that_stopped_is_started_again(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    service, sent, real = wire().finance.exports, list[str](), wire().clock
    monkeypatch.setattr(service, "_send", sent.append)
    me = who(desk.one.account)
    export = service.start(me, "PAYMENTS", "XLSX", Asked(), "月底核对")
    refused_by_service(lambda: service.link(me, export.export_id), "export_not_ready")
    monkeypatch.setattr(service, "_clock", lambda: real() + LONGEST + timedelta(minutes=1))
    assert service.listed(me)[0].state == "STALLED"
    service.again(me, export.export_id)
    assert (sent, service.listed(me)[0].state) == ([export.export_id] * 2, "QUEUED")
