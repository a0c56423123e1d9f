"""Imports as staff request them; `runner` runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from chalicelib.imports.columns import columns
from chalicelib.imports.errors import (
    CorrectedMeanwhile,
    ImportGoesOn,
    ImportNotStopped,
    ImportUnknown,
    NothingToCorrect,
    NotMatchable,
    RowsGone,
    TaskNeeded,
    UndoOfOtherKind,
)
from chalicelib.imports.model import UNDOABLE, Import, Kind
from chalicelib.imports.sheets import MOST_BYTES
from chalicelib.imports.store import ImportStore
from chalicelib.imports.wrong_rows import WrongRow, WrongRows
from chalicelib.orders.model import State
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Duplicate, insist, keep_trying
from chalicelib.shared.ids import id_of, random_id
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.storage import keys
from chalicelib.storage.links import Form, LinkSigner
from chalicelib.storage.objects import Absent
from chalicelib.tasks.service import Tasks

FORM_SECONDS = 600
MOST_ASKED = 20_000  # people whose orders are counted while somebody waits: a second or two
TABLE = "application/octet-stream"  # browsers do not agree on the type of a CSV


class Imports:
    """Starts, restarts, corrects, undoes and shows imports.  states: as of PeopleTable; send: queues an import id for
    the step that runs it."""

    def __init__(
        self,
        *,
        store: ImportStore,
        wrong_rows: WrongRows,
        tasks: Tasks,
        audit: Audit,
        states: Callable[[str, Iterable[str]], Mapping[str, State]],
        signer: LinkSigner,
        send: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._store, self._tasks, self._audit, self._wrong_rows = store, tasks, audit, wrong_rows
        self._states = states
        self._signer, self._send, self._clock = signer, send, clock

    def upload(self, who: Staff) -> tuple[str, Form]:
        """(upload id, form to post a table with)."""
        upload_id = random_id()
        return upload_id, self._signer.form(keys.table_upload(who.staff_id, upload_id), TABLE, MOST_BYTES, FORM_SECONDS)

    def start(
        self,
        who: Staff,
        kind: Kind,
        upload_id: str,
        task_id: str | None,
        reason: str,
        *,
        file_name: str = "",
        hold: bool = False,
    ) -> Import:
        """Queue the import of an uploaded table.  file_name: as its uploader calls it; hold: see Import.

        Asked for again, because an answer was lost, it is the same import, and is queued once more.
        Raises TaskNeeded, TaskUnknown, Conflicting.
        """
        if (task_id is None) != (kind == "SCHOOLS"):
            raise TaskNeeded(field="task_id")
        if task_id is not None:
            self._tasks.of_branch(who.branch, task_id)
        hold = hold and kind == "CHSI"
        job = Import(
            import_id=id_of(who.staff_id, kind, task_id or "", str(hold), upload_id, length=16),
            branch=who.branch,
            kind=kind,
            state="QUEUED",
            created_at=self._clock(),
            staff_id=who.staff_id,
            staff_name=who.name,
            upload_id=upload_id,
            reason=reason,
            task_id=task_id,
            file_name=file_name,
            hold=hold,
        )
        job = insist(lambda: self._begin(who, job))
        self._send(job.import_id)
        return job

    def _begin(self, who: Staff, job: Import) -> Import:
        """The import, stored now or before."""
        rows = self._audit.rows(who, "import", _subject(job), reason=job.reason, kind=job.kind, import_id=job.import_id)
        try:
            self._store.create(job, rows)
        except Duplicate:
            return self.show(who, job.import_id)
        return job

    def restart(self, who: Staff, import_id: str) -> Import:
        """Queue a stopped import, which resumes where it was; one that still runs is left alone.

        Raises ImportUnknown, ImportNotStopped.
        """
        restarted, job = keep_trying(lambda: self._restart(who, import_id))
        if restarted:
            self._send(import_id)
        return job

    def _restart(self, who: Staff, import_id: str) -> tuple[bool, Import]:
        """(whether this call restarted it, the import)."""
        job, now = self._own(who, import_id), self._clock()
        match job.seen_at(now).state:
            case "STALLED":
                restarted = replace(job, moved_at=now)
                rows = self._audit.rows(who, "restart_import", _subject(job), import_id=import_id)
                self._store.move(job, restarted, rows)
                return True, restarted
            case "QUEUED" | "RUNNING":
                return False, job
            case _:
                raise ImportNotStopped

    def wrong_part(self, who: Staff, import_id: str, place: int) -> tuple[list[WrongRow], int | None]:
        """(the kept wrong rows of one piece of work, where the next are, or None).  place: 0 for the first.

        Audited: they hold every cell, as the file of them does.  Raises ImportUnknown, and RowsGone after a day.
        """
        job = self._own(who, import_id)
        parts = job.parts[place:]
        if not parts:
            return [], None
        try:
            rows = self._wrong_rows.part(job, parts[0])
        except Absent as error:
            raise RowsGone from error
        self._audit.note(who, "view_wrong_rows", _subject(job), import_id=import_id, rows=len(rows))
        return rows, place + 1 if len(parts) > 1 else None

    def wrong_rows(self, who: Staff, import_id: str) -> list[WrongRow]:
        """All kept wrong rows, to be corrected outside; audited.  Raises ImportUnknown, RowsGone, NothingToCorrect."""
        job = self._own(who, import_id)
        if not job.parts:
            raise NothingToCorrect
        try:
            rows = self._wrong_rows.every(job)
        except Absent as error:
            raise RowsGone from error
        self._audit.note(who, "fetch_wrong_rows", _subject(job), import_id=import_id, rows=len(rows))
        return rows

    def correct(self, who: Staff, import_id: str, upload_id: str, seen: int) -> Import:
        """Queue the import again with an uploaded correction; the same upload again changes nothing.

        seen: how many corrections it had.  Raises ImportUnknown, NothingToCorrect, CorrectedMeanwhile.
        """
        job = insist(lambda: self._correct(who, import_id, keys.table_upload(who.staff_id, upload_id), seen))
        self._send(import_id)
        return job

    def _correct(self, who: Staff, import_id: str, key: str, seen: int) -> Import:
        job = self._own(who, import_id)
        if key in job.corrections:
            return job
        if len(job.corrections) != seen:
            raise CorrectedMeanwhile
        if not job.is_correctable:
            raise NothingToCorrect
        after = replace(
            job,
            state="QUEUED",
            at=0,
            moved_at=self._clock(),
            corrections=(*job.corrections, key),
            corrected_by=(who.staff_id, who.name),
            late=job.state == "DONE",
        )
        self._store.move(job, after, self._audit.rows(who, "correct_import", _subject(job), import_id=import_id))
        return after

    def match(self, who: Staff, import_id: str, matched: Mapping[str, str]) -> Import:
        """Queue the import again with columns matched by hand, without its corrections; the names are remembered for
        the branch's next tables of this kind.  matched: column → name in the table's heading, "" for none.
        Repeated, it changes nothing.

        Raises ImportUnknown, and NotMatchable for one that has begun, a name that it has not, or one named twice.
        """
        job = insist(lambda: self._match(who, import_id, matched))
        self._send(import_id)
        return job

    def _match(self, who: Staff, import_id: str, matched: Mapping[str, str]) -> Import:
        job = self._own(who, import_id)
        if job.state == "QUEUED" and job.chosen == matched:
            return job
        task = self._tasks.get(job.task_id) if job.task_id else None
        known = {column.name for column in columns(job.kind, task)}
        names = [name for name in matched.values() if name]
        if not job.is_matchable or not matched.keys() <= known or not {*names} <= {*job.head}:
            raise NotMatchable
        if len({*names}) < len(names):
            raise NotMatchable
        after = replace(
            job,
            state="QUEUED",
            at=0,
            moved_at=self._clock(),
            corrections=(),
            corrected_by=None,
            chosen=dict(matched),
        )
        before = self._store.remembered(who.branch, job.kind)
        others = {
            name: of for name, of in before.items() if name not in names and (of not in matched or name not in job.head)
        }
        remembered = others | {name: column for column, name in matched.items() if name}
        told = "，".join(f"{name or '（没有）'} → {column}" for column, name in matched.items())
        rows = self._audit.rows(who, "match_columns", _subject(job), import_id=import_id, columns=told)
        self._store.move(job, after, [self._store.remember(who.branch, job.kind, before, remembered), *rows])
        return after

    def remembered(self, who: Staff, kind: Kind) -> dict[str, str]:
        """Name in a heading of the branch's tables of this kind → its column, as matched by hand, the newest last."""
        return self._store.remembered(who.branch, kind)

    def would_undo(self, who: Staff, import_id: str) -> tuple[int, int | None]:
        """(people that `undo` takes off the list, those of them who have an order; None if too many to ask for).

        Raises ImportUnknown, UndoOfOtherKind.
        """
        job = self._own(who, import_id)
        if job.kind not in UNDOABLE:
            raise UndoOfOtherKind
        people = self._tasks.roster_written_by(job.task_id or "", import_id, captured=job.kind == "CAPTURED")
        begun = len(self._states(job.task_id or "", people)) if len(people) <= MOST_ASKED else None
        return len(people), begun

    def undo(self, who: Staff, import_id: str, reason: str) -> Import:
        """Queue the removal of everything an import wrote; repeated, it removes what is left.

        A REFUSED import can be undone too: an earlier attempt may have written rows.
        Raises ImportUnknown, UndoOfOtherKind, ImportGoesOn.
        """
        job = keep_trying(lambda: self._undo(who, import_id, reason))
        self._send(import_id)
        return job

    def _undo(self, who: Staff, import_id: str, reason: str) -> Import:
        job = self.show(who, import_id)
        if job.taken_back:
            return job
        if job.kind not in UNDOABLE:
            raise UndoOfOtherKind
        if job.state in ("QUEUED", "RUNNING"):
            raise ImportGoesOn
        undoing = replace(job, state="UNDOING", wrong=0, problems=(), kept=0, parts=())
        rows = self._audit.rows(who, "undo_import", f"task {job.task_id}", reason=reason, import_id=import_id)
        self._store.save(undoing, rows)
        return undoing

    def show(self, who: Staff, import_id: str) -> Import:
        """The import.  Raises ImportUnknown, also for another branch's import."""
        return self._own(who, import_id).seen_at(self._clock())

    def _own(self, who: Staff, import_id: str) -> Import:
        job = self._store.get(import_id)
        if job is None or job.branch != who.branch:
            raise ImportUnknown
        return job

    def listed(self, who: Staff, after: str | None = None) -> tuple[list[Import], str | None]:
        """A page of the branch's imports, newest first, and where the next page starts, None at the end."""
        now = self._clock()
        jobs, cursor = self._store.of_branch(who.branch, after)
        return [job.seen_at(now) for job in jobs], cursor


def _subject(job: Import) -> str:
    """What the audit trail files the import under."""
    return f"task {job.task_id}" if job.task_id else "schools"
