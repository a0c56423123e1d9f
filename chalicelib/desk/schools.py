"""The school catalogue (院校目录) as the branch maintains it: by hand, or from the ministry's yearly list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from chalicelib.desk.errors import TwoManagers
from chalicelib.desk.model import Params
from chalicelib.shared.db import Conflict, Write
from chalicelib.shared.names import is_name
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.staff.standing import require_apart
from chalicelib.tasks.errors import SchoolChanged, SchoolIsThere, SchoolWrong
from chalicelib.tasks.school import School
from chalicelib.tasks.service import Tasks
from chalicelib.tasks.spelling import fold
from chalicelib.tasks.store import TaskStore

CODE_COLUMN = "院校代码"  # for schools whose code is not the end of their id
_PROVINCE = re.compile(r".+（\s*[0-9]+\s*所\s*）|.+\(\s*[0-9]+\s*所\s*\)")  # 湖南省（147所）: a heading, not a school
_ORDINARY = re.compile(r"41[0-9]{3}([0-9]{5})")  # the last five digits of such an id are the 院校代码

Problem = tuple[int, str, str]  # line, column, what is wrong


class SchoolDesk:
    """Schools are shared by all branches.  A change is in the audit trail of the branch that made it, and one that
    needs two in the trail of each branch that has a task of the school."""

    def __init__(self, tasks: Tasks, store: TaskStore, audit: Audit) -> None:
        self._tasks, self._store, self._audit = tasks, store, audit

    def put(self, who: Staff, school: School, reason: str, also: Iterable[Write] = (), **data: str) -> School:
        """Add a school, or change its revision `rev`; a name that it gives up becomes a former name.  also: writes for
        the same transaction, of a proposal that a second manager agreed to; data: for the audit trail.

        Raises SchoolNameTaken, SchoolIsThere for a new one, SchoolChanged if another write came first, TwoManagers if
        the change needs two and nobody agreed.
        """
        before = self._store.school(school.school_code)
        if before:
            school = with_former_name(before, school)
            data |= _lost(before, school)
        shared = before is not None and before.rev == school.rev and is_shared_change(before, school)
        branches = self._store.schools_in_use().get(school.school_code, set()) if shared else set()
        if branches and not also:
            raise TwoManagers(name=before.name if before else "")  # a task has it since it was checked
        subject, told = f"school {school.school_code}", {"name": school.name, "moe_id": school.moe_id, **data}
        rows = self._audit.rows(who, "put_school", subject, reason=reason, **told)
        for branch in branches - {who.branch}:
            there = replace(who, branch=branch)
            rows += self._audit.rows(there, "put_school", subject, reason=reason, by_branch=who.branch, **told)
        try:
            return self._tasks.put_school(school, [*also, *rows])
        except Conflict as error:
            if school.rev:
                raise SchoolChanged(field="school_code") from error
            raise SchoolIsThere(field="school_code", name=before.name if before else "") from error

    def needs_two(self, school: School) -> School | None:
        """The stored school, if tasks use it and the change needs two (`is_shared_change`); None otherwise.  Raises
        SchoolChanged, SchoolNameTaken."""
        before = self._store.school(school.school_code)
        if before is None or not school.rev:
            return None
        if before.rev != school.rev:
            raise SchoolChanged(field="school_code")
        if not is_shared_change(before, school) or school.school_code not in self.in_use():
            return None
        self._store.require_names(school)
        return before

    def proposed(self, who: Staff, school: School) -> Params | None:
        """What a second manager agrees to; None for a change that needs no second one.  Raises TwoManagers for an
        administrator alone, RolesClash, and as `needs_two`."""
        before = self.needs_two(school)
        if before is None:
            return None
        require_apart(who.roles)
        if not who.has(StaffRole.MANAGER):
            raise TwoManagers(name=before.name)
        return Params(school=with_former_name(before, school), was=before)

    def in_use(self) -> Collection[str]:
        """Codes of the schools that a task of any branch has."""
        return self._store.schools_in_use()

    def every(self) -> list[School]:
        """All schools, by code."""
        return self._tasks.every_school()


def is_shared_change(before: School, after: School) -> bool:
    """Whether the change reaches students of every branch: another name or ministry number, or a name that is lost.
    Names are compared folded; a number where none was is no change."""
    lost = set(map(fold, before.names)) - set(map(fold, after.names))
    return bool(lost) or fold(before.name) != fold(after.name) or before.moe_id not in ("", after.moe_id)


def with_former_name(before: School, after: School) -> School:
    """The changed school, with the name that it gives up among its former names."""
    is_kept = fold(before.name) in map(fold, after.names)
    return after if is_kept else replace(after, aliases=(before.name, *after.aliases))


def _lost(before: School, after: School) -> dict[str, str]:
    """What the school was called and numbered before, for the audit trail."""
    names = set(map(fold, after.names))
    gone = "、".join(name for name in before.aliases if fold(name) not in names)
    was = before.name if before.name != after.name else ""
    told = {"was": was, "moe_was": before.moe_id if before.moe_id != after.moe_id else "", "names_lost": gone}
    return {name: text for name, text in told.items() if text}


def school_from(**fields: object) -> School:
    """A school of these fields.  Raises SchoolWrong when they are invalid."""
    try:
        new = School(**fields)  # type: ignore[arg-type]
    except ValueError as error:
        raise SchoolWrong(field=str(error).split()[0] if "_" in str(error).split()[0] else "name") from error
    city = (new.city,) if new.city else ()
    lines = {"name": (new.name,), "aliases": new.aliases, "sub_units": new.sub_units, "city": city}
    for field, named in lines.items():
        if not all(map(is_name, named)):
            raise SchoolWrong(field=field)
    return new


def read_list(
    rows: Iterable[tuple[int, Mapping[str, str]]], schools: Sequence[School], in_use: Collection[str]
) -> tuple[list[tuple[int, School]], list[Problem], list[Problem]]:
    """The schools of the ministry's list that are new or changed, each with its line; the problems found in the list;
    and the rows that are left out, with why.

    in_use: codes of the schools that tasks have; a change of theirs that needs two managers is left out.  A school
    that changed its name keeps the old one as an alias: students go on typing it for years.
    """
    by_code, owner = {school.school_code: school for school in schools}, dict(_owners(schools))
    changed: list[tuple[int, School]] = []
    problems, left_out = list[Problem](), list[Problem]()
    seen: dict[str, int] = {}
    for line, row in rows:
        if is_province(row):
            continue
        entry = _row(line, row, by_code)
        if not isinstance(entry, School):
            problems.append(entry)
            continue
        taken = next(
            (owner[name] for name in map(fold, entry.names) if owner.get(name, entry.school_code) != entry.school_code),
            None,
        )
        if entry.school_code in seen:
            problems.append((line, CODE_COLUMN, f"与第 {seen[entry.school_code]} 行的院校代码相同"))
        elif taken:
            problems.append((line, "学校名称", f"校名已属于院校代码为 {taken} 的学校"))
        elif (before := by_code.get(entry.school_code)) and _needs_two(before, entry, in_use):
            refusal = TwoManagers(name=before.name)
            left_out.append((line, "学校名称", f"没有改动：{refusal.text}。{refusal.cure}"))
        else:
            seen[entry.school_code] = line
            owner |= {fold(name): entry.school_code for name in entry.names}
            if by_code.get(entry.school_code) != entry:
                changed.append((line, entry))
    return changed, problems, left_out


def _needs_two(before: School, after: School, in_use: Collection[str]) -> bool:
    return before.school_code in in_use and is_shared_change(before, after)


def _owners(schools: Iterable[School]) -> Iterator[tuple[str, str]]:
    for school in schools:
        for name in school.names:
            yield fold(name), school.school_code


def is_province(row: Mapping[str, str]) -> bool:
    """Whether the row is the title of a province: one text, in one cell or in all that are merged."""
    filled = {cell for cell in row.values() if cell}
    return len(filled) <= 1 and all(_PROVINCE.fullmatch(cell) for cell in filled)


def _row(line: int, row: Mapping[str, str], by_code: Mapping[str, School]) -> School | Problem:
    name, moe_id, code = (row.get(column, "").strip() for column in ("学校名称", "学校标识码", CODE_COLUMN))
    if not name:
        return line, "学校名称", "校名为空"
    if not code:
        ordinary = _ORDINARY.fullmatch(moe_id)
        if ordinary is None:
            return line, CODE_COLUMN, "学校标识码不是41开头的10位数字，请增加“院校代码”一列"
        code = ordinary[1]
    before = by_code.get(code)
    kind = before.kind if before else "REGULAR"
    try:
        fresh = School(
            school_code=code,
            name=name,
            moe_id=moe_id,
            kind=kind,
            city=row.get("所在地", "").strip(),
            aliases=before.aliases if before else (),
            sub_units=before.sub_units if before else (),
            rev=before.rev if before else 0,
        )
        return _renamed(before, fresh) if before else fresh
    except ValueError:
        return line, CODE_COLUMN, "院校代码应为5位数字，学校标识码应为10位数字"


def _renamed(before: School, fresh: School) -> School:
    names = [name for name in (before.name, *before.aliases) if fold(name) != fold(fresh.name)]
    return replace(fresh, aliases=tuple(names))
