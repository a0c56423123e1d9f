"""Routes of a task's notice: what the branch prints for its students."""

from __future__ import annotations

from msgspec import Struct

from chalicelib.api.desk.door import EVERYBODY, Empty, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.notice.words import Notice
from chalicelib.staff.model import Staff
from chalicelib.tasks.model import Problem
from chalicelib.wire import wire
from chalicelib.wire.outside import LINK_SECONDS


class NoticeView(Struct, frozen=True):
    """program_code: a link to the picture of the mini-program's code, for five minutes; missing: why there is none;
    problem: why nobody may begin now."""

    notice: Notice
    program_code: str | None
    missing: str
    problem: Problem | None


class NoticePdf(Struct, frozen=True):
    """url: to fetch the file, for five minutes; lacking: characters of the task that it cannot show."""

    url: str
    lacking: str


@routes.route("/api/staff/tasks/{task_id}/notice", methods=["GET"], name="staff")
@staff(*EVERYBODY, answer=NoticeView)
def task_notice(who: Staff, task_id: str) -> NoticeView:
    """Show a task's notice.  Its words, and the mini-program's code, which WeChat draws the first time; where it
    refuses, the notice is there without it and says why."""
    found = wire().desk.notices.of_task(who, task_id)
    link = wire().outside.signer.link(found.program_code, LINK_SECONDS) if found.program_code else None
    return NoticeView(found.notice, link, found.missing, found.problem)


@routes.route("/api/staff/tasks/{task_id}/notice/pdf", methods=["POST"], name="staff")
@staff(*EVERYBODY, body=Empty, answer=NoticePdf)
def make_notice_pdf(who: Staff, body: Empty, task_id: str) -> NoticePdf:
    """Make a task's notice as a PDF.  One page of A4 with its font in it; the same settings give the same file."""
    page = wire().desk.notices.page(who, task_id)
    return NoticePdf(wire().outside.signer.link(page.key, LINK_SECONDS, page.name), page.lacking)
