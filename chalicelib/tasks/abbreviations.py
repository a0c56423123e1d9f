"""Whether something typed is short for a name: 农大, 湖南农大, hnnd and hunannongye for 湖南农业大学.

Of a name one takes its words' beginnings, in their order: 湖南|农业|大学.  Nothing tells where the words of a Chinese
name begin, but nearly all in the names of schools have two characters.  So with an even number of characters every
second one begins a word; with an odd number (哈尔滨工业大学) one word is longer or shorter, nobody knows which, and any
character may begin one.  Letters stand for how a character is read, or for the first of that.

A search compares one text with thousands of names, at every key.  So of each character it is worked out once what it
says of the text; and how much of the text was said so far is kept as bits, one for each number of signs, of all four
kinds of fit side by side in one number.  The cost grows with the names and the text, whatever is typed.
"""

from __future__ import annotations

from enum import IntEnum

from chalicelib.tasks.pinyin import typings


class Fit(IntEnum):
    """How a text lies in a name, the best first: from its beginning or later, with nothing left out or with gaps."""

    BEGINNING = 0
    LATER = 1
    SHORT = 2
    SHORT_LATER = 3


class Short:
    """typed: folded, not empty."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._lanes = [1 << kind * (len(typed) + 1) for kind in Fit]  # where the bits of each kind begin
        self._all = sum(self._lanes)
        self._late = self._lanes[Fit.LATER] | self._lanes[Fit.SHORT_LATER]
        self._gaps = (self._lanes[Fit.SHORT] | self._lanes[Fit.SHORT_LATER]) * ((2 << len(typed)) - 1)
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}

    def fit(self, name: str) -> Fit | None:
        """name: folded; None where the text is not short for it."""
        known, gaps, late, ends = self._known, self._gaps, self._late, self._all << len(self._typed)
        said, ever, found = self._all, 0, 0  # said: by the character before this one; ever: by any, which leaves gaps
        odd = len(name) % 2
        for at, char in enumerate(name):
            says = known.get(char)
            if says is None:
                says = known[char] = self._says(char)
            before, said = said, 0
            if not says:
                continue
            if at and (odd or not at % 2):
                before |= ever | late
            for where, length in says:
                said |= (before & where) << length
            ever |= said & gaps
            found |= said & ends
        return next((kind for kind in Fit if found & self._lanes[kind] << len(self._typed)), None) if found else None

    def _says(self, char: str) -> tuple[tuple[int, int], ...]:
        """(bits of where in the text the character may be said, how many signs it says); the last one may be said in
        part."""
        typed, found = self._typed, []
        for at, sign in enumerate(typed):
            if sign == char:
                found.append((self._all << at, 1))
            elif sign.isascii():
                said = typings(char)
                lengths = {len(one) for one in said if typed.startswith(one, at)}
                if any(one.startswith(typed[at:]) for one in said):
                    lengths.add(len(typed) - at)
                found += [(self._all << at, length) for length in lengths]
        return tuple(found)
