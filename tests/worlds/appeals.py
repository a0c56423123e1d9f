"""Orders whose photos the machine refused for a soft reason alone, made in a few milliseconds."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chalicelib.orders.model import Head, Photo, PhotoState, Reason, Rejection, State
from chalicelib.orders.store.items import head_item, photo_item
from chalicelib.shared.db import Put, transact
from chalicelib.tasks.model import Task
from chalicelib.wire import wire
from tests.worlds.app import World
from tests.worlds.reviewer import WARNING, standard
from tests.worlds.staff_orders import order_parts

CLOSED = {
    "code": "eyes_closed", "severity": "fail", "measured": 0.6, "allowed": [None, 0.4], "unit": "ratio",
    "box": [0.3, 0.35, 0.4, 0.1], "message": "眼睛闭合", "cure": "请自然睁开双眼，平视镜头",
}  # fmt: skip
REPORT: Mapping[str, Any] = {
    "verdict": "FAILED", "findings": [WARNING, CLOSED], "source": {"w": 600, "h": 800},
    "crop": {"x": 0, "y": 0, "w": 600, "h": 800, "roll": 0},
}  # fmt: skip
NOT_FRONTAL = Rejection(reasons=(Reason(code="not_frontal", message="没有正对镜头", cure="请正对镜头"),))


def refused_order(world: World, person_id: str, task: Task, *, photos: int = 2, **changes: Any) -> str:
    """The id of somebody's draft with that many refused photos."""
    head, passed = _parts(task, State.DRAFT, person_id=person_id, price=None, **changes)
    transact([Put(item=head_item(head, {}), new=True)])
    for photo_no in range(1, photos + 1):
        refuse(world, head.order_id, photo_no, passed)
    return head.order_id


def rejected_order(world: World, person_id: str, task: Task) -> str:
    """The id of somebody's order that a reviewer sent back, with two refused photos since."""
    head, passed = _parts(task, State.REJECTED, person_id=person_id, rejections=1, rejection=NOT_FRONTAL)
    world.put(f"standard/{head.order_id}/1/{passed.standard_sha256}.jpg", standard())
    transact([Put(item=head_item(head, {}), new=True), Put(item=photo_item(head.order_id, passed), new=True)])
    for photo_no in (2, 3):
        refuse(world, head.order_id, photo_no, passed)
    return head.order_id


def refuse(world: World, order_id: str, photo_no: int, like: Photo | None = None) -> None:
    """One more photo that the machine refuses.  like: what it is made from; the order's newest without it."""
    photo = like or _newest(order_id)
    refused = replace(
        photo,
        photo_no=photo_no,
        state=PhotoState.FAILED,
        appealable=True,
        source_sha256=secrets.token_hex(32),
        report={**REPORT, "standard": (photo.report or {})["standard"]},
    )
    world.put(f"standard/{order_id}/{photo_no}/{photo.standard_sha256}.jpg", standard())
    transact([Put(item=photo_item(order_id, refused), new=True)])


def _parts(task: Task, state: State, **changes: Any) -> tuple[Head, Photo]:
    assert wire().stores.orders  # knows the table's name from now on
    return order_parts(task, state, secrets.randbelow(10**9), standard(), **changes)


def _newest(order_id: str) -> Photo:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    newest = order.newest_photo()
    assert newest is not None
    return newest
