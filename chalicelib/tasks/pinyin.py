"""Pinyin of Chinese characters, from a table made by `tools/pinyin.py`: 30 KB, read in some 20 ms when the first search
with letters needs it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TWO = re.compile("^[zcs]h")  # initials of two letters


def typings(char: str) -> tuple[str, ...]:
    """Every pinyin of a character without tones, with its first letter and initial (zhong: z, zh); empty if the
    character is not in the table."""
    return _table().get(char, ())


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    readings: dict[str, dict[str, None]] = defaultdict(dict)
    for line in Path(__file__).with_name("pinyin.txt").read_text("utf-8").splitlines():
        reading, chars = line.split()
        for char in chars:
            readings[char] |= dict.fromkeys((reading, reading[0], *TWO.findall(reading)))
    return {char: tuple(texts) for char, texts in readings.items()}
