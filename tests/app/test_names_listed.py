"""Under which name an order is listed, from the transaction that gave it the name."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import LISTED
from chalicelib.orders.model import Head
from chalicelib.orders.store import items, names
from chalicelib.orders.store.names import NameItem
from chalicelib.privacy.purge import PURGE
from chalicelib.shared.clock import iso
from chalicelib.shared.ids import random_id
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.branch import Desk, decide
from tests.worlds.staff_orders import order_of
from tools.replay import replay


def listed(name: str) -> list[str]:
    return wire().stores.names.of("hunan", name, limit=9)[0]


def head_of(order_id: str) -> Head:
    order = order_of(order_id)
    return order.head


def forgotten(order_id: str, name: str) -> None:
    """As if it had never been listed."""
    NameItem(wire().stores.names._key("hunan", name), f"{iso(head_of(order_id).opened_at)}#{order_id}").delete(
        add_version_condition=False
    )
    assert listed(name) == []


def test_an_order_stands_under_the_name_that_it_has_now(world: World, desk: Desk) -> None:
    student, task = world.student(), world.plain_task()
    first, second, third = (f"名{random_id(6)}" for _ in range(3))
    form = world.form(name=first)
    order_id = student.open(task.task_id, **form)["order_id"]
    assert listed(first) == [order_id]
    assert student.open(task.task_id, **form | {"name": second})["order_id"] == order_id
    assert (listed(first), listed(second)) == ([], [order_id])
    decide(desk.manager, order_id, "edit", fields={"name": third})
    assert (listed(second), listed(third)) == ([], [order_id])
    decide(desk.manager, order_id, "edit", fields={"name": f" {third.lower()} "})
    assert listed(third) == [order_id]
    decide(desk.manager, order_id, "cancel")
    wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
    assert listed(third) == []


def test_what_the_stream_listed_before_goes_with_the_order(world: World, desk: Desk) -> None:
    """An earlier release wrote an entry for each name an order had, and what leads there."""
    order_id, names = world.draft(world.student(), world.plain_task()), [f"旧{random_id(6)}" for _ in range(2)]
    place = f"{iso(head_of(order_id).opened_at)}#{order_id}"
    for name in names:
        key = wire().stores.names._key("hunan", name)
        NameItem(key, place, order_id=order_id).save()
        NameItem(f"NAMED#{order_id}", key, place=place).save()
    decide(desk.manager, order_id, "cancel")
    wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
    erased = order_of(order_id)
    wire().privacy.erasure.sweep(erased, wire().clock())
    assert [listed(name) for name in names] == [[], []]
    assert list(NameItem.query(f"NAMED#{order_id}")) == []


def test_an_event_that_another_release_wrote_is_listed_by_the_stream(world: World) -> None:
    """As long as two releases run beside each other."""
    name = f"新{random_id(6)}"
    order_id = world.student().open(world.plain_task().task_id, **world.form(name=name))["order_id"]
    opened = wire().stores.orders.history(order_id)[0]
    forgotten(order_id, name)
    wire().followups.notify.handle(opened)
    assert listed(name) == []
    before = replace(opened, data={key: said for key, said in opened.data.items() if key != LISTED})
    for _ in range(2):
        wire().followups.notify.handle(before)
        assert listed(name) == [order_id]


def test_a_lost_entry_comes_back_when_the_order_is_fed_again(world: World) -> None:
    name = f"失{random_id(6)}"
    order_id = world.student().open(world.plain_task().task_id, **world.form(name=name))["order_id"]
    world.box.stream.drain()
    forgotten(order_id, name)
    assert replay(timedelta(hours=1), [order_id])[1] == 0
    assert listed(name) == [order_id]


@pytest.mark.parametrize("erased", [True, False], ids=["erased", "renamed"])
def test_what_changes_while_it_is_fed_is_not_listed_as_it_was(
    world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch, erased: bool
) -> None:
    """Nothing would lead to such an entry when the student's data is deleted."""
    name, other = f"迟{random_id(6)}", f"后{random_id(6)}"
    order_id = world.student().open(world.plain_task().task_id, **world.form(name=name))["order_id"]
    world.box.stream.drain()
    changed = list[str]()

    def meanwhile(item: items.OrderItem) -> Head:
        head = items.read_head(item)
        if not changed:
            changed.append(order_id)
            decide(desk.manager, order_id, "edit", fields={"name": other})
            if erased:
                decide(desk.manager, order_id, "cancel")
                wire().student.orders.apply(order_id, ev.Erase(actor=PURGE))
        return head

    monkeypatch.setattr(names, "read_head", meanwhile)
    wire().stores.names.note(order_id)
    assert changed
    assert (listed(name), listed(other)) == ([], [] if erased else [order_id])
