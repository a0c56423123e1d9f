"""Routes of prints that wait to be posted."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import MANAGER, staff
from chalicelib.api.endpoint import routes
from chalicelib.delivery.postings import MOST, ToPost
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class PostingsFrom(Struct, frozen=True, forbid_unknown_fields=True):
    """cursor: of the answer before; most: rows in the answer, 20 unless given."""

    cursor: Annotated[str, Meta(max_length=64)] | None = None
    most: Annotated[int, Meta(ge=1, le=MOST)] | None = None


class PostingRow(Struct, frozen=True):
    """number: the order's; layout: how the student wants the prints, or empty.  The address is on the labels alone."""

    order_id: str
    number: str
    name: str
    student_no: str
    college: str
    class_name: str
    layout: str


class PostingRows(Struct, frozen=True):
    """waiting: in the whole task, 1,000 if as many or more."""

    rows: list[PostingRow]
    cursor: str | None
    waiting: int


class OnLabel(Struct, frozen=True, forbid_unknown_fields=True):
    """number: of an order, as its label says it."""

    number: Annotated[str, Meta(min_length=1, max_length=40)]


@routes.route("/api/staff/tasks/{task_id}/postings", methods=["GET"], name="staff")
@staff(MANAGER, query=PostingsFrom, answer=PostingRows)
def list_postings(who: Staff, query: PostingsFrom, task_id: str) -> PostingRows:
    """List the prints of a task that wait to be posted.  By college, class and student number as they are printed, in
    pages; who looks is kept, once an hour."""
    page = wire().delivery.postings.of_task(who, task_id, query.cursor, query.most)
    wire().staff.audit.listed(who, "view_postings", f"task {task_id}")
    return PostingRows([_row(one) for one in page.rows], page.cursor, page.waiting)


@routes.route("/api/staff/tasks/{task_id}/postings/labelled", methods=["GET"], name="staff")
@staff(MANAGER, query=OnLabel, answer=PostingRow)
def find_posting(who: Staff, query: OnLabel, task_id: str) -> PostingRow:
    """Find what waits to be posted by its label.  Refused if it is posted already, or of another task."""
    return _row(wire().delivery.postings.labelled(who, task_id, query.number))


def _row(one: ToPost) -> PostingRow:
    head = one.order.head
    student = head.student
    return PostingRow(
        order_id=head.order_id,
        number=head.shown_number,
        name=student.name,
        student_no=student.student_no,
        college=student.college,
        class_name=student.class_name,
        layout=one.layout,
    )
