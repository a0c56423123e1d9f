"""When `purge` looks at which task, in the tasks table.

LOOKS            <instant>#<task id>  a look (see TaskStore)
LOOKS#WHOLE      DAY                  the last day on which every task was seen to have one

A look that is too many costs a few requests, one that is missing keeps somebody's data.  So looks are added by whoever
changes a date, never moved, and deleted by nobody but `purge`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError

from chalicelib.shared.clock import from_iso, iso
from chalicelib.shared.db import BaseMeta, TwoKeys, is_condition_failure, save_all
from chalicelib.shared.ids import random_id
from chalicelib.tasks.store import LOOKS, LookItem

PAGE = 100
AFTER_ALL = "~"  # behind every task id


class WholeItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    day = UnicodeAttribute()


@dataclass(frozen=True, kw_only=True)
class Look:
    """mark: changes whenever the same look is written again."""

    task_id: str
    at: datetime
    mark: str


class LookStore:
    """Every call is idempotent."""

    def __init__(self, table: str) -> None:
        LookItem.Meta.table_name = WholeItem.Meta.table_name = table

    def due(self, now: datetime) -> Iterator[Look]:
        """What is due by now, the oldest first, read by the page."""
        until = LookItem.sk <= f"{iso(now)}#{AFTER_ALL}"
        for item in LookItem.query(LOOKS, until, page_size=PAGE, consistent_read=True):
            at, _, task_id = item.sk.partition("#")
            yield Look(task_id=task_id, at=from_iso(at), mark=item.mark)

    def add(self, at: datetime, task_ids: Iterable[str]) -> None:
        """Have these tasks looked at then."""
        save_all(LookItem, (LookItem(LOOKS, f"{iso(at)}#{task_id}", mark=random_id(8)) for task_id in task_ids))

    def done(self, look: Look) -> None:
        """Delete the look, unless it was written again since it was read."""
        item = LookItem(LOOKS, f"{iso(look.at)}#{look.task_id}")
        try:
            item.delete(condition=LookItem.mark == look.mark, add_version_condition=False)
        except DeleteError as error:
            if not is_condition_failure(error):
                raise

    def looked_after(self) -> set[str]:
        """Ids of the tasks that have a look."""
        return {sk.partition("#")[2] for (sk,) in LookItem.texts(LOOKS, "sk")}

    def whole(self, day: date) -> bool:
        """Whether every task was seen to have a look on that day."""
        item = WholeItem.find(f"{LOOKS}#WHOLE", "DAY")
        return item is not None and item.day == day.isoformat()

    def found_whole(self, day: date) -> None:
        WholeItem(f"{LOOKS}#WHOLE", "DAY", day=day.isoformat()).save(add_version_condition=False)
