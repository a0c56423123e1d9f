"""Whose turn it is to judge a photo, in the photo's own item: one process at a time, and few while its form is good.

A form may be posted again for minutes, and every post is an event.  The verdict replaces the item, and ends all turns.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.orders.model import PhotoState
from chalicelib.orders.store.items import photo_part
from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, TwoKeys, is_condition_failure
from chalicelib.shared.ids import random_id

LIFE = timedelta(seconds=60)  # the step's time-out: whoever had a turn is dead after it.  Lambda tries again no sooner
FRESH = LIFE / 2  # judging takes seconds: a turn that is older may be of a process that died
MOST = 3  # as often as Lambda tries an event
UNJUDGED = (PhotoState.WAITING.value, PhotoState.CHECKING.value)


class Taken(Exception):
    """The photo is judged, gone, or somebody's at this moment, whose own event comes again if that fails."""


class ComeAgain(Exception):
    """Whoever judges it may have died, or it was judged in vain as often as a form is worth: later there is a turn."""


class TurnItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    state = UnicodeAttribute(null=True)
    turn = UnicodeAttribute(null=True)
    turn_until = UnicodeAttribute(null=True)
    turns = NumberAttribute(null=True)


class Turns:
    """Turns at photos, in the orders table."""

    def __init__(self, table: str) -> None:
        TurnItem.Meta.table_name = table

    def take(self, order_id: str, photo_no: int, now: datetime, *, postable: bool) -> str:
        """The turn's name.  postable: whether the photo's form may be posted again, when its turns are few.  Raises
        Taken, and ComeAgain, which the event's retries are for."""
        turn, part = random_id(), photo_part(photo_no)
        room = TurnItem.state.is_in(*UNJUDGED) & (
            TurnItem.turn_until.does_not_exist() | (TurnItem.turn_until <= iso(now))
        )
        if postable:
            room &= TurnItem.turns.does_not_exist() | (TurnItem.turns < MOST)
        actions: list[Action] = [
            TurnItem.turn.set(turn),
            TurnItem.turn_until.set(iso(now + LIFE)),
            TurnItem.turns.add(1),
        ]
        if _updated(order_id, part, actions, room):
            return turn
        found = TurnItem.find(order_id, part)
        if found is None or found.state not in UNJUDGED:
            raise Taken
        if found.turn == turn:  # the answer was lost, and the client asked again
            return turn
        if found.turn_until is not None and now < from_iso(found.turn_until) - LIFE + FRESH:
            raise Taken
        raise ComeAgain

    def give_back(self, order_id: str, photo_no: int, turn: str) -> None:
        """Ends a turn that came to nothing, for whoever tries again before its time is over."""
        _updated(order_id, photo_part(photo_no), [TurnItem.turn_until.remove()], TurnItem.turn == turn)


def _updated(order_id: str, part: str, actions: list[Action], condition: Condition) -> bool:
    table = TurnItem._get_connection()
    try:  # the model's own update would ask for the whole item in return
        table.update_item(order_id, range_key=part, actions=actions, condition=condition)
    except UpdateError as error:
        if is_condition_failure(error):
            return False
        raise
    return True
