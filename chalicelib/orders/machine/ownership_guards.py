"""Conditions on an order's change of owner."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders.machine.guards import four_eyes, four_eyes_if_paid
from chalicelib.orders.machine.situation import SituationOf


def four_eyes_if_shown(situation: SituationOf[ev.Transfer]) -> bool:
    """four eyes if paid or there is a photo"""
    return four_eyes_if_paid(situation) and (not situation.order.photos or four_eyes(situation))
