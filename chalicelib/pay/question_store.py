"""When a student last made us ask about an attempt, kept beside it (pk order id, sk ASKED#nn): one who asks in a loop
must not use up the merchant's quota for all."""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.shared.clock import iso
from chalicelib.shared.db import BaseMeta, TwoKeys, save_if


class QuestionItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    at = UnicodeAttribute()


class Questions:
    """One item an attempt."""

    def __init__(self, table: str) -> None:
        QuestionItem.Meta.table_name = table

    def seize(self, order_id: str, attempt_no: int, now: datetime, pause: timedelta) -> bool:
        """Whether nobody asked during the pause; of many at once one gets True."""
        asked = QuestionItem(order_id, f"ASKED#{attempt_no:02d}", at=iso(now))
        long_ago = QuestionItem.at.does_not_exist() | (QuestionItem.at <= iso(now - pause))
        return save_if(asked, long_ago)
