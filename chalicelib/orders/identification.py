"""Who the student of a new order is: by a collection code that was read, or by a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from chalicelib.identity.model import Who
from chalicelib.orders import errors, form
from chalicelib.orders.claims import proof
from chalicelib.orders.form import OpenOrder
from chalicelib.orders.model import CODE_TEXT, Head, IdentifiedStudent, Student
from chalicelib.orders.questions import Question, code_answers, questions, unanswered_fields
from chalicelib.orders.store.sealed_fields import CODE, SealedFields
from chalicelib.shared.crypto import Keys
from chalicelib.tasks.enrolment import of_student_no
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.tasks.service import Tasks

PLACE: Final = ("college", "class_name")


class CodeReadings(Protocol):
    """Finds the caller's reading of a code in a task; raises if it has expired or is somebody else's."""

    def use(self, who: Who, task_id: str, read_id: str) -> IdentifiedStudent: ...


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Whom an order is wanted for.  contact: CONTACT as typed, not sealed yet, since its order is not known; row: of
    the task's roster; asked: fields of the task's form."""

    read: IdentifiedStudent
    contact: Mapping[str, str] = field(repr=False)
    row: RosterRow | None = None
    asked: frozenset[str] = frozenset()

    def says_same(self, head: Head, fields: SealedFields) -> bool:
        """Whether the order has these answers.  Contact data is compared unsealed: two seals of one text differ."""
        kept, typed = head.student, self.read.student
        answers = replace(typed, id_tail=typed.id_tail or kept.id_tail, sealed=self.contact, **self._places(kept))
        return answers == replace(kept, sealed=fields.contact(head.order_id, kept.sealed))

    def _places(self, kept: Student) -> dict[str, str]:
        """College and class as the order has them, where they are no answers: the roster says them, then or now."""
        unasked = {name for name in PLACE if name not in self.asked and not getattr(self.read.student, name)}
        said = {name for name in PLACE if self.row and getattr(self.row, name)}
        return {name: getattr(kept, name) for name in unasked | said}

    def sealed(self, order_id: str, fields: SealedFields, kept: Student | None = None) -> Student:
        """The student with what an order seals; the code's whole text goes beside it.  kept: as the order has her: an
        ID tail that is kept only as a digest need not be typed again, and a code's text stays where it is."""
        typed, sealed = self.read.student, fields.seal_contact(order_id, self.contact)
        if CODE in typed.sealed:
            sealed[CODE] = fields.adopt(order_id, CODE, typed.sealed[CODE])
        if kept and CODE_TEXT in kept.sealed:
            sealed[CODE_TEXT] = kept.sealed[CODE_TEXT]
        student = form.placed(typed, self.row)
        return replace(student, id_tail=typed.id_tail or (kept.id_tail if kept else None), sealed=sealed)


class Identification:
    """reads: built only where a collection code was read."""

    def __init__(self, *, tasks: Tasks, reads: Callable[[], CodeReadings], keys: Keys) -> None:
        self._tasks, self._reads, self._keys = tasks, reads, keys

    def identify(self, who: Who, task: Task, request: OpenOrder) -> Applicant:
        """Raises FormNeeded, FieldMissing, LevelNotInTask, SchoolUnknown, SchoolNotInTask, NotOnRoster and what the
        reading refuses."""
        values = form.normalise(request.form)
        if task.collect_mode == "ENCRYPTED":
            return self._decoded(who, task, request, values)
        form.require(unanswered_fields(task), values)
        values["level"] = _level(task, values["level"])
        school = self._school(task, values["school"])
        enrolment = of_student_no(self._keys, task.task_id, values["student_no"])
        row = self._row(task, enrolment)
        if task.roster == "STUDENT_NOS" and row is None:
            raise errors.NotOnRoster(field="student_no", contacts=task.contact_text())
        student = self._filled(values, school, self._digest(enrolment, values["id_tail"]))
        read = IdentifiedStudent(enrolment=enrolment, source="form", student=student)
        return Applicant(read=read, contact=form.contact(values), row=row, asked=_asked(task))

    def _row(self, task: Task, enrolment: str) -> RosterRow | None:
        return self._tasks.on_roster(task.task_id, enrolment) if task.roster != "NONE" else None

    def _school(self, task: Task, typed: str) -> tuple[str, str]:
        """Code and name of the typed school, or of the task's only one.  Raises SchoolUnknown, SchoolNotInTask."""
        school = self._tasks.require_school(task, typed) if typed else self._tasks.school(task.schools[0])
        return (school.school_code, school.name) if school else (task.schools[0], "")

    def _filled(self, values: Mapping[str, str], school: tuple[str, str], id_tail: str | None) -> Student:
        """school: code and name; id_tail: a digest."""
        code, name = school
        return form.student(values, school_code=code, school_name=name, id_tail=id_tail)

    def _digest(self, enrolment: str, tail: str) -> str | None:
        return proof.digest(self._keys, enrolment, tail) if tail else None

    def _decoded(self, who: Who, task: Task, request: OpenOrder, typed: dict[str, str]) -> Applicant:
        if request.read_id is None:
            raise errors.FormNeeded(field="read_id")
        read = self._reads().use(who, task.task_id, request.read_id)
        values = typed | code_answers(read.student)
        form.require(unanswered_fields(task, read.student), values)
        school = (read.student.school_code, read.student.school_name)
        if not read.student.school_code:  # a plain code does not contain it
            school = self._school(task, values["school"])
        values["level"] = _level(task, values["level"])
        id_tail = read.student.id_tail or self._digest(read.enrolment, typed["id_tail"])
        student = self._filled(values, school, id_tail)
        student = replace(student, sealed=read.student.sealed)
        row = self._row(task, read.enrolment)
        return Applicant(read=replace(read, student=student), contact=form.contact(values), row=row, asked=_asked(task))

    def questions(self, who: Who, task: Task, request: OpenOrder) -> list[Question]:
        """What the task asks now: it may have changed since the page was shown."""
        decoded = task.collect_mode == "ENCRYPTED"
        read = self._reads().use(who, task.task_id, request.read_id or "") if decoded else None
        return questions(task, self._tasks.schools_of(task), read.student if read else None)


def _asked(task: Task) -> frozenset[str]:
    return frozenset(one.name for one in task.form_fields)


def _level(task: Task, typed: str) -> str:
    """The typed level, or the task's only one.  Raises LevelNotInTask."""
    level = typed or task.levels[0].value
    if level not in task.levels:
        raise errors.LevelNotInTask(field="level")
    return level
