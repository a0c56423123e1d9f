"""Routes of teachers' links: how they are made, listed and revoked."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import MANAGER, Done, Reason, Why, staff
from chalicelib.api.endpoint import routes
from chalicelib.shared.clock import iso
from chalicelib.staff.model import Staff
from chalicelib.teachers.links import Listed
from chalicelib.teachers.model import Kind
from chalicelib.wire import wire


class NewLink(Struct, frozen=True, forbid_unknown_fields=True):
    """days: how long the teacher may look; kind: LIST shows who is missing, COUNTS numbers alone; phone: of the
    teacher, who is asked for a code sent to it; none if it is empty."""

    days: Annotated[int, Meta(ge=1, le=90)]
    reason: Reason
    kind: Kind = "LIST"
    phone: Annotated[str, Meta(max_length=24)] = ""


class NewTeacherLink(Struct, frozen=True):
    """token: for /p/ and /api/progress/{token}; shown once."""

    link_id: str
    token: str
    until: str


class ListedLink(Struct, frozen=True):
    """by, by_name: whoever made it; reason: what for; phone: masked, "" if no code is asked for; opened, opened_at: how
    often, and when last; forwarded: how often its numbers were opened by the link that a teacher passed on; until: when
    it ends by itself."""

    link_id: str
    kind: Kind
    phone: str
    by: str
    by_name: str
    reason: str
    made_at: str
    until: str
    opened: int
    opened_at: str | None
    forwarded: int


class TeacherLinkList(Struct, frozen=True):
    """Those that work, newest first."""

    links: list[ListedLink]


@routes.route("/api/staff/tasks/{task_id}/teacher-links", methods=["POST"], name="staff")
@staff(MANAGER, body=NewLink, answer=NewTeacherLink, status=201)
def create_teacher_link(who: Staff, body: NewLink, task_id: str) -> NewTeacherLink:
    """Make a link for a teacher.  It shows the task's progress without an account until it ends; its token is shown
    once."""
    links = wire().teachers.links
    token, link = links.create(who, task_id, body.days, body.reason, kind=body.kind, phone=body.phone)
    return NewTeacherLink(link.link_id, token, iso(link.until))


@routes.route("/api/staff/tasks/{task_id}/teacher-links", methods=["GET"], name="staff")
@staff(MANAGER, answer=TeacherLinkList)
def list_teacher_links(who: Staff, task_id: str) -> TeacherLinkList:
    """List a task's links for teachers.  Those that work, newest first, with who made them and how often they were
    opened."""
    return TeacherLinkList(list(map(_listed, wire().teachers.links.list_links(who, task_id))))


@routes.route("/api/staff/tasks/{task_id}/teacher-links/{link_id}/revoke", methods=["POST"], name="staff")
@staff(MANAGER, body=Why, answer=Done)
def revoke_teacher_link(who: Staff, body: Why, task_id: str, link_id: str) -> Done:
    """Revoke a teacher's link.  It stops at once, with what was passed on of it; revoking it again changes nothing."""
    wire().teachers.links.revoke(who, task_id, link_id, body.reason)
    return Done()


def _listed(one: Listed) -> ListedLink:
    link, own, twin = one.link, one.own, one.twin
    return ListedLink(
        link_id=link.link_id,
        kind=link.kind,
        phone=link.phone,
        by=link.by,
        by_name=link.by_name,
        reason=link.reason,
        made_at=iso(link.at),
        until=iso(link.until),
        opened=own.opened if own else 0,
        opened_at=iso(own.opened_at) if own and own.opened_at else None,
        forwarded=twin.opened if twin else 0,
    )
