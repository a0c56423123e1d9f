"""Which reasons have the first keys where one task is reviewed: those its photos were sent back for most.

They are fixed for the season a day after the one on which the task has its first ENOUGH rejections, as events come
late: a key that moved later would be pressed by fingers that know it.  Until then, and for a whole branch, the
catalogue's order stands.
Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from chalicelib.desk.review.reasons import BY_EYE, catalogue
from chalicelib.notify.counter_store import Counted
from chalicelib.notify.counters import PERSON

ENOUGH: Final = 50  # rejections by reviewers
FIRST: Final = 9  # as many as there are digits
WITHOUT_WORDS: Final = "other"  # says nothing of the task

# Of those used equally often, who only a person sees comes first, as on the keyboard.
_PLACES: Final = {code: place for place, code in enumerate(dict.fromkeys([*BY_EYE, *(one for one, *_ in catalogue())]))}


def first_reasons(judged: Iterable[Counted], why: Iterable[Counted], open_since: str) -> list[str]:
    """Up to FIRST codes, the most frequent first.  judged, why: the task's counters of these kinds; open_since: the
    first day, in Shanghai, that may still be counted."""
    until = _fixed_on(judged, open_since)
    used: Counter[str] = Counter()
    for count in why:
        day, by, code = count.key.split("#")
        if day <= until and by == PERSON and code in _PLACES and code != WITHOUT_WORDS:
            used[code] += count.n
    return sorted(used, key=lambda code: (-used[code], _PLACES[code]))[:FIRST]


def _fixed_on(judged: Iterable[Counted], open_since: str) -> str:
    """The day at whose end enough were rejected, or "" while there is none."""
    by_day: Counter[str] = Counter()
    for count in judged:
        day, by, verdict = count.key.split("#")
        if (by, verdict) == (PERSON, "reject"):
            by_day[day] += count.n
    days = sorted(by_day)
    sums = zip(days, accumulate(by_day[day] for day in days), strict=True)
    fixed = next((day for day, rejected in sums if rejected >= ENOUGH), "")
    return fixed if fixed < open_since else ""
