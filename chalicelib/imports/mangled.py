"""Numbers that a spreadsheet changed before anybody saw them: what is left of one is somebody else's or nobody's."""

from __future__ import annotations

import re

_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def mangled(cell: str) -> str | None:
    """What became of a number's cell, in words, or None."""
    if _SCIENTIFIC.fullmatch(cell):
        return "被表格软件改成了科学计数法或丢了末位，请把该列设为“文本”后重新填写"
    if cell.upper() in ("TRUE", "FALSE"):
        return "是表格软件的逻辑值（TRUE 或 FALSE），请把该列设为“文本”后重新填写"
    return None
