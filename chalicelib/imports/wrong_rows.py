"""Rows that were not taken, kept to be corrected: beside their table in the bucket, and deleted with it after a day.

They hold names and numbers of students, so nothing of them is in the tables.  Each piece of work that finds some
writes one object; the import knows which pieces did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

import msgspec

from chalicelib.imports.model import Import, Problem
from chalicelib.storage.objects import Objects

MOST_BYTES = 20_000_000
JSON = "application/json"
TOLD = 250  # problems in one object


@dataclass(frozen=True, kw_only=True)
class WrongCell:
    """column: empty if the row as a whole is wrong; message: what is wrong, in Chinese."""

    column: str
    message: str


@dataclass(frozen=True, kw_only=True)
class WrongRow:
    """line: as the spreadsheet shows it; cells: column → text."""

    line: int
    cells: dict[str, str]
    wrong: tuple[WrongCell, ...]


# Made at import: msgspec crashes when two threads meet a type for the first time at once.
_ROWS = msgspec.json.Decoder(list[WrongRow])


class WrongRows:
    """objects: the bucket of the uploaded tables."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def put(self, job: Import, part: int, problems: Iterable[Problem], table: Mapping[int, Mapping[str, str]]) -> None:
        """Keep the rows that a piece of work found wrong.  table: line → row; repeated, it changes nothing."""
        of_row = sorted((each for each in problems if each.line in table), key=lambda problem: problem.line)
        found = [
            WrongRow(
                line=line,
                cells=dict(table[line]),
                wrong=tuple(WrongCell(column=each.column, message=each.message) for each in group),
            )
            for line, group in groupby(of_row, key=lambda problem: problem.line)
        ]
        self._objects.put(_key(job, part), msgspec.json.encode(found), JSON)

    def part(self, job: Import, part: int) -> list[WrongRow]:
        """Those of one piece, by line.  Raises Absent after a day."""
        return _ROWS.decode(self._objects.get(_key(job, part), MOST_BYTES).data)

    def every(self, job: Import) -> list[WrongRow]:
        """Those of every piece, by line; at most MOST_KEPT.  Raises Absent after a day."""
        return sorted((row for part in job.parts for row in self.part(job, part)), key=lambda row: row.line)


def _key(job: Import, part: int) -> str:
    return f"{job.newest_key}.wrong/{part}"
