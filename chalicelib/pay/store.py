"""What a prepay gave, kept beside its attempt (pk order id, sk PREPAY#nn) to be shown again while it is good."""

from __future__ import annotations

from datetime import datetime

from msgspec.json import Decoder
from pynamodb.attributes import UnicodeAttribute

from chalicelib.pay.model import Started
from chalicelib.shared.db import BaseMeta, TwoKeys, as_json

_STARTED = Decoder(Started)  # made at import: its first use by two threads at once would crash


class PrepayItem(TwoKeys):
    """One item; `body` is the JSON of a Started."""

    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute()


class Prepays:
    """The last one of an attempt wins: an earlier one may have died at the channel with it."""

    def __init__(self, table: str) -> None:
        PrepayItem.Meta.table_name = table

    def keep(self, order_id: str, attempt_no: int, started: Started) -> None:
        """Nothing is kept of what costs no call."""
        if started.until is not None:
            body = as_json(started)
            PrepayItem(order_id, _part(attempt_no), body=body).save(add_version_condition=False)

    def kept(self, order_id: str, attempt_no: int, now: datetime) -> Started | None:
        item = PrepayItem.find(order_id, _part(attempt_no))
        if item is None:
            return None
        started = _STARTED.decode(item.body)
        return started if started.until is not None and now < started.until else None


def _part(attempt_no: int) -> str:
    return f"PREPAY#{attempt_no:02d}"
