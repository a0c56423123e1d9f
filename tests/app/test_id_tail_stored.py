"""The last four of an ID open accounts and orders, so they are nowhere stored or shown: digests of them are."""

from __future__ import annotations

from chalicelib.shared.db import as_json
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from tests.worlds.app import World, card
from tests.worlds.staff import colleague
from tests.worlds.staff_orders import order_of

TAILS = "907X", "418X"  # of the form and of the card


def test_no_table_and_no_page_has_them(world: World) -> None:
    student, plain, coded = world.student(), world.plain_task(), world.task()
    typed = student.open(plain.task_id, **world.form(id_tail=TAILS[0]))["order_id"]
    read = student.read_code(coded.task_id, card(zjhm=f"43010420040101{TAILS[1]}"))
    shown = student.open(coded.task_id, read["read_id"], contact_phone=world.form()["contact_phone"])["order_id"]
    student.call("PATCH", "/api/me", {"id_tail": TAILS[0]})
    seen = [student.call("GET", "/api/me"), student.call("GET", "/api/orders"), read["details"]]
    seen += [student.order(order_id) for order_id in (typed, shown)]
    desk = colleague(world.box.console_url, *StaffRole)
    seen += [desk.call("GET", f"/api/staff/orders/{order_id}") for order_id in (typed, shown)]
    for order_id in (typed, shown):
        order = order_of(order_id)
        assert order.head.student.id_tail is not None
        seen.append({"stored": as_json(order.head), "history": wire().stores.orders.history(order_id)})
    everything = f"{seen} {world.tables()}".replace('"', "'")
    assert not any(f"{tail}'" in everything for tail in TAILS)
