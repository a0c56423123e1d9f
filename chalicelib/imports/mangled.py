"""Numbers that a spreadsheet changed before anybody saw them: what is left of one is somebody else's or nobody's."""

from __future__ import annotations

import re

from chalicelib.imports.model import Problem
from chalicelib.imports.sheets import Rows, SheetRow

_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def mangled(cell: str) -> str | None:
    """What became of a number's cell, in words, or None."""
    if _SCIENTIFIC.fullmatch(cell):
        return "被表格软件改成了科学计数法或丢了末位，请把该列设为“文本”后重新填写"
    if cell.upper() in ("TRUE", "FALSE"):
        return "是表格软件的逻辑值（TRUE 或 FALSE），请把该列设为“文本”后重新填写"
    return None


def zeros_lost(column: str, rows: Rows) -> tuple[Problem, ...]:
    """One warning about all cells of a column of numbers that are kept as such; nobody can tell whose began with 0."""
    lines = [line for line, row in rows if column in row.numbers]
    if not lines:
        return ()
    message = (
        f"这一列有 {len(lines)} 个单元格是数字格式，开头的 0 已被表格软件去掉。"
        f"如有以 0 开头的{column}，请把该列设为“文本”，改正后重新导入；没有则不用处理"
    )
    return (Problem(line=lines[0], column=column, message=message),)


def unknown(row: SheetRow, column: str, said: str) -> str:
    """Why a cell names nobody: `said`, or what became of it."""
    lost = "；单元格是数字格式，开头的 0 会丢失，请把该列设为“文本”后核对" if column in row.numbers else ""
    return mangled(row.get(column, "")) or f"{said}{lost}"
