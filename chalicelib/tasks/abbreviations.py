"""Whether a typed text abbreviates a name: 农大, 湖南农大, hnnd and hunannongye for 湖南农业大学.

An abbreviation takes the beginnings of the name's words, in order: 湖南|农业|大学.  Nothing marks where the words of a
Chinese name begin, but nearly all words in school names have two characters.  So in a name of even length every second
character begins a word; in one of odd length (哈尔滨工业大学) some word is longer or shorter, nobody knows which, and
any character may begin one.  Letters stand for the pinyin of a character, or for its beginning.

A search compares one text with thousands of names, at every keystroke.  So it computes once per character which
parts of the text that character can match, and keeps the matched lengths of the text as bits: bit n is set if the
first n signs are matched, with the four kinds of fit in four lanes of one integer.  The cost grows with names ×
text only.
"""

from __future__ import annotations

from enum import IntEnum

from chalicelib.tasks.pinyin import typings


class Fit(IntEnum):
    """How a text fits a name, best first: from the beginning or from a later word, without or with skipped words."""

    BEGINNING = 0
    LATER = 1
    SHORT = 2
    SHORT_LATER = 3


class Short:
    """Matches one typed text against names.  typed: folded, not empty."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._lanes = [1 << kind * (len(typed) + 1) for kind in Fit]  # the lowest bit of each kind's lane
        self._all = sum(self._lanes)
        self._late = self._lanes[Fit.LATER] | self._lanes[Fit.SHORT_LATER]
        self._gaps = (self._lanes[Fit.SHORT] | self._lanes[Fit.SHORT_LATER]) * ((2 << len(typed)) - 1)
        self._matches: dict[str, tuple[tuple[int, int], ...]] = {}

    def fit(self, name: str) -> Fit | None:
        """The best fit, or None if the text does not abbreviate the name.  name: folded."""
        cache, gaps, late, ends = self._matches, self._gaps, self._late, self._all << len(self._typed)
        # matched: lengths matched up to the previous character; ever: up to any earlier one, so that words are skipped
        matched, ever, complete = self._all, 0, 0
        odd = len(name) % 2
        for at, char in enumerate(name):
            matches = cache.get(char)
            if matches is None:
                matches = cache[char] = self._matches_of(char)
            before, matched = matched, 0
            if not matches:
                continue
            if at and (odd or not at % 2):
                before |= ever | late
            for where, length in matches:
                matched |= (before & where) << length
            ever |= matched & gaps
            complete |= matched & ends
        if not complete:
            return None
        return next(kind for kind in Fit if complete & self._lanes[kind] << len(self._typed))

    def _matches_of(self, char: str) -> tuple[tuple[int, int], ...]:
        """(bits of the position in the text where the character matches, number of signs it matches); at the end of
        the text a beginning of its pinyin is enough."""
        typed, matches = self._typed, []
        for at, sign in enumerate(typed):
            if sign == char:
                matches.append((self._all << at, 1))
            elif sign.isascii():
                readings = typings(char)
                lengths = {len(reading) for reading in readings if typed.startswith(reading, at)}
                if any(reading.startswith(typed[at:]) for reading in readings):
                    lengths.add(len(typed) - at)
                matches += [(self._all << at, length) for length in lengths]
        return tuple(matches)
