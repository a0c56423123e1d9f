"""The questions the table asks where two people say that an order is theirs."""

from __future__ import annotations

from chalicelib.orders.claims import held_at_desk
from chalicelib.orders.scene import Scene, guard


@guard("opened by a collection code, and a photo of it PASSED")
def held_by_photo(scene: Scene) -> bool:
    return held_at_desk(scene.order)


@guard("nobody else says that it is hers")
def not_contested(scene: Scene) -> bool:
    return scene.order.head.contest is None


@guard("the branch has not denied her that")
def not_denied(scene: Scene) -> bool:
    return scene.event.actor.id not in scene.order.head.denied


@guard("somebody says that it is hers")
def contested(scene: Scene) -> bool:
    return scene.order.head.contest is not None
