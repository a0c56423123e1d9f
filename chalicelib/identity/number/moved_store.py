"""Numbers that are to be notified by SMS what was done to their account, which may be a thief's doing: `MOVED#<id>` in
the orders table, whose stream the notify step reads.  Written with or before the act itself, so that none is silent;
deleted once the SMS is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.clock import iso
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import BaseMeta, Put, TwoKeys, Write
from chalicelib.shared.ids import random_id

MOVED = "MOVED"  # begins the key, and is the sort key
# What was done, as the SMS says it after the time: at most 12 characters, which the vendor takes for a parameter.
PHONE_CHANGED, TAIL_PUT = "更换手机号", "登记证件号后四位"
EXPORTED, DELETED, CLOSED = "导出个人数据", "删除个人数据", "注销"


class MovedItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    phone = UnicodeAttribute()
    at = UnicodeAttribute()
    act = UnicodeAttribute(null=True)  # None in items of the release before: PHONE_CHANGED


@dataclass(frozen=True, kw_only=True)
class Moved:
    """phone: 11 digits, of the account at `at`, when somebody did `act`."""

    moved_id: str
    phone: str = field(repr=False)
    at: datetime
    act: str


class MovedStore:
    """The number is sealed."""

    def __init__(self, table: str, keys: Keys) -> None:
        MovedItem.Meta.table_name = table
        self._keys = keys

    def new(self, phone: str, at: datetime, act: str = PHONE_CHANGED) -> list[Write]:
        """The write that has the number told, for the transaction of the act; none for "", a number that does not
        open."""
        if not phone:
            return []
        moved_id = random_id()
        sealed = self._keys.seal(phone, about=f"moved {moved_id}")
        item = MovedItem(f"{MOVED}#{moved_id}", MOVED, phone=sealed, at=iso(at), act=act)
        return [Put(item=item, new=True)]

    def get(self, moved_id: str) -> Moved | None:
        """None: it was told."""
        item = MovedItem.find(f"{MOVED}#{moved_id}", MOVED)
        if item is None:
            return None
        phone = self._keys.unseal(item.phone, about=f"moved {moved_id}")
        return Moved(moved_id=moved_id, phone=phone, at=datetime.fromisoformat(item.at), act=item.act or PHONE_CHANGED)

    def drop(self, moved_id: str) -> None:
        """Delete it.  Idempotent."""
        MovedItem(f"{MOVED}#{moved_id}", MOVED).delete(add_version_condition=False)
