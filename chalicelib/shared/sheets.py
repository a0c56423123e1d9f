"""Writes CSV and XLSX tables: the same bytes for the same rows, and no formula that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from typing import IO

Row = Sequence[str]

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
RISKY = tuple("=+-@＝＋－＠\t\r\n")  # OWASP: CSV injection; some programs take full-width signs for the same
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# Not allowed in XML 1.0: with one of them in a cell, Excel calls the whole file broken.
_ILLEGAL = dict.fromkeys(
    [*(code for code in range(32) if code not in (9, 10, 13)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def escape_formula(cell: str) -> str:
    """The cell, with an apostrophe in front if a spreadsheet would take it for a formula: a number is none."""
    return f"'{cell}" if cell.startswith(RISKY) and not NUMBER.fullmatch(cell) else cell


def csv_bytes(rows: Iterable[Row]) -> bytes:
    """The rows as CSV in UTF-8 with BOM and CRLF, as Excel expects."""
    out = io.BytesIO()
    write_csv(out, rows)
    return out.getvalue()


def write_csv(file: IO[bytes], rows: Iterable[Row]) -> None:
    """As `csv_bytes`, row by row into a file."""
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    text.write(BOM)
    csv.writer(text, lineterminator="\r\n").writerows([escape_formula(cell) for cell in row] for row in rows)
    text.detach()


def add_file(archive: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = False) -> None:
    """Add a file to a zip without time, owner or anything else that differs between runs.  packed: compress it."""
    archive.writestr(_info(name, packed=packed), data)


def _info(name: str, *, packed: bool) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system, info.external_attr = 3, 0o644 << 16
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    return info


def xlsx_bytes(rows: Iterable[Row], sheet: str) -> bytes:
    """The rows as XLSX with one sheet of text cells: long numbers stay unchanged, and a formula stays text."""
    out = io.BytesIO()
    write_xlsx(out, rows, sheet)
    return out.getvalue()


def write_xlsx(file: IO[bytes], rows: Iterable[Row], sheet: str) -> None:
    """As `xlsx_bytes`, row by row into a file."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, xml in _frame(sheet):
            add_file(archive, name, (HEAD + xml).encode(), packed=True)
        with archive.open(_info("xl/worksheets/sheet1.xml", packed=True), "w") as part:
            part.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for at, row in enumerate(rows, 1):
                part.write(f'<row r="{at}">{"".join(map(_cell, row))}</row>'.encode())
            part.write(b"</sheetData></worksheet>")


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text.translate(_ILLEGAL), quote=False)}</t></is></c>'


def _frame(sheet: str) -> list[tuple[str, str]]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006"
    return [
        (
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
            f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        ),
    ]
