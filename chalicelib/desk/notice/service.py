"""What the branch prints of a task for its students."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chalicelib.desk.notice.program_codes import NoProgramCode, ProgramCodes
from chalicelib.desk.notice.words import Notice, notice_of
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects
from chalicelib.tasks.model import Problem
from chalicelib.tasks.service import Tasks

MOST_PICTURE: Final = 4_000_000  # bytes


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
        key, missing = None, ""
        try:
            key = self._codes.key(task.code)
        except NoProgramCode as why:
            missing = str(why)
        notice = notice_of(task, self._tasks.schools_of(task), self._site_url, program=key is not None)
        return TaskNotice(notice, key, missing, task.open_problem(self._clock()))

    def page(self, who: Staff, task_id: str) -> NoticePage:
        """The notice as a PDF in the bucket; made again from the same settings it is the same object.  Raises
        TaskUnknown."""
        from chalicelib.desk.notice.page import lacking, page_of

        found = self.of_task(who, task_id)
        picture = self._objects.get(found.program_code, MOST_PICTURE).data if found.program_code else None
        content = page_of(found.notice, self._fonts, picture)
        key = keys.notice_page(task_id, sha256_hex(content))
        self._objects.put(key, content, "application/pdf")
        return NoticePage(key, f"{found.notice.title}-通知.pdf", lacking(found.notice, self._fonts))
