"""Templates that delivered files are named by (文件名模板)."""

from __future__ import annotations

import re

from chalicelib.tasks.consistency import FILE_WORDS
from chalicelib.tasks.model import CollectMode

_TEMPLATE = re.compile(r"(?![/.])(?:[\w.()-]|\{(?:" + "|".join(sorted(FILE_WORDS)) + r")\}|/(?=[^/.]))+\.jpg")


def can_name_files(template: str, mode: CollectMode) -> bool:
    """False for one that could lead outside its package, or that a task of the mode cannot fill."""
    unfilled = mode == "PLAIN" and "{collect_code}" in template
    return not unfilled and ".." not in template and _TEMPLATE.fullmatch(template) is not None
