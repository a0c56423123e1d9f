"""What a person names something, in one line: there is something to see in it, and nothing that nobody sees.

Zero-width signs, marks of direction, line feeds and the like let two names look alike, turn a row of the audit trail
around, or make an empty one.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_EMPTY: Final = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0\ufff0-\ufff8\U000e0000-\U000e00ff]"
)
_STYLES: Final = re.compile(r"[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # of the sign before
_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))  # digits and letters
_ORDINARY: Final = {sign: sign - 0xFEE0 for sign in _WIDE}

# A sign that can be seen, for the pattern of a text of many lines; the rarest empty ones are left to `is_seen`.
SEEN: Final = (
    r"[^\s\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)


def is_hidden(sign: str) -> bool:
    """Whether nobody sees it, though it may change how others are read; a blank is seen."""
    return unicodedata.category(sign) in _HIDDEN or _EMPTY.fullmatch(sign) is not None


def is_seen(text: str) -> bool:
    """Whether there is anything to read, in however many lines."""
    return any(not (sign.isspace() or is_hidden(sign) or _STYLES.fullmatch(sign)) for sign in text)


def is_name(text: str) -> bool:
    """Whether it can name something: one line, with something to see and nothing hidden."""
    return is_seen(text) and not any(map(is_hidden, text))


def named(text: str) -> str | None:
    """The name that was typed, its letters and digits of ordinary width; None for what is none.  Brackets stay as they
    are: companies are registered with them."""
    line = " ".join(text.split())
    return unicodedata.normalize("NFC", line.translate(_ORDINARY)) if is_name(line) else None


def tidy(text: str) -> str:
    """Hidden signs and needless blanks out: people paste them all."""
    return " ".join("".join(sign for sign in text if sign.isspace() or not is_hidden(sign)).split())


def plain(text: str) -> str:
    """Tidy, and full-width to half-width: not for Chinese words, which have brackets of their own."""
    return tidy(unicodedata.normalize("NFKC", text))


def masked(name: str) -> str:
    """So much of a person's name that whoever knows her knows whose it is, and a stranger does not learn it:
    张三 → 张*, 欧阳小明 → 欧*明.  One that is masked stays so; "" stays empty."""
    if len(name) < 3:
        return f"{name[:1]}*" if name else ""
    return f"{name[0]}*{name[-1]}"
