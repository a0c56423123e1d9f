"""An order is erased while its picture is judged: whichever of the two is faster, no mark of the picture stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.model import Order, PhotoState, State
from chalicelib.orders.store.items import photo_item
from chalicelib.privacy.model import REST
from chalicelib.privacy.purge import PURGE
from chalicelib.storage.objects import Objects, StoredObject
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.staff_orders import made_order, order_of, own_portrait


@pytest.fixture
def task(world: World) -> Task:
    return world.plain_task(price=0)


@pytest.fixture
def order(world: World, task: Task) -> Order:
    """Cancelled while its picture was on its way."""
    order_id = made_order(world, task, State.CANCELLED)
    made = order_of(order_id)
    (photo,) = made.photos
    waits = replace(photo, state=PhotoState.WAITING, report=None, look="", source_sha256="", standard_sha256="")
    photo_item(order_id, waits).save(add_version_condition=False)
    return replace(made, photos=(waits,))


def erased(order: Order) -> Order:
    change = wire().student.orders.apply(order.head.order_id, ev.Erase(actor=PURGE))
    assert change
    return change.after


def sweep(order: Order) -> None:
    wire().privacy.erasure.sweep(order, wire().clock() + REST)


@pytest.fixture(autouse=True)
def _uploaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it lay in quarantine: an upload would wake another judge, who may be faster."""
    picture = StoredObject(data=own_portrait(), etag="", version_id=None, content_type="image/jpeg")
    monkeypatch.setattr(Objects, "get", lambda objects, key, limit: picture)


def judge(order: Order) -> str:
    (photo,) = order.photos
    return wire().student.photo_judge.arrived(f"in/photo/{order.head.order_id}/1/{photo.upload_id}")


def marks(world: World, task: Task) -> list[str]:
    return [key for key in world.tables() if f"SAME#{task.task_id}" in key]


def once_taken(monkeypatch: pytest.MonkeyPatch, then: Callable[[], Any]) -> None:
    """Something happens as soon as the judge has taken the picture's mark."""
    pictures = wire().stores.first_pictures
    take = pictures.take

    def taken(*of: str) -> Any:
        firsts = take(*of)
        then()
        return firsts

    monkeypatch.setattr(pictures, "take", taken)


def test_a_mark_is_taken_where_nothing_is_erased(world: World, task: Task, order: Order) -> None:
    assert judge(order) == "PASSED"
    assert marks(world, task)


def test_who_judged_too_late_gives_up_the_mark(
    world: World, task: Task, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    once_taken(monkeypatch, lambda: sweep(erased(order)))
    assert judge(order) == "judged already"
    assert not marks(world, task)


def test_what_was_judged_before_the_sweep_came_to_it_leaves_no_mark(
    world: World, task: Task, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Order] = []
    once_taken(monkeypatch, lambda: found.append(erased(order)))
    assert judge(order) == "PASSED"
    assert marks(world, task)
    sweep(found[0])
    assert not marks(world, task)
    sweep(found[0])


def test_an_erased_order_is_not_judged(world: World, task: Task, order: Order) -> None:
    erased(order)
    assert judge(order) == "nothing to do"
    assert not marks(world, task)
