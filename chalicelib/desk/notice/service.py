"""What the branch prints of a task for its students."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from chalicelib.desk.notice.program_codes import MOST_PICTURE, NoProgramCode, ProgramCodes
from chalicelib.desk.notice.words import Notice, notice_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.log import log
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.storage.objects import Absent, Objects, TooBig
from chalicelib.tasks.model import Problem, Task
from chalicelib.tasks.service import Tasks


@dataclass(frozen=True)
class TaskNotice:
    """program_code: the key of the mini-program's code; missing: why there is none, "" where there is;
    problem: why nobody may begin now."""

    notice: Notice
    program_code: str | None
    missing: str
    problem: Problem | None


@dataclass(frozen=True)
class NoticePage:
    """key: of the PDF; name: of the file that is saved; lacking: the characters it cannot show."""

    key: str
    name: str
    lacking: str


class Notices:
    """site_url: of the students' site; fonts: where the PDF's font is."""

    def __init__(
        self, tasks: Tasks, codes: ProgramCodes, objects: Objects, *, site_url: str, fonts: Path, clock: Clock
    ) -> None:
        self._tasks, self._codes, self._objects = tasks, codes, objects
        self._site_url, self._fonts, self._clock = site_url, fonts, clock

    def of_task(self, who: Staff, task_id: str) -> TaskNotice:
        """The notice of a task; without the mini-program's code where WeChat gives none.  Raises TaskUnknown."""
        task = self._tasks.of_branch(who.branch, task_id)
        key, missing = self._program_code(task)
        return TaskNotice(self._words(task, program=key is not None), key, missing, task.open_problem(self._clock()))

    def page(self, who: Staff, task_id: str) -> NoticePage:
        """The notice as a PDF in the bucket; made again from the same settings it is the same object.  Without the
        mini-program's code where its picture cannot be read.  Raises TaskUnknown."""
        from chalicelib.desk.notice.page import lacking, page_of

        task = self._tasks.of_branch(who.branch, task_id)
        key, _ = self._program_code(task)
        picture = self._picture(key) if key else None
        notice = self._words(task, program=picture is not None)
        content = page_of(notice, self._fonts, picture)
        made = keys.notice_page(task_id, sha256_hex(content))
        self._objects.put(made, content, "application/pdf")
        return NoticePage(made, f"{notice.title}-通知.pdf", lacking(notice, self._fonts))

    def _program_code(self, task: Task) -> tuple[str | None, str]:
        """(its key, or None; why there is none)."""
        try:
            return self._codes.key(task.code), ""
        except NoProgramCode as why:
            return None, str(why)

    def _words(self, task: Task, *, program: bool) -> Notice:
        return notice_of(task, self._tasks.schools_of(task), self._site_url, program=program)

    def _picture(self, key: str) -> bytes | None:
        from chalicelib.shared.pdf import can_show

        try:
            picture = self._objects.get(key, MOST_PICTURE).data
        except (Absent, TooBig):
            picture = b""
        if can_show(picture):
            return picture
        log("program code", outcome="unreadable")
        return None
