"""Whether somebody may be given an order, in the orders table: pk OWNER#<person>, sk OWNER.

Whatever gives a person an order writes this item in the same transaction, and so does whatever ends the account, each
under a condition on what the other writes: an order and the end of its account cannot miss each other.  The item names
every order, so whoever is about to end an account need not rely on an index that lags behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from chalicelib.orders.model import Head
from chalicelib.shared.db import BUSY, BaseMeta, Check, Conflict, TwoKeys, Update, Write, is_condition_failure
from chalicelib.shared.store.together import Sought

SK = "OWNER"


class OwnerItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    order_ids = UnicodeSetAttribute(null=True)
    n = NumberAttribute(null=True)
    hour = NumberAttribute(null=True)
    opened = NumberAttribute(null=True)
    slot = NumberAttribute(null=True)
    asked = NumberAttribute(null=True)
    day = NumberAttribute(null=True)
    photos = NumberAttribute(null=True)
    ended = UnicodeAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """slot: a window of time by its number; most: how many requests it takes."""

    slot: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Owner:
    """order_ids: all orders the person was ever given, whatever became of them; n: how often they were given one;
    hour, opened: the last hour since 1970 in which they opened new ones, and how many; slot, asked: the last window in
    which they asked about enrolments, and how often; day, photos: the last day, by its ordinal, on which they opened
    orders or handed in photos, and how many of both; ended: whether the account has ended."""

    person_id: str
    order_ids: frozenset[str] = frozenset()
    n: int = 0
    hour: int = 0
    opened: int = 0
    slot: int = 0
    asked: int = 0
    day: int = 0
    photos: int = 0
    ended: bool = False

    def opened_in(self, hour: int) -> int:
        """How many new orders they opened in that hour."""
        return self.opened if self.hour == hour else 0

    def asked_in(self, slot: int) -> int:
        """How often they asked in that window."""
        return self.asked if self.slot == slot else 0

    def photos_on(self, day: int) -> int:
        """How many photos count on that day: each order that was opened is one, each photo of an order but its first,
        and each look at a picture for an avatar."""
        return self.photos if self.day == day else 0


def begun(last: int, now: int) -> int:
    """The hour or window that counts, by a clock that shows `now`: the next one, if a faster clock has begun it as the
    last.  So whoever asks where two clocks disagree is not counted from the beginning each time."""
    return last if last == now + 1 else now


def load(person_id: str) -> Owner:
    """As it is now (a consistent read); empty if nothing was written."""
    return read(person_id, OwnerItem.find(_pk(person_id), SK))


def key_of(person_id: str) -> tuple[str, str]:
    """pk and sk."""
    return _pk(person_id), SK


def sought(person_id: str) -> Sought[Owner]:
    """As `load`, to be read with other items."""
    return Sought(OwnerItem, *key_of(person_id), lambda item: read(person_id, item))


def read(person_id: str, item: OwnerItem | None) -> Owner:
    """What an item says that was read."""
    if item is None:
        return Owner(person_id=person_id)
    order_ids = frozenset(item.order_ids or ())
    return Owner(
        person_id=person_id,
        order_ids=order_ids,
        n=int(item.n or 0),
        hour=int(item.hour or 0),
        opened=int(item.opened or 0),
        slot=int(item.slot or 0),
        asked=int(item.asked or 0),
        day=int(item.day or 0),
        photos=int(item.photos or 0),
        ended=item.ended is not None,
    )


def opens(owner: Owner, order_id: str, hour: int | None, asked: Asked | None, day: int) -> Update:
    """As `gains`, for an order that the owner opens.  hour: in which it counts as new, None if it replaces another;
    asked: in which window the request counts, None if it was counted (→ Conflict when that is full); day: on which its
    first photo counts."""
    given = gains(owner.person_id, order_id, owner)
    actions, same = _photographed(owner, day)
    given = replace(given, actions=[*given.actions, *actions], condition=given.condition & same)
    if hour is not None:
        count = [OwnerItem.hour.set(hour), OwnerItem.opened.set(owner.opened_in(hour) + 1)]
        given = replace(given, actions=[*given.actions, *count])
    if asked is not None:
        actions, room = _counted(owner, asked)
        given = replace(given, actions=[*given.actions, *actions], condition=given.condition & room)
    return given


def asks(owner: Owner, asked: Asked) -> None:
    """Counts a request that gives no order.  Raises Conflict when another window began after `owner` was read, or this
    one is full."""
    _count(owner, *_counted(owner, asked))


def photographs(owner: Owner, day: int, most: int) -> None:
    """Counts a picture that no opening counted.  Raises Conflict when another day began after `owner` was read, or this
    one is full."""
    actions, same = _photographed(owner, day)
    _count(owner, actions, same & (OwnerItem.photos < most) if owner.day == day else same)


def _photographed(owner: Owner, day: int) -> tuple[list[Action], Any]:
    """One photo more, and that the day is still the one that was read."""
    if owner.day == day:
        return [OwnerItem.photos.add(1)], OwnerItem.day == day
    same = OwnerItem.day == owner.day if owner.day else OwnerItem.day.does_not_exist()
    return [OwnerItem.day.set(day), OwnerItem.photos.set(1)], same


def _count(owner: Owner, actions: list[Action], room: Any) -> None:
    try:
        OwnerItem(_pk(owner.person_id), SK).update(actions=actions, condition=room, add_version_condition=False)
    except UpdateError as error:
        if is_condition_failure(error) or error.cause_response_code in BUSY:
            raise Conflict from error
        raise


def _counted(owner: Owner, asked: Asked) -> tuple[list[Action], Any]:
    """One request more, and that there is room for it."""
    if owner.slot == asked.slot:
        return [OwnerItem.asked.add(1)], (OwnerItem.slot == asked.slot) & (OwnerItem.asked < asked.most)
    same = OwnerItem.slot == owner.slot if owner.slot else OwnerItem.slot.does_not_exist()
    return [OwnerItem.slot.set(asked.slot), OwnerItem.asked.set(1)], same


def gains(person_id: str, order_id: str, counted: Owner | None = None) -> Update:
    """Gives the person one more order (→ Conflict when the account ended, or was given an order after `counted` was
    read)."""
    stands = OwnerItem.ended.does_not_exist()
    return Update(
        item=OwnerItem(_pk(person_id), SK),
        actions=[OwnerItem.order_ids.add({order_id}), OwnerItem.n.add(1)],
        condition=stands if counted is None else stands & _unchanged(counted),
    )


def passed_on(before: Head, after: Head) -> list[Write]:
    """The writes for a change that gives the order to somebody else."""
    return [] if after.person_id == before.person_id else [gains(after.person_id, after.order_id)]


def ending(person_id: str, has_orders: Callable[[str], bool]) -> list[Write] | None:
    """The writes for a transaction that ends an account without orders; None if the account was ever given one."""
    owner = load(person_id)
    return None if owner.order_ids or has_orders(person_id) else [ends(owner)]


def ends(owner: Owner) -> Update:
    """The account can be given no order any more (→ Conflict when it was given one after `owner` was read)."""
    key = OwnerItem(_pk(owner.person_id), SK)
    return Update(item=key, actions=[OwnerItem.ended.set(SK)], condition=_unchanged(owner))


def same(owner: Owner) -> Check:
    """A check for a transaction: the person was given no order after `owner` was read."""
    pk, sk = key_of(owner.person_id)
    return Check(model=OwnerItem, pk=pk, sk=sk, condition=_unchanged(owner))


def _unchanged(owner: Owner) -> Any:
    return OwnerItem.n == owner.n if owner.n else OwnerItem.n.does_not_exist()


def _pk(person_id: str) -> str:
    return f"OWNER#{person_id}"
