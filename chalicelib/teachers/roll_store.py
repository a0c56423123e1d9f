"""Rosters in the order in which people read them, in the tasks table: a roster itself has no order.

ROLL#<task id>#<kind>   ROLL                        which blocks count, and where each begins
ROLL#<task id>#<kind>   BLOCK#<generation>#<nnnn>   up to BLOCK people
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final, Literal, NamedTuple, get_args

import msgspec
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError

from chalicelib.shared.db import BaseMeta, Conflict, TwoKeys, as_json, drop, is_condition_failure, save_all, save_if
from chalicelib.shared.ids import random_id
from chalicelib.tasks.roster import RosterRow

Kind = Literal["ALL", "NOT_BEGUN"]  # everybody; those who had not begun
BLOCK: Final = 500  # people: about 30 KB packed, and with the longest names well below the 400 KB of an item
MOST_BLOCKS: Final = 10_000  # of one copy
AT_A_TIME: Final = 4  # blocks of one request
MANY_GONE: Final = 4  # one in so many: then a block is written anew
HEAD: Final = "ROLL"


class Place(NamedTuple):
    """Where somebody stands in the order."""

    college: str
    class_name: str
    shown: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Line:
    """on_site: photographed there."""

    row: RosterRow
    on_site: bool

    @property
    def place(self) -> Place:
        return Place(self.row.college, self.row.class_name, self.row.shown, self.row.digest)


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What the blocks are a copy of.  generation: of the blocks; before: of those that they replaced, which somebody
    may still be reading; rev: of the task's lists when they were read; firsts: where each block begins."""

    generation: str
    before: str
    rev: str
    at: datetime
    firsts: tuple[Place, ...]


class RollItem(TwoKeys):
    class Meta(BaseMeta):
        pass

    body = UnicodeAttribute(null=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)  # a block's people: written bytes are what it costs
    generation = UnicodeAttribute(null=True)
    people = NumberAttribute(null=True)


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_COPY, _LINES = msgspec.json.Decoder(Copy), msgspec.json.Decoder(list[Line])


@dataclass(frozen=True)
class Block:
    """People in their order; item: as it was read."""

    lines: list[Line]
    item: RollItem

    def without(self, gone: Collection[str]) -> None:
        """Leave those digests out from now on, where they are many.  Of two at once the first counts: the next look at
        what it left does the rest."""
        if not gone or len(gone) * MANY_GONE < len(self.lines):
            return
        left = [line for line in self.lines if line.row.digest not in gone]
        as_read = RollItem.people == len(self.lines)  # it only ever gets smaller
        if left:
            save_if(_block(self.item.pk, self.item.sk, left), as_read)
            return
        try:
            self.item.delete(condition=as_read, add_version_condition=False)
        except DeleteError as error:
            if not is_condition_failure(error):
                raise


class RollStore:
    """table: name of the tasks table."""

    def __init__(self, table: str) -> None:
        RollItem.Meta.table_name = table

    def copy(self, task_id: str, kind: Kind) -> Copy | None:
        """Which one counts.  Strongly consistent."""
        item = RollItem.find(_pk(task_id, kind), HEAD)
        return _COPY.decode(str(item.body)) if item else None

    def blocks(self, task_id: str, kind: Kind, copy: Copy, begin: Place | None) -> Iterator[Block]:
        """Those of a copy from the one on in which `begin` would be.  Raises Conflict at the end if the copy was
        replaced twice meanwhile: some of its blocks may be gone."""
        first = max(0, bisect_right(copy.firsts, begin) - 1) if begin else 0
        between = RollItem.sk.between(_sk(copy.generation, first), _sk(copy.generation, len(copy.firsts)))
        for item in RollItem.query(_pk(task_id, kind), between, consistent_read=True, page_size=AT_A_TIME):
            yield Block(_LINES.decode(zlib.decompress(item.packed or b"")), item)
        now = self.copy(task_id, kind)
        if now is None or copy.generation not in (now.generation, now.before):
            raise Conflict

    def replace(
        self, task_id: str, kind: Kind, old: Copy | None, lines: Sequence[Line], rev: str, at: datetime
    ) -> Copy:
        """From now on these count, which are in their order.  Raises Conflict if others replaced `old` meanwhile."""
        pk, generation, blocks = _pk(task_id, kind), random_id(8), list(batched(lines, BLOCK))
        save_all(RollItem, (_block(pk, _sk(generation, number), block) for number, block in enumerate(blocks)))
        firsts = tuple(block[0].place for block in blocks)
        copy = Copy(generation=generation, before=old.generation if old else "", rev=rev, at=at, firsts=firsts)
        same = RollItem.generation == old.generation if old else RollItem.pk.does_not_exist()
        saved = save_if(RollItem(pk, HEAD, body=as_json(copy), generation=generation), same)
        if over := (old.before if old else "") if saved else generation:
            drop(RollItem, pk, most=MOST_BLOCKS, prefix=f"BLOCK#{over}#")
        if not saved:
            raise Conflict
        return copy

    def drop(self, task_id: str, most: int) -> int:
        """Delete up to `most` items of a task; returns how many, 0 once none is left."""
        return next(filter(None, (drop(RollItem, _pk(task_id, kind), most=most) for kind in get_args(Kind))), 0)


def _block(pk: str, sk: str, lines: Sequence[Line]) -> RollItem:
    return RollItem(pk, sk, packed=zlib.compress(msgspec.json.encode(lines)), people=len(lines))


def _pk(task_id: str, kind: Kind) -> str:
    return f"ROLL#{task_id}#{kind}"


def _sk(generation: str, number: int) -> str:
    return f"BLOCK#{generation}#{number:04}"
