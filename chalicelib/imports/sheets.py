"""Reads an uploaded spreadsheet as rows of text: CSV, XLS or XLSX.  Nothing in it is trusted; `apart` bounds it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.shared.names import half_width

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_BYTES = 10_000_000
MOST_ROWS = 200_000
MOST_LINES = 1_048_576  # of Excel's own
MOST_COLUMNS = 200
MOST_CELLS = 3_000_000  # 15 columns of the longest table: 600 MB while the reader hands them over
MOST_TEXT = 40_000_000  # characters of all cells
MOST_UNPACKED = 300_000_000  # bytes; a sheet of 200,000 rows has 30 MB of XML
MOST_CELL = 1_000  # characters
HEADING = 10  # lines in which the heading is looked for: tables often begin with a title
NUMBER = 4  # digits of a cell that is no name of a column
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number, and the rest are wrong
XLSX, XLS = b"PK", b"\xd0\xcf\x11\xe0"  # what the files begin with
TOO_MUCH = "请只留下需要的工作表、行和列，或拆分成几个文件，分别导入"


class SheetRow(dict[str, str]):
    """Column → cell.  numbers: columns whose cell was stored as a number, so that leading zeros are lost."""

    numbers: frozenset[str] = frozenset()


Rows = list[tuple[int, SheetRow]]  # (line as the spreadsheet shows it, row)
Cells = list[str]
Spellings = Mapping[str, Sequence[str]]  # column → what headings may call it, the preferred first


class SheetTable(Struct, frozen=True):
    """head: the heading as the table has it; columns: the same with the names of Spellings, "" for no column; lines:
    (line as the spreadsheet shows it, cells, places of the cells that were stored as numbers) without empty rows;
    unread: what other sheets with such a heading are called."""

    head: Cells
    columns: Cells
    lines: list[tuple[int, Cells, tuple[int, ...]]]
    unread: list[str] = []

    def rows(self) -> Rows:
        """Of two columns with one name, a filled cell counts."""
        result: Rows = []
        empty = dict.fromkeys(filter(None, self.columns), "")  # the last cells of a row may be missing
        shared: dict[tuple[int, ...], frozenset[str]] = {}  # rows with the same number cells share one set
        for line, cells, numbers in self.lines:
            row = SheetRow(empty)
            row.update((name, cell) for name, cell in zip(self.columns, cells, strict=False) if name and cell)
            if numbers:
                row.numbers = shared.setdefault(numbers, frozenset(self.columns[place] for place in numbers))
            result.append((line, row))
        return result


class _Number(str):
    """The text of a cell that was stored as a number."""

    __slots__ = ()


class Unreadable(Exception):
    """Not a readable table; the text says what is wrong, in Chinese.  head: the line that looks like a heading, where
    none with the needed columns was found."""

    def __init__(self, message: str, head: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.head = tuple(head)


def read(data: bytes, needed: Collection[str], spellings: Spellings | None = None) -> SheetTable:
    """Return the first sheet that has a heading with every needed column, and rows.  Raises Unreadable."""
    looked: list[tuple[str, Cells]] = []
    table: SheetTable | None = None
    has_heading, chosen, unread = False, "", list[str]()
    for name, lines in _sheets(data):
        numbered = enumerate(lines, 1)
        first = [(line, cells) for line, cells in islice(numbered, HEADING) if any(cells)]
        named = [(line, cells, _named(cells, spellings or {})) for line, cells in first]
        complete = {one[0]: one for one in named if set(needed) <= set(one[2])}
        looked.append((name, _heading([cells for _, cells in first])))
        if not complete:
            continue
        has_heading, known = True, {*needed, *(spellings or {})}
        line, head, columns = max(complete.values(), key=lambda one: len(known & set(one[2])))
        below = [(at, cells) for at, cells in first if at > line and at not in complete]
        rows = _lines(below, numbered, columns)
        if table is None:
            found = list(rows)
            if found:
                table, chosen = SheetTable(_cut(head), columns, found, unread), name
        elif name != chosen and any(rows):
            unread.append(name)
    if table:
        return table
    if has_heading:
        raise Unreadable("表格中没有数据")
    sheet, head = max(looked, key=lambda one: _filled(one[1]), default=("", []))
    names = [] if any(map(_has_number, head)) else [name for name in head if name]
    told = "表格是空的"
    if head:
        told = "前几行里没有看到列名，请在数据上面加一行列名"
    if names:
        told = f"{sheet}里找到的是：{'、'.join(name[:20] for name in names[:20])}"
    raise Unreadable(f"没有找到表头，表格应包含：{'、'.join(needed)}。{told}", names)


def _heading(lines: list[Cells]) -> Cells:
    """Of lines that are not empty the first with two cells, else the first: a row of a student may be fuller."""
    clean = list(map(_cut, lines))
    return next((cells for cells in clean if _filled(cells) > 1), clean[0] if clean else [])


def _has_number(name: str) -> bool:
    """Whether a cell may be a student's number, a code or a date, which no heading has."""
    return sum(sign.isdecimal() for sign in name) >= NUMBER


def _filled(cells: Cells) -> int:
    return sum(map(bool, cells))


