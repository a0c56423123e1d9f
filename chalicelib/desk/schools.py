"""The school catalogue (院校目录) as the branch keeps it: by hand, or from the ministry's yearly list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from chalicelib.shared.db import Conflict
from chalicelib.shared.names import is_name
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.errors import SchoolChanged, SchoolIsThere, SchoolWrong
from chalicelib.tasks.school import School
from chalicelib.tasks.service import Tasks
from chalicelib.tasks.spelling import fold

CODE_COLUMN = "院校代码"  # where the code is not the id's end
_PROVINCE = re.compile(r".+（\s*[0-9]+\s*所\s*）|.+\(\s*[0-9]+\s*所\s*\)")  # 湖南省（147所）: a heading, no school
_ORDINARY = re.compile(r"41[0-9]{3}([0-9]{5})")  # of these ids the last five digits are the 院校代码

Problem = tuple[int, str, str]  # line, column, what is wrong


class SchoolDesk:
    """Schools belong to every branch; who changed one is in the trail of the branch that did."""

    def __init__(self, tasks: Tasks, audit: Audit) -> None:
        self._tasks, self._audit = tasks, audit

    def put(self, who: Staff, school: School, reason: str) -> School:
        """Adds one, or changes the revision `rev` of it.

        Raises SchoolNameTaken, SchoolIsThere for a new one, SchoolChanged when somebody changed it meanwhile.
        """
        rows = self._audit.rows(who, "put_school", f"school {school.school_code}", reason=reason, name=school.name)
        try:
            return self._tasks.put_school(school, rows)
        except Conflict as error:
            raise (SchoolChanged if school.rev else SchoolIsThere)(field="school_code") from error

    def every(self) -> list[School]:
        """By code."""
        return self._tasks.every_school()


def school(**fields: object) -> School:
    """Raises SchoolWrong for one that cannot be."""
    try:
        made = School(**fields)  # type: ignore[arg-type]
    except ValueError as error:
        raise SchoolWrong(field=str(error).split()[0] if "_" in str(error).split()[0] else "name") from error
    city = (made.city,) if made.city else ()
    lines = {"name": (made.name,), "aliases": made.aliases, "sub_units": made.sub_units, "city": city}
    for field, named in lines.items():
        if not all(map(is_name, named)):
            raise SchoolWrong(field=field)
    return made


def read_list(
    rows: Iterable[tuple[int, Mapping[str, str]]], known: Sequence[School]
) -> tuple[list[tuple[int, School]], list[Problem]]:  # fmt: skip
    """The schools of the ministry's list that are new or changed, with their lines, and what is wrong with it.

    A school with another name than before keeps the old one as an alias: students type it for years.
    """
    by_code, owner = {one.school_code: one for one in known}, dict(_owners(known))
    changed: list[tuple[int, School]] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for line, row in rows:
        if _heading(row):
            continue
        found = _row(line, row, by_code)
        if not isinstance(found, School):
            problems.append(found)
            continue
        taken = next((owner[name] for name in map(fold, found.names) if owner.get(name, found.school_code) !=
                      found.school_code), None)  # fmt: skip
        if found.school_code in seen:
            problems.append((line, CODE_COLUMN, f"与第 {seen[found.school_code]} 行的院校代码相同"))
        elif taken:
            problems.append((line, "学校名称", f"校名已属于院校代码为 {taken} 的学校"))
        else:
            seen[found.school_code] = line
            owner |= {fold(name): found.school_code for name in found.names}
            if by_code.get(found.school_code) != found:
                changed.append((line, found))
    return changed, problems


def _owners(schools: Iterable[School]) -> Iterator[tuple[str, str]]:
    for one in schools:
        for name in one.names:
            yield fold(name), one.school_code


def _heading(row: Mapping[str, str]) -> bool:
    filled = [cell for cell in row.values() if cell]
    return len(filled) <= 1 and all(_PROVINCE.fullmatch(cell) for cell in filled)


def _row(line: int, row: Mapping[str, str], known: Mapping[str, School]) -> School | Problem:
    name, moe_id, code = (row.get(column, "").strip() for column in ("学校名称", "学校标识码", CODE_COLUMN))
    if not name:
        return line, "学校名称", "校名为空"
    if not code:
        ordinary = _ORDINARY.fullmatch(moe_id)
        if ordinary is None:
            return line, CODE_COLUMN, "学校标识码不是41开头的10位数字，请增加“院校代码”一列"
        code = ordinary[1]
    before = known.get(code)
    kind = before.kind if before else "REGULAR"
    try:
        fresh = School(
            school_code=code, name=name, moe_id=moe_id, kind=kind, city=row.get("所在地", "").strip(),
            aliases=before.aliases if before else (), sub_units=before.sub_units if before else (),
            rev=before.rev if before else 0,
        )  # fmt: skip
        return _renamed(before, fresh) if before else fresh
    except ValueError:
        return line, CODE_COLUMN, "院校代码应为5位数字，学校标识码应为10位数字"


def _renamed(before: School, fresh: School) -> School:
    names = [name for name in (before.name, *before.aliases) if fold(name) != fold(fresh.name)]
    return replace(fresh, aliases=tuple(names))
