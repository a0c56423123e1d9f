"""Finds schools of the catalogue by what somebody remembers: a name of today or before, a code, a place, a sub-unit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from chalicelib.shared.errors import Invalid
from chalicelib.tasks.consistency import SCHOOL_CODE
from chalicelib.tasks.school import School
from chalicelib.tasks.schools import search
from chalicelib.tasks.service import Tasks
from chalicelib.tasks.spelling import fold

PAGE: Final = 50  # schools in one answer


@dataclass(frozen=True, kw_only=True)
class FoundSchools:
    """total: of all that fit; cursor: where the next page begins, None at the end."""

    schools: Sequence[School]
    total: int
    cursor: str | None


class SchoolSearch:
    """Reads the whole catalogue, which is one query: a country has some thousand schools."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def find(self, words: str, after: str | None) -> FoundSchools:
        """A page of those that fit the words, by code.  Raises Invalid for a cursor that no answer gave."""
        if after is not None and not SCHOOL_CODE.fullmatch(after):
            raise Invalid(field="cursor")
        schools = self._tasks.every_school()
        fits = _fitting(words, schools)
        found = [school for school in schools if fits(school)]
        rest = [school for school in found if after is None or school.school_code > after]
        page = rest[:PAGE]
        cursor = page[-1].school_code if len(rest) > len(page) else None
        return FoundSchools(schools=page, total=len(found), cursor=cursor)

    def named(self, codes: Collection[str]) -> FoundSchools:
        """Those of these codes, as far as they are there."""
        schools = [school for school in self._tasks.every_school() if school.school_code in codes]
        return FoundSchools(schools=schools, total=len(schools), cursor=None)


def _fitting(words: str, schools: Sequence[School]) -> Callable[[School], bool]:
    text = fold(words)
    if not text:
        return lambda school: True
    named = {hit.school.school_code for hit in search(schools, words, limit=len(schools))}
    return lambda school: (
        school.school_code in named
        or any(text in fold(one) for one in (school.school_code, school.moe_id, school.city, *school.sub_units))
    )
