"""Routes of the `lookup` step for teachers: who on a task's roster is done, by a link that ends."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.api.progress_views import TaskProgress, progress_of
from chalicelib.identity.model import Role, Who
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import COLLECTED, State
from chalicelib.shared.clock import iso
from chalicelib.wire import wire

PAGE = 200  # people in one answer, at least
NOT_BEGUN, ON_SITE = "未开始", "现场已采集"


class TeacherQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before."""

    cursor: Annotated[str, Meta(max_length=60)] | None = None


class PersonProgress(Struct, frozen=True):
    """shown: the student number as it was uploaded, or the end of the collection code; no name, no photo."""

    shown: str
    college: str
    class_name: str
    label: str
    done: bool


class TeacherView(Struct, frozen=True):
    """people: of the roster; empty where the task has none."""

    title: str
    closes_at: str
    progress: TaskProgress
    people: list[PersonProgress]
    cursor: str | None


@routes.route("/api/progress/{token}", methods=["GET"], name="lookup")
@endpoint(role=Role.ANYONE, query=TeacherQuery, answer=TeacherView)
def show_progress(who: Who, query: TeacherQuery, token: str) -> TeacherView:
    """Show a teacher how far their task is.  Opened by a link alone, until it ends or is revoked; no name and no photo
    is shown, and the roster comes in pages."""
    task = wire().desk.teacher_links.open(token)
    rows, following = wire().student.tasks.roster(task.task_id, limit=PAGE, after=query.cursor)
    states = wire().stores.counters.people(task.task_id, (row.digest for row in rows))
    on_site = wire().student.tasks.captured_among(task.task_id, [row.digest for row in rows])
    people = []
    for row in rows:
        label, done = _how_far(states.get(row.digest), row.digest in on_site)
        people.append(PersonProgress(row.shown, row.college, row.class_name, label, done))
    return TeacherView(task.title, iso(task.closes_at), progress_of(task.task_id), people, following)


def _how_far(state: State | None, on_site: bool) -> tuple[str, bool]:
    """In words, and whether nothing is left to do."""
    if on_site and state not in COLLECTED:
        return ON_SITE, True
    return LABELS[state] if state else NOT_BEGUN, state in COLLECTED
