"""A spreadsheet somebody uploaded, as rows of text: CSV (UTF-8 or GB 18030) or XLSX.  Nothing in it is trusted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator

from chalicelib.shared.names import plain

MOST_BYTES = 10_000_000
MOST_ROWS = 200_000
MOST_UNPACKED = 300_000_000  # bytes; a sheet of 200,000 rows has 30 MB of XML
MOST_CELL = 1_000  # characters
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number and makes the rest up


class SheetRow(dict[str, str]):
    """Cells by column.  numbers: columns whose cell the spreadsheet kept as a number: zeros it began with are gone."""

    numbers: frozenset[str] = frozenset()


Rows = list[tuple[int, SheetRow]]  # line as the spreadsheet shows it


class _Number(str):
    """The text of such a cell."""

    __slots__ = ()


class Unreadable(Exception):
    """No table of ours; the text says what is wrong, in Chinese."""


def rows(data: bytes, needed: Iterable[str]) -> Rows:
    """Every row below the heading; empty rows are left out.

    needed: columns that must be there.  Raises Unreadable.
    """
    lines = enumerate(_xlsx(data) if data[:2] == b"PK" else _csv(data), 1)
    head = _heading(lines, list(needed))
    found: Rows = []
    empty = dict.fromkeys(filter(None, head), "")  # a row may end early
    alike: dict[frozenset[str], frozenset[str]] = {}  # one for all rows that have the same
    for line, cells in lines:
        named = {name: cell for name, cell in zip(head, cells, strict=False) if name}
        row = SheetRow(empty | {name: _clean(cell) for name, cell in named.items()})
        if numbers := frozenset(name for name, cell in named.items() if isinstance(cell, _Number)):
            row.numbers = alike.setdefault(numbers, numbers)
        if any(row.values()):
            found.append((line, row))
        if len(found) > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS:,} 行，请拆分后分别导入")
    if not found:
        raise Unreadable("表格中没有数据")
    return found


def _heading(lines: Iterator[tuple[int, list[str]]], needed: list[str]) -> list[str]:
    """The first of ten lines that names every needed column: lists often begin with a title."""
    for line, cells in lines:
        names = [_clean(cell) for cell in cells]
        if all(name in names for name in needed):
            return names
        if line >= 10:
            break
    raise Unreadable(f"没有找到表头，表格应包含：{'、'.join(needed)}")


def _clean(cell: str) -> str:
    """Half-width, without invisible signs; an apostrophe that only keeps Excel from counting is gone."""
    return plain(cell[:MOST_CELL]).removeprefix("'")


def _csv(data: bytes) -> Iterator[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("文件编码无法识别，请另存为 UTF-8 编码的 CSV 或 XLSX")
    if "\0" in text:
        raise Unreadable("文件不是 CSV 或 XLSX 表格")
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error as error:
        raise Unreadable("CSV 格式不正确") from error


def _xlsx(data: bytes) -> Iterator[list[str]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("XLSX 文件解压后过大")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # it may claim a million rows of 16,384 columns, where columns were only formatted
        for cells in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the library stumble over
        raise Unreadable("XLSX 文件已损坏，请用 Excel 打开后另存为新的文件") from error


def _text(cell: object) -> str:
    """A student number that Excel took for a number comes back whole, or as Excel shows it where it was too long."""
    if cell is None:
        return ""
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return str(cell)
    if abs(cell) >= EXACT:
        return f"{cell:.5E}"
    return _Number(int(cell) if float(cell).is_integer() else cell)
