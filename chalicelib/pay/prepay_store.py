"""What the channel gave to start a payment, stored beside its attempt (pk order id, sk PREPAY#nn) to be shown again
while it is valid."""

from __future__ import annotations

from datetime import datetime

from msgspec.json import Decoder
from pynamodb.attributes import UnicodeAttribute

from chalicelib.pay.model import Started
from chalicelib.shared.db import BaseMeta, TwoKeys, as_json, save_if

_STARTED = Decoder(Started)  # made at import: its first use by two threads at once would crash


class PrepayItem(TwoKeys):
    """One item; `body` is the JSON of a Started."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


class Prepays:
    """The first valid prepay of an attempt wins: whoever asked at the same time is shown it too, since the channel may
    let one of the two expire."""

    def __init__(self, table: str) -> None:
        PrepayItem.Meta.table_name = table

    def keep(self, order_id: str, attempt_no: int, started: Started, now: datetime) -> Started:
        """Stores the prepay and returns the one to show.  One that costs no call to make again is not stored."""
        if started.until is None:
            return started
        item = PrepayItem(order_id, _part(attempt_no), body=as_json(started))
        if save_if(item, PrepayItem.pk.does_not_exist()):
            return started
        before = PrepayItem.find(order_id, _part(attempt_no))
        if before is not None and (good := _good(before, now)):
            return good
        unchanged = PrepayItem.body == before.body if before else PrepayItem.pk.does_not_exist()
        if save_if(item, unchanged):
            return started
        return self.kept(order_id, attempt_no, now) or started

    def kept(self, order_id: str, attempt_no: int, now: datetime) -> Started | None:
        item = PrepayItem.find(order_id, _part(attempt_no))
        return _good(item, now) if item else None


def _good(item: PrepayItem, now: datetime) -> Started | None:
    started = _STARTED.decode(item.body)
    return started if started.until is not None and now < started.until else None


def _part(attempt_no: int) -> str:
    return f"PREPAY#{attempt_no:02d}"
