"""The questions that the table asks about an appeal."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import FAILS_FIRST, MOST_APPEALS
from chalicelib.orders.machine.situation import Situation, SituationOf


def photo_appealable(situation: SituationOf[ev.Appeal]) -> bool:
    """photo n is the newest that arrived, and failed only on soft codes under the task's current spec"""
    newest, task = situation.order.newest_photo(), situation.task
    if newest is None or newest.photo_no != situation.event.photo_no or not newest.appealable:
        return False
    return (newest.spec, newest.spec_rev) == (task.spec, task.spec_rev)


def failed_before(situation: Situation) -> bool:
    """it is not the first photo of the order that failed so"""
    return sum(photo.appealable for photo in situation.order.photos) >= FAILS_FIRST


def appeals_left(situation: Situation) -> bool:
    """the order has an appeal left"""
    return len(situation.order.head.appeals) < MOST_APPEALS
