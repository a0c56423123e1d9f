"""What is compared of a code or a name, however it was typed."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """What two spellings of one code or name share: full-width, case, blanks and invisible characters are gone."""
    seen = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in seen if unicodedata.category(sign)[0] not in "ZC").casefold()
