"""How a character is typed by its sound, from a table that `tools/pinyin.py` makes.  It is read when letters are first
searched for: 30 KB, some 20 ms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TWO = re.compile("^[zcs]h")  # initials of two letters


def typings(char: str) -> tuple[str, ...]:
    """Every reading of it in letters, and how each begins (zhong: z, zh); none for what is no common character."""
    return _table().get(char, ())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for line in Path(__file__).with_name("pinyin.txt").read_text("utf-8").splitlines():
        reading, chars = line.split()
        for char in chars:
            found[char] |= dict.fromkeys((reading, reading[0], *TWO.findall(reading)))
    return {char: tuple(said) for char, said in found.items()}
