"""Routes of the catalogue of schools: found in pages, added and changed by hand."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, EVERYBODY, MANAGER, Reason, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.schools import school_from
from chalicelib.staff.model import Staff
from chalicelib.tasks.school import School, SchoolKind
from chalicelib.wire import wire

Name = Annotated[str, Meta(min_length=1, max_length=60)]
Names = Annotated[list[Name], Meta(max_length=40)]
SchoolRev = Annotated[int, Meta(ge=0, le=100_000)]
Codes = Annotated[str, Meta(max_length=2_000, pattern=r"^[0-9]{5}(,[0-9]{5})*\Z")]


class FindSchools(Struct, frozen=True, forbid_unknown_fields=True):
    """words: a part of a name of today or before or of its sound, a code, a place or a sub-unit; cursor: of the answer
    before; codes: those alone, with commas between, in one answer."""

    words: Annotated[str, Meta(max_length=60)] = ""
    cursor: Annotated[str, Meta(max_length=5)] | None = None
    codes: Codes | None = None


class SchoolView(Struct, frozen=True):
    """school_code: 院校代码; moe_id: 学校标识码, empty where there is none; aliases: former names; rev: for the next
    change; waits: the change that was sent waits for a second manager, and the school is as before."""

    school_code: str
    name: str
    moe_id: str
    kind: SchoolKind
    city: str
    aliases: list[str]
    sub_units: list[str]
    rev: int
    waits: bool = False


class SchoolRows(Struct, frozen=True):
    """total: of all that were found; cursor: where the next ones are, null at the end."""

    schools: list[SchoolView]
    total: int
    cursor: str | None


class PutSchool(Struct, frozen=True, forbid_unknown_fields=True):
    """rev: of the school as it was read; 0 adds one."""

    rev: SchoolRev
    name: Name
    reason: Reason
    moe_id: Annotated[str, Meta(max_length=10)] = ""
    kind: SchoolKind = "REGULAR"
    city: Annotated[str, Meta(max_length=40)] = ""
    aliases: Names = []
    sub_units: Names = []


@routes.route("/api/staff/schools", methods=["GET"], name="staff")
@staff(*EVERYBODY, query=FindSchools, answer=SchoolRows)
def list_schools(who: Staff, query: FindSchools) -> SchoolRows:
    """List schools.  By name, code or place, in pages by code, with former names and sub-units."""
    search = wire().desk.school_search
    found = search.named(query.codes.split(",")) if query.codes else search.find(query.words, query.cursor)
    return SchoolRows([_school(school) for school in found.schools], found.total, found.cursor)


@routes.route("/api/staff/schools/{school_code}", methods=["PUT"], name="staff")
@staff(MANAGER, ADMIN, body=PutSchool, answer=SchoolView)
def put_school(who: Staff, body: PutSchool, school_code: str) -> SchoolView:
    """Add or change a school.  Over the revision that was read; a name belongs to one school.  Another name or ministry
    number of a school that tasks have, or a name less, waits for a second manager; an administrator alone may not."""
    school = school_from(
        school_code=school_code,
        name=body.name.strip(),
        moe_id=body.moe_id,
        kind=body.kind,
        city=body.city.strip(),
        aliases=tuple(map(str.strip, body.aliases)),
        sub_units=tuple(map(str.strip, body.sub_units)),
        rev=body.rev,
    )
    stored, waits = wire().desk.decisions.put_school(who, school, body.reason)
    return _school(stored, waits=waits)


def _school(school: School, *, waits: bool = False) -> SchoolView:
    return SchoolView(
        school_code=school.school_code,
        name=school.name,
        moe_id=school.moe_id,
        kind=school.kind,
        city=school.city,
        aliases=list(school.aliases),
        sub_units=list(school.sub_units),
        rev=school.rev,
        waits=waits,
    )
