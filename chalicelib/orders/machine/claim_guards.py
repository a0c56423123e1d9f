"""The questions the table asks where two people say that an order is theirs."""

from __future__ import annotations

from chalicelib.orders.claims.enrolment import held_at_desk
from chalicelib.orders.machine.situation import Situation, guard


@guard("opened by a collection code, and a photo of it PASSED")
def held_by_photo(situation: Situation) -> bool:
    return held_at_desk(situation.order)


@guard("nobody else says that it is hers")
def not_contested(situation: Situation) -> bool:
    return situation.order.head.contest is None


@guard("the branch has not denied her that")
def not_denied(situation: Situation) -> bool:
    return situation.event.actor.id not in situation.order.head.denied


@guard("somebody says that it is hers")
def contested(situation: Situation) -> bool:
    return situation.order.head.contest is not None
