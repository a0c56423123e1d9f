"""Which enrolment was the first in a task to bring a picture, in the orders table: pk SAME#<task>#<mark>, sk FIRST.

A mark is a digest of the file or of its look: no pixels, no names.
"""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError

from chalicelib.shared.db import BaseMeta, TwoKeys, is_condition_failure, save_if

SK = "FIRST"


class SameItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    enrolment = UnicodeAttribute()


class FirstPictures:
    """The first enrolment to take a mark keeps it."""

    def __init__(self, table: str) -> None:
        SameItem.Meta.table_name = table

    def holder(self, task_id: str, mark: str) -> str | None:
        """The enrolment that holds the mark (a consistent read), or None."""
        item = SameItem.find(_pk(task_id, mark), SK)
        return str(item.enrolment) if item else None

    def leave(self, task_id: str, mark: str, enrolment: str) -> None:
        """Gives the mark up, if this enrolment holds it."""
        try:
            SameItem(_pk(task_id, mark), SK).delete(
                condition=SameItem.enrolment == enrolment, add_version_condition=False
            )
        except DeleteError as error:
            if not is_condition_failure(error):
                raise

    def take(self, task_id: str, mark: str, enrolment: str) -> str:
        """The enrolment that holds the mark from now on: this one, or another that was faster."""
        item = SameItem(_pk(task_id, mark), SK, enrolment=enrolment)
        if save_if(item, SameItem.pk.does_not_exist()):
            return enrolment
        return self.holder(task_id, mark) or enrolment


def _pk(task_id: str, mark: str) -> str:
    return f"SAME#{task_id}#{mark}"
