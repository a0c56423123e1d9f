"""Names typed by people: one line with something visible and nothing hidden.

Zero-width characters, direction marks, line feeds and the like could make two names look alike, reverse a row of the
audit trail, or leave it empty.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_EMPTY: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e00ff]"
)
# variation selectors: they style the character before
_STYLES: Final = re.compile(r"[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))  # full-width digits and letters
_ORDINARY: Final = {sign: sign - 0xFEE0 for sign in _WIDE}

# Pattern of a visible character, for texts of several lines; the rarest invisible ones are left to `is_seen`.
SEEN: Final = (
    r"[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def is_hidden(sign: str) -> bool:
    """Whether a character is invisible, though it may change how others are displayed; a space is not hidden."""
    return unicodedata.category(sign) in _HIDDEN or _EMPTY.fullmatch(sign) is not None


def is_seen(text: str) -> bool:
    """Whether the text, of any number of lines, has a visible character."""
    return any(not (sign.isspace() or is_hidden(sign) or _STYLES.fullmatch(sign)) for sign in text)


def is_name(text: str) -> bool:
    """Whether the text can be a name: one line, with something visible and nothing hidden."""
    return is_seen(text) and not any(map(is_hidden, text))


def clean_name(text: str) -> str | None:
    """The typed name with half-width letters and digits, or None if it is no name.  Brackets keep their width:
    companies are registered with full-width ones."""
    line = " ".join(text.split())
    return unicodedata.normalize("NFC", line.translate(_ORDINARY)) if is_name(line) else None


def tidy(text: str) -> str:
    """The text without hidden characters and superfluous spaces, which people paste along."""
    return " ".join("".join(sign for sign in text if sign.isspace() or not is_hidden(sign)).split())


def legible(text: str) -> str:
    """The text of any number of lines without hidden characters, which could reverse what stands beside it."""
    return "".join(sign for sign in text if sign == "\n" or not is_hidden(sign))


def half_width(text: str) -> str:
    """The text tidied and half-width: not for Chinese words, which have full-width brackets."""
    return tidy(unicodedata.normalize("NFKC", text))


def mask_name(name: str) -> str:
    """A person's name, masked: acquaintances recognise it, strangers do not learn it (张三 → 张*, 欧阳小明 → 欧*明).
    Masking twice changes nothing; "" stays empty."""
    if len(name) < 3:
        return f"{name[:1]}*" if name else ""
    return f"{name[0]}*{name[-1]}"


def mask_number(number: str) -> str:
    """A student number, masked: who has it before her recognises it, nobody learns it (2023610913 → 2023****13).
    Masking twice changes nothing; "" stays empty."""
    shown = number[:4] if len(number) > 8 else ""
    return f"{shown}{'*' * (len(number) - len(shown) - 2)}{number[-2:]}"
