"""Which enrolment was the first in a task to bring a picture, in the orders table: marks of files and of looks.

SAME#<task>#LOOK#<look>        FIRST              the first with this look: whose it was, and its content
SAME#<task>#LOOK#<look>        CONTENT#<sha256>   another file of the same look: rare, as people do not share looks

A mark is a digest of the file or of its look: no pixels, no names.  Equal files look alike, so a file is sought under
its look.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import DeleteError

from chalicelib.shared.db import (
    BaseMeta,
    Check,
    Conflict,
    Duplicate,
    Put,
    TwoKeys,
    is_condition_failure,
    save_if,
    transact,
)

FIRST: Final = "FIRST"
CONTENT: Final = "CONTENT#"


class SameItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    enrolment = UnicodeAttribute()
    content = UnicodeAttribute(null=True)


@dataclass(frozen=True, kw_only=True)
class Firsts:
    """The enrolments that hold the mark of a file, and of its look; None: nobody."""

    content: str | None = None
    look: str | None = None


class FirstPictures:
    """The first enrolment to take a mark keeps it.  content: a file's SHA-256; look: its difference hash."""

    def __init__(self, table: str) -> None:
        SameItem.Meta.table_name = table

    def holders(self, task_id: str, content: str, look: str) -> Firsts:
        """Who holds the marks, by consistent reads."""
        first = SameItem.find(_pk(task_id, look), FIRST)
        if first is None:
            return Firsts()
        return Firsts(content=_file_holder(first, content), look=str(first.enrolment))

    def take(self, task_id: str, content: str, look: str, enrolment: str) -> Firsts:
        """Who holds the marks from now on: this enrolment, or others that were faster."""
        pk = _pk(task_id, look)
        mine = SameItem(pk, FIRST, enrolment=enrolment, content=content)
        while not save_if(mine, SameItem.pk.does_not_exist()):
            held = self.holders(task_id, content, look)
            if held.content is None and held.look is not None:
                save_if(SameItem(pk, CONTENT + content, enrolment=enrolment), SameItem.pk.does_not_exist())
                held = self.holders(task_id, content, look)
            if held.look is not None:  # or the first left before it could know of this one, which then is the first
                return held
        return Firsts(content=enrolment, look=enrolment)

    def leave(self, task_id: str, look: str, enrolment: str) -> None:
        """Gives up the marks that this enrolment holds; another file of the same look becomes the first."""
        pk = _pk(task_id, look)
        _drop(SameItem(pk, FIRST), enrolment)
        while others := list(SameItem.query(pk, consistent_read=True)):
            mine = [item for item in others if item.enrolment == enrolment]
            for item in mine:
                _drop(item, enrolment)
            if not mine:
                if any(item.sk == FIRST for item in others):
                    return
                _make_first(others)


def _file_holder(first: SameItem, content: str) -> str | None:
    """The enrolment that holds the file's mark, where `first` is the first picture of its look."""
    if first.content == content:
        return str(first.enrolment)
    item = SameItem.find(first.pk, CONTENT + content)
    return str(item.enrolment) if item else None


def _make_first(others: Sequence[SameItem]) -> None:
    """Nothing happens if the chosen one leaves, or another comes first, at the same time."""
    chosen = others[0]
    first = SameItem(chosen.pk, FIRST, enrolment=chosen.enrolment, content=chosen.sk.removeprefix(CONTENT))
    stays = Check(model=SameItem, pk=chosen.pk, sk=chosen.sk, condition=SameItem.enrolment == chosen.enrolment)
    with suppress(Conflict, Duplicate):
        transact([Put(item=first, new=True), stays])


def _drop(item: SameItem, enrolment: str) -> None:
    try:
        item.delete(condition=SameItem.enrolment == enrolment, add_version_condition=False)
    except DeleteError as error:
        if not is_condition_failure(error):
            raise


def _pk(task_id: str, look: str) -> str:
    return f"SAME#{task_id}#LOOK#{look}"
