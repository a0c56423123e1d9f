"""Routes of the `lookup` step: school names, and the task behind a teacher's code."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.public_task import PublicTask, public_task
from chalicelib.identity.model import Role, Who
from chalicelib.tasks.model import TaskType
from chalicelib.wire import wire


class SchoolQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """q: part of a school's name."""

    q: Annotated[str, Meta(min_length=1, max_length=60)]


class FoundSchool(Struct, frozen=True):
    """name: what to send back; label: what to show."""

    school_code: str
    name: str
    label: str


class FoundSchools(Struct, frozen=True):
    schools: list[FoundSchool]


class LookUpTask(Struct, frozen=True, forbid_unknown_fields=True):
    """school: full name; task_type: what the student believes the code to be, checked against what it is."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    school: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    task_type: TaskType | None = None


class FoundTask(Struct, frozen=True):
    task: PublicTask


@routes.route("/api/schools", methods=["GET"], name="lookup")
@endpoint(role=Role.ANYONE, query=SchoolQuery, answer=FoundSchools)
def find_schools(who: Who, query: SchoolQuery) -> FoundSchools:
    """Search schools by a part of their name.  Or by what is short for it, or its sound; at most ten, former names
    last, and none where nothing fits."""
    hits = wire().student.tasks.schools(query.q)
    return FoundSchools([FoundSchool(hit.school.school_code, hit.school.name, hit.label) for hit in hits])


@routes.route("/api/tasks/lookup", methods=["POST"], name="lookup")
@endpoint(role=Role.STUDENT, body=LookUpTask, answer=FoundTask)
def look_up_task(who: Who, body: LookUpTask) -> FoundTask:
    """Find the task behind a teacher's code.  Wrong codes are counted; a school or type that does not fit is refused
    with what would."""
    view = wire().student.tasks.lookup(
        body.code, school=body.school, task_type=body.task_type, ip=who.ip, person=who.person_id
    )
    return FoundTask(public_task(view, wire().clock()))
