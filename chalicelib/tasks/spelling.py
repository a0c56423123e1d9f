"""Folding of codes and names, for comparison however they were typed."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The text half-width and casefolded, without spaces and invisible characters."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if unicodedata.category(char)[0] not in "ZC").casefold()
