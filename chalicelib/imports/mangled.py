"""Numbers that a spreadsheet program changed when it opened the table: what is left may be somebody else's number."""

from __future__ import annotations

import re

from chalicelib.imports.model import Problem
from chalicelib.imports.sheets import Rows, SheetRow

_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def mangled_number(cell: str) -> str | None:
    """What the program did to a number, in Chinese, or None if nothing."""
    if _SCIENTIFIC.fullmatch(cell):
        return "被表格软件改成了科学计数法或丢了末位，请把该列设为“文本”后重新填写"
    if cell.upper() in ("TRUE", "FALSE"):
        return "是表格软件的逻辑值（TRUE 或 FALSE），请把该列设为“文本”后重新填写"
    return None


def lost_zeros_warning(column: str, rows: Rows) -> tuple[Problem, ...]:
    """One warning for all cells of the column stored as numbers: nobody can tell which of them began with 0."""
    lines = [line for line, row in rows if column in row.numbers]
    if not lines:
        return ()
    message = (
        f"这一列有 {len(lines)} 个单元格是数字格式，开头的 0 已被表格软件去掉。"
        f"如有以 0 开头的{column}，请把该列设为“文本”，改正后重新导入；没有则不用处理"
    )
    return (Problem(line=lines[0], column=column, message=message),)


def unknown_cell(row: SheetRow, column: str, reason: str) -> str:
    """Why a cell identifies nobody, in Chinese: `reason`, or what a spreadsheet program did to it."""
    lost = "；单元格是数字格式，开头的 0 会丢失，请把该列设为“文本”后核对" if column in row.numbers else ""
    return mangled_number(row.get(column, "")) or f"{reason}{lost}"
