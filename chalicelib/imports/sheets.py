"""Reads an uploaded spreadsheet as rows of text: CSV (UTF-8 or GB 18030) or XLSX.  Nothing in it is trusted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator

from chalicelib.shared.names import half_width

MOST_BYTES = 10_000_000
MOST_ROWS = 200_000
MOST_UNPACKED = 300_000_000  # bytes; a sheet of 200,000 rows has 30 MB of XML
MOST_CELL = 1_000  # characters
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number, and the rest are wrong


class SheetRow(dict[str, str]):
    """Column → cell.  numbers: columns whose cell was stored as a number, so that leading zeros are lost."""

    numbers: frozenset[str] = frozenset()


Rows = list[tuple[int, SheetRow]]  # (line as the spreadsheet shows it, row)


class _Number(str):
    """The text of a cell that was stored as a number."""

    __slots__ = ()


class Unreadable(Exception):
    """Not a readable table; the text says what is wrong, in Chinese."""


def rows(data: bytes, needed: Iterable[str]) -> Rows:
    """Every row below the heading, without empty rows.

    needed: the required columns.  Raises Unreadable.
    """
    lines = enumerate(_xlsx(data) if data[:2] == b"PK" else _csv(data), 1)
    head = _heading(lines, list(needed))
    result: Rows = []
    empty = dict.fromkeys(filter(None, head), "")  # the last cells of a row may be missing
    shared: dict[frozenset[str], frozenset[str]] = {}  # rows with equal `numbers` share one set
    for line, cells in lines:
        by_name = {name: cell for name, cell in zip(head, cells, strict=False) if name}
        row = SheetRow(empty | {name: _clean(cell) for name, cell in by_name.items()})
        if numbers := frozenset(name for name, cell in by_name.items() if isinstance(cell, _Number)):
            row.numbers = shared.setdefault(numbers, numbers)
        if any(row.values()):
            result.append((line, row))
        if len(result) > MOST_ROWS:
            raise Unreadable(f"超过 {MOST_ROWS:,} 行，请拆分后分别导入")
    if not result:
        raise Unreadable("表格中没有数据")
    return result


def _heading(lines: Iterator[tuple[int, list[str]]], needed: list[str]) -> list[str]:
    """The first of ten lines that has every needed column: tables often begin with a title."""
    for line, cells in lines:
        names = [_clean(cell) for cell in cells]
        if all(name in names for name in needed):
            return names
        if line >= 10:
            break
    raise Unreadable(f"没有找到表头，表格应包含：{'、'.join(needed)}")


def _clean(cell: str) -> str:
    """The cell half-width, without invisible characters, and without the apostrophe that marks text in Excel."""
    return half_width(cell[:MOST_CELL]).removeprefix("'")


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
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("XLSX 文件解压后过大")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # formatted empty columns make it claim a million rows of 16,384 columns
        for cells in sheet.iter_rows(values_only=True):
            yield [_text(cell) for cell in cells]
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the library raise
        raise Unreadable("XLSX 文件已损坏，请用 Excel 打开后另存为新的文件") from error


def _text(cell: object) -> str:
    """The text of a cell; a number without decimals if it is whole, and as Excel shows it if it has too many digits."""
    if cell is None:
        return ""
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return str(cell)
    if abs(cell) >= EXACT:
        return f"{cell:.5E}"
    return _Number(int(cell) if float(cell).is_integer() else cell)