def _cut(cells: Cells) -> Cells:
    """The cells clean, without the empty ones at the end."""
    clean = [_clean(cell) for cell in cells]
    while clean and not clean[-1]:
        clean.pop()
    return clean


def _named(cells: Cells, spellings: Spellings) -> Cells:
    """The columns of a heading, by the first accepted spelling of each that it has."""
    head = _cut(cells)
    found = {next((name for name in accepted if name in head), ""): column for column, accepted in spellings.items()}
    return [found.get(name, "" if name in spellings else name) if name else "" for name in head]


def _lines(
    first: list[tuple[int, Cells]], rest: Iterator[tuple[int, Cells]], columns: Cells
) -> Iterator[tuple[int, Cells, tuple[int, ...]]]:
    """Those that are not empty.  Raises Unreadable for a table that is too large."""
    count = text = 0
    if len(columns) > MOST_COLUMNS:
        raise Unreadable(f"超过 {MOST_COLUMNS} 列。{TOO_MUCH}")
    used = [place for place, name in enumerate(columns) if name]
    for lines in (first, rest):
        for line, raw in lines:
            cells = [_clean(cell) for cell in raw[: len(columns)]]
            if not any(cells[place] for place in used if place < len(cells)):
                continue
            count, text = count + 1, text + sum(map(len, cells))
            if count > MOST_ROWS or count * len(columns) > MOST_CELLS or text > MOST_TEXT:
                raise Unreadable(f"超过 {MOST_ROWS:,} 行，或内容过多。{TOO_MUCH}")
            yield line, cells, tuple(place for place in used if place < len(raw) and isinstance(raw[place], _Number))


def _clean(cell: str) -> str:
    """The cell half-width, without invisible characters, and without the apostrophe that marks text in Excel."""
    return half_width(cell[:MOST_CELL]).removeprefix("'")


def _sheets(data: bytes) -> Iterator[tuple[str, Iterator[Cells]]]:
    """(what an error calls it, its lines) of each sheet: of a CSV, the text cut at commas, tabs or semicolons."""
    if data.startswith((XLSX, XLS)):
        yield from _book(data)
        return
    text = _decoded(data)
    if text.lstrip()[:1] == "<":
        raise Unreadable("文件其实是网页，请用 Excel 或 WPS 打开后另存为 XLSX")
    for delimiter in ",\t;":
        yield "表格", _csv(text, delimiter)


def _decoded(data: bytes) -> str:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Unreadable("文件不是 CSV、XLS 或 XLSX 表格")
        return text
    raise Unreadable("文件编码无法识别，请另存为 XLSX")


def _csv(text: str, delimiter: str) -> Iterator[Cells]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise Unreadable("CSV 格式不正确，请另存为 XLSX") from error


def _book(data: bytes) -> Iterator[tuple[str, Iterator[Cells]]]:
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        if data.startswith(XLSX):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                    raise Unreadable(f"XLSX 文件解压后过大。{TOO_MUCH}")
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible:
                yield f"工作表“{sheet.name[:31]}”", _sheet(book.get_sheet_by_name(sheet.name))
    except (Unreadable, MemoryError):
        raise
    except PasswordError as error:
        raise Unreadable("文件有密码，请去掉密码后另存为新的 XLSX") from error
    except Exception as error:  # whatever a broken or hostile file makes the library raise
        raise Unreadable("文件已损坏，请用 Excel 或 WPS 打开后另存为新的 XLSX") from error


def _sheet(sheet: CalamineSheet) -> Iterator[Cells]:
    """The lines of a sheet from its first one; every cell of a merged range has the text of the range."""
    if sheet.start is None or sheet.end is None:
        return
    left, (bottom, right) = sheet.start[1], sheet.end
    if bottom >= MOST_LINES:
        raise Unreadable(f"超过 {MOST_ROWS:,} 行。{TOO_MUCH}")
    ranges: dict[int, list[tuple[int, slice]]] = defaultdict(list)  # first line → (last line, columns)
    area = 0
    for (top, first), (end, last) in sheet.merged_cell_ranges or ():
        if left <= first <= right:
            area += (min(end, bottom) - top + 1) * (min(last, right) - first + 1)
            ranges[top].append((end, slice(first - left, min(last, right) - left + 1)))
    if area > MOST_CELLS:
        raise Unreadable(f"合并的单元格过多。{TOO_MUCH}")
    filling: list[tuple[int, slice, str]] = []
    for line, values in enumerate(sheet.iter_rows()):
        cells = [_text(value) for value in values]
        filling = [one for one in filling if one[0] >= line]
        filling += [(end, places, cells[places.start]) for end, places in ranges.get(line, ())]
        for _, places, text in filling:
            cells[places] = [text] * (places.stop - places.start)
        yield cells


def _text(cell: object) -> str:
    """The text of a cell; a number without decimals if it is whole, and as Excel shows it if it has too many digits."""
    if not isinstance(cell, int | float) or isinstance(cell, bool):
        return str(cell)
    if abs(cell) >= EXACT:
        return f"{cell:.5E}"
    return _Number(int(cell) if float(cell).is_integer() else cell)
