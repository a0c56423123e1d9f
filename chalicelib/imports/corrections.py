"""A correction (更正) of a table: a table too, each of whose rows replaces the one with that line, or leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chalicelib.imports.apart import read_apart
from chalicelib.imports.sheets import Rows, SheetRow, Unreadable
from chalicelib.imports.wrong_rows import WrongRow

LINE, VERDICT, WRONG = "原表行号", "处理", "哪里不对"
OWN = frozenset({LINE, VERDICT, WRONG})  # columns that are no cells of the row
SKIP = "跳过"


@dataclass(frozen=True)
class Correction:
    """rows: line of the corrected table → the row in its place, None to leave it out."""

    rows: dict[int, SheetRow | None]


def read(data: bytes) -> Correction:
    """An uploaded correction.  Raises Unreadable."""
    found: dict[int, SheetRow | None] = {}
    for line, row in read_apart(data, (LINE,)).rows():
        if not (row[LINE].isascii() and row[LINE].isdecimal()):
            raise Unreadable(f"更正的表格第 {line} 行：“{LINE}”应为原来的行号，请不要改动这一列")
        at = int(row[LINE])
        if at in found:
            raise Unreadable(f"更正的表格第 {line} 行：原表第 {at} 行在前面已经更正过一次")
        found[at] = None if row.get(VERDICT) == SKIP else _cells(row)
    return Correction(found)


def _cells(row: SheetRow) -> SheetRow:
    cells = SheetRow({column: cell for column, cell in row.items() if column not in OWN})
    cells.numbers = row.numbers - OWN
    return cells


def corrected(table: Rows, corrections: Iterable[Correction]) -> Rows:
    """The table with its corrections, the later ones over the earlier.  Raises Unreadable for a line it has not."""
    by_line: dict[int, SheetRow | None] = dict(table)
    for correction in corrections:
        if unknown := correction.rows.keys() - by_line.keys():
            raise Unreadable(f"更正的表格：原表没有第 {min(unknown)} 行，请使用这次导入的错误行")
        for line, row in correction.rows.items():
            by_line[line] = _over(by_line[line], row)
    return [(line, row) for line, row in by_line.items() if row is not None]


def _over(before: SheetRow | None, row: SheetRow | None) -> SheetRow | None:
    """A row that an earlier correction left out may come back."""
    if before is None or row is None:
        return row
    changed = {column: cell for column, cell in row.items() if before.get(column) != cell}
    over = SheetRow(before | changed)
    over.numbers = (before.numbers - changed.keys()) | (row.numbers & changed.keys())
    return over


def to_correct(wrong: Sequence[WrongRow]) -> list[list[str]]:
    """The table to correct wrong rows in: what `read` reads, with what is wrong beside each row."""
    columns = list(dict.fromkeys(column for row in wrong for column in row.cells))
    lines = [
        [str(row.line), "；".join(_said(cell.column, cell.message) for cell in row.wrong), ""]
        + [row.cells.get(column, "") for column in columns]
        for row in wrong
    ]
    return [[LINE, WRONG, VERDICT, *columns], *lines]


def _said(column: str, message: str) -> str:
    return f"{column}：{message}" if column else message
