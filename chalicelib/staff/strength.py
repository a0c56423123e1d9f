"""Whether a password is too easy to guess, by the lists of leaked passwords, names and words that zxcvbn carries.

The rule is one of guesses, not of characters (ASVS 2.1.7, 2.1.9): what is long and odd enough needs no digits or signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, product

from chalicelib.tasks.pinyin import typings

LEAST_LENGTH, MOST_LENGTH = 12, 128  # characters
# "Safely unguessable" in zxcvbn's words, score 3 of 4: a lock leaves a stranger a hundred tries a day.
LEAST_GUESSES = 10**8
LOOKED_AT = 40  # characters: the work grows with the square, 0.3 s for 40 of the worst kind
MOST_SPELLINGS = 64  # of a name whose characters have several readings
LEAST_SPELLING = 4  # letters: shorter ones stand in too many words
PRODUCT = ("gradphoto", "graduation", "高校图像信息采集", "图像采集", "分社工作台", "毕业照", "学信网", "chsi")
WORDS = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")


def is_weak(password: str, *names: str) -> bool:
    """Whether a password is too short or too long, contains one of the names, or is guessed with few tries.

    names: of the account and its branch, also in pinyin, or in characters where the name is pinyin (湖南 for hunan).
    """
    folded = password.casefold()
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        return True
    if any(name.casefold() in folded for name in names if name):
        return True
    spelled = [text for name in names for text in _spellings(name)]
    spoken = [name.casefold() for name in names if name.isascii()]
    if _one_in([folded], spelled) or _one_in(_spellings(folded), spoken):
        return True
    return _guesses(folded[:LOOKED_AT], names) < LEAST_GUESSES


def _one_in(texts: Iterable[str], spellings: list[str]) -> bool:
    return any(one in text for text in texts for one in spellings if len(one) >= LEAST_SPELLING)


def _guesses(password: str, names: tuple[str, ...]) -> int:
    from zxcvbn import zxcvbn  # 90 ms, when somebody sets a password

    first = {word for name in (*PRODUCT, *names) for word in (*WORDS.findall(name.casefold()), *_spellings(name))}
    return int(zxcvbn(password, user_inputs=sorted(first))["guesses"])


def _spellings(name: str) -> Iterator[str]:
    """The name in pinyin without tones, by every reading of its characters; nothing for one without Chinese ones."""
    readings = [[text for text in typings(char) if len(text) > 1] or [char] for char in name]
    if any(typings(char) for char in name):
        yield from map("".join, islice(product(*readings), MOST_SPELLINGS))
