"""The questions that the table asks about an appeal."""

from __future__ import annotations

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import FAILS_FIRST, MOST_APPEALS, appeal_about
from chalicelib.orders.machine.guards import photo_ready
from chalicelib.orders.machine.situation import Situation, SituationOf


def photo_appealable(situation: SituationOf[ev.Appeal]) -> bool:
    """photo n is the newest that arrived, and failed only on soft codes under the task's current spec"""
    return _refused(situation)


def not_appealed(situation: SituationOf[ev.Appeal]) -> bool:
    """no person was asked about it yet"""
    return appeal_about(situation.order.head.appeals, situation.event.photo_no) is None


def photo_ready_or_appealed(situation: SituationOf[ev.Resubmit]) -> bool:
    """photo n is the newest that arrived, and PASSED under the task's current spec, or a person was asked about it"""
    asked = appeal_about(situation.order.head.appeals, situation.event.photo_no) is not None
    return photo_ready(situation) or (asked and _refused(situation))


def _refused(situation: SituationOf[ev.Appeal | ev.Resubmit]) -> bool:
    newest, task = situation.order.newest_photo(), situation.task
    if newest is None or newest.photo_no != situation.event.photo_no or not newest.appealable:
        return False
    return (newest.spec, newest.spec_rev) == (task.spec, task.spec_rev)


def failed_before(situation: Situation) -> bool:
    """an earlier photo of the order failed so, too"""
    return sum(photo.appealable for photo in situation.order.photos) >= FAILS_FIRST


def appeals_left(situation: Situation) -> bool:
    """the order has an appeal left"""
    return len(situation.order.head.appeals) < MOST_APPEALS
