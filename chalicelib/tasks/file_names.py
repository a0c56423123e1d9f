"""File name templates of delivered photos (文件名模板)."""

from __future__ import annotations

import re

from chalicelib.tasks.consistency import FILE_WORDS
from chalicelib.tasks.model import CollectMode

_TEMPLATE = re.compile(r"(?![/.])(?:[\w.()-]|\{(?:" + "|".join(sorted(FILE_WORDS)) + r")\}|/(?=[^/.]))+\.jpg")


def can_name_files(template: str, mode: CollectMode) -> bool:
    """Whether the template is valid: it cannot leave its package's folder, and a task of this mode can fill it."""
    unfilled = mode == "PLAIN" and "{collect_code}" in template
    return not unfilled and ".." not in template and _TEMPLATE.fullmatch(template) is not None
