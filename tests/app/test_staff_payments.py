"""The list of payments over HTTP: every filter, any number, and pages that cost the same however long the list is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.desk.money import payments as module
from chalicelib.orders.number import fresh
from chalicelib.orders.store.items import number_item
from chalicelib.shared.clock import SHANGHAI, iso
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, refused
from tests.worlds.branch import decide
from tests.worlds.finance import Desk
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import order_of, settle

PATH = "/api/staff/payments"


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def listed(desk: Desk, **asked: Any) -> list[str]:
    return [one["order_id"] for one in desk.one.call("GET", PATH, **asked)["payments"]]


def newest(*order_ids: str) -> list[str]:
    """The channel says to the second when each was paid, so that two may have been paid at once."""

    def place(order_id: str) -> tuple[str, str]:
        paid_at = order_of(order_id).attempts[0].paid_at
        assert paid_at is not None
        return iso(paid_at), order_id

    return sorted(order_ids, key=place, reverse=True)


def test_payments_are_found_by_each_of_what_is_asked_for(world: World, desk: Desk) -> None:
    student = world.student()
    taken, back, doubt = desk.paid(student), desk.paid(student), desk.suspect(1)
    decide(desk.one, back, "refund")
    settle(back, "DONE")
    order = order_of(taken)
    (attempt,) = order.attempts
    everything = newest(doubt, back, taken)
    assert listed(desk) == everything
    assert [listed(desk, group=group) for group in ("TAKEN", "DOUBT", "BACK")] == [[taken], [doubt], [back]]
    assert [listed(desk, channel=channel) for channel in ("wechat", "alipay")] == [everything, []]
    assert (listed(desk, task_id=order.head.task_id), listed(desk, amount=attempt.amount)) == (
        [taken],
        newest(back, taken),
    )
    assert listed(desk, task_id=order.head.task_id, group="BACK") == []
    today = wire().clock().astimezone(SHANGHAI).date()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    assert listed(desk, first=today, last=today) == listed(desk, first=yesterday) == everything
    assert listed(desk, first=tomorrow) == listed(desk, last=yesterday) == []
    called = fresh()
    number_item(called, taken).save()
    for number in (called, taken, out_trade_no(taken, 1), attempt.transaction_id, f"{taken}_01R1"):
        assert listed(desk, number=number) == [taken]
    assert listed(desk, number="no such number") == []
    refused(lambda: listed(desk, number="123456789012"), 422, "order_number_mistyped", "number")
    (one,) = desk.one.call("GET", PATH, group="DOUBT")["payments"]
    assert (one["taken"], one["actions"], one["state"]) == (
        one["amount"] + 1,
        ["resolve", "returned_on_page"],
        "SUSPECT",
    )
    for path in (PATH, "/api/staff/refunds"):
        asked = {"first": f"{tomorrow}", "last": f"{today}"} | ({} if path == PATH else {"group": "OVER"})
        refused(lambda path=path, asked=asked: desk.one.call("GET", path, **asked), 422, "days_turned", "first")  # type: ignore[misc]
    for cursor in ("!", "2026", f"2026-01-01T00:00:00.000Z#{taken}"):
        refused(lambda cursor=cursor: listed(desk, cursor=cursor), 422, "invalid", "cursor")  # type: ignore[misc]
    assert listed(desk, cursor=f"2026-01-01T00:00:00.000Z#{taken}#01", first=today) == []
    stranger = colleague(world.box.console_url, StaffRole.FINANCE, branch="guangdong")
    assert stranger.call("GET", PATH, number=taken)["payments"] == []
    refused(lambda: stranger.call("GET", PATH, task_id=order.head.task_id), 404, "task_unknown")


@pytest.mark.parametrize("by_task", [False, True])
def test_pages_follow_each_other_whatever_is_filtered(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, by_task: bool
) -> None:
    monkeypatch.setattr(module, "PAGE", 2)
    monkeypatch.setattr(module, "EXAMINED", 3)
    student, doubt = world.student(), desk.suspect(1)
    orders = [desk.paid(student) for _ in range(4)]
    order = order_of(orders[0])
    asked: dict[str, Any] = {"task_id": order.head.task_id} if by_task else {}
    everything = newest(*orders, doubt)
    rare = {"amount": str(order.attempts[0].amount + 1)}
    for more, wanted in (({}, everything), (rare, [doubt])):
        pages, cursor = list[list[str]](), None
        while not pages or cursor:
            page = desk.one.call("GET", PATH, **asked, **more, **({"cursor": cursor} if cursor else {}))
            pages.append([one["order_id"] for one in page["payments"]])
            cursor = page["cursor"]
        found = [order_id for page in pages for order_id in page]
        assert found == [one for one in wanted if not by_task or one == orders[0]]
        assert all(len(page) <= 2 for page in pages)


def test_refunds_are_filtered_alike(world: World, desk: Desk) -> None:
    order_id = desk.paid(world.student())
    decide(desk.one, order_id, "refund")
    settle(order_id, "DONE")
    order = order_of(order_id)
    today = wire().clock().astimezone(SHANGHAI).date()
    tomorrow, amount = today + timedelta(days=1), order.refunds[0].amount

    def found(**asked: Any) -> int:
        return len(desk.one.call("GET", "/api/staff/refunds", group="OVER", **asked)["refunds"])

    assert found(first=today, last=today, channel="wechat", task_id=order.head.task_id, amount=amount) == 1
    others = ({"first": tomorrow}, {"last": today - timedelta(days=1)}, {"channel": "alipay"}, {"task_id": "x"})
    assert [found(**other) for other in (*others, {"amount": amount + 1})] == [0] * 5
    order_number, attempt = fresh(), order.attempts[0]
    number_item(order_number, order_id).save()
    for number in (order_number, order_id, out_trade_no(order_id, 1), attempt.transaction_id, f"{order_id}_01R1"):
        asked = {"group": "STUCK", "channel": "alipay", "number": number}  # nothing but the number counts
        (one,) = desk.one.call("GET", "/api/staff/refunds", **asked)["refunds"]
        assert one["number"] == f"{order_id}_01R1"
    assert found(number="no such number") == 0
    refused(lambda: found(number="123456789012"), 422, "order_number_mistyped", "number")
    stranger = colleague(world.box.console_url, StaffRole.FINANCE, branch="guangdong")
    assert stranger.call("GET", "/api/staff/refunds", group="OVER", number=order_id)["refunds"] == []
    other = f"2026-01-01T00:00:00.000Z#{order_id}#01#1"
    refused(lambda: found(first=today, cursor=other), 422, "invalid", "cursor")
