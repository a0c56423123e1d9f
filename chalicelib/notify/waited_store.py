"""How long photos waited from being handed in until a person decided, in the tasks table.

WAITED#<branch>   <day>#<task id>   how many photos of a task were decided on that day (Shanghai time), by how many
                                    minutes they had waited: up to 15, up to 30, …, or longer than any bound

Hours are those of the clock, nights and weekends too: so the student waits.  A photo that was recalled waits anew from
then.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from pynamodb.attributes import NumberAttribute

from chalicelib.orders.machine.decide import DECISIONS, WAITED
from chalicelib.orders.model import EventRecord
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import BaseMeta, TwoKeys, Update
from chalicelib.shared.histogram import MINUTES, Histogram, added, bucket_of
from chalicelib.tasks.model import Task


class WaitedItem(TwoKeys):
    """Each attribute but the last is named after its upper bound in minutes."""

    class Meta(BaseMeta):
        pass

    to_15 = NumberAttribute(default=0)
    to_30 = NumberAttribute(default=0)
    to_60 = NumberAttribute(default=0)
    to_120 = NumberAttribute(default=0)
    to_180 = NumberAttribute(default=0)
    to_240 = NumberAttribute(default=0)
    to_360 = NumberAttribute(default=0)
    to_480 = NumberAttribute(default=0)
    to_720 = NumberAttribute(default=0)
    to_1440 = NumberAttribute(default=0)
    to_2160 = NumberAttribute(default=0)
    to_2880 = NumberAttribute(default=0)
    to_4320 = NumberAttribute(default=0)
    to_10080 = NumberAttribute(default=0)
    longer = NumberAttribute(default=0)


NAMES = (*(f"to_{minutes}" for minutes in MINUTES), "longer")


class WaitedStore:
    """table: name of the tasks table."""

    def __init__(self, table: str) -> None:
        WaitedItem.Meta.table_name = table

    @staticmethod
    def counting(record: EventRecord, task: Task) -> list[Update]:
        """The write that counts the wait that a person's decision ended; none for any other event, and for one of
        before waits were told."""
        seconds = record.data.get(WAITED)
        if seconds is None or record.event not in DECISIONS or record.actor.kind != "staff":
            return []
        day = record.at.astimezone(SHANGHAI).date().isoformat()
        bucket: NumberAttribute = getattr(WaitedItem, NAMES[bucket_of(timedelta(seconds=seconds))])
        return [Update(item=WaitedItem(f"WAITED#{task.branch}", f"{day}#{task.task_id}"), actions=[bucket.add(1)])]

    def between(self, branch: str, first: date, last: date) -> dict[str, Histogram]:
        """Task id → the waits of the days from `first` to `last`, both included; tasks without any are left out."""
        days = WaitedItem.sk.between(f"{first.isoformat()}#", f"{last.isoformat()}#~")
        found: dict[str, list[Histogram]] = defaultdict(list)
        for item in WaitedItem.query(f"WAITED#{branch}", days):
            counts = tuple(int(getattr(item, name) or 0) for name in NAMES)
            found[item.sk.partition("#")[2]].append(Histogram(counts))
        return {task_id: added(rows) for task_id, rows in found.items()}
