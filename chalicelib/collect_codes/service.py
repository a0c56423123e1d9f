"""Reads a collection code from a picture or text, and identifies the student; the result is good for an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from chalicelib.collect_codes import errors
from chalicelib.collect_codes.model import Caution, KeptReading
from chalicelib.collect_codes.sealed import opened, seal
from chalicelib.identity.inbox_store import Inbox
from chalicelib.identity.model import Who
from chalicelib.identity.sms_limits.windows import seconds_until, slot_of
from chalicelib.orders import errors as order_errors
from chalicelib.orders.claims import proof
from chalicelib.orders.claims.branch import Elsewhere, InBranch, branch_key
from chalicelib.orders.claims.ownership import InUse, OwnOrder, decide_open
from chalicelib.orders.contests import in_the_way
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import CODE_TEXT, IdentifiedStudent, Order, Student
from chalicelib.orders.photos.upload_sizes import LIMITS
from chalicelib.orders.questions import Question, questions
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import is_order_id
from chalicelib.storage import keys
from chalicelib.storage.objects import Absent, Objects, TooBig
from chalicelib.tasks.enrolment import of_code
from chalicelib.tasks.levels import level_of
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks, require_open

if TYPE_CHECKING:
    from chalicelib.collect_codes.readers import CollectCode, Reader
    from chalicelib.orders.store.places import Places

LIFE = timedelta(minutes=60)  # of a reading
WINDOW, PER_WINDOW = 600, 60  # seconds, and readings of one person in that time: a class monitor reads forty codes
BUDGET_S: Final = 1.5  # CPU seconds: some 3 s of the step's 15 s, given its size; the last pass may take as long again
OTHER_CODES = {"payment": "付款或收款码", "contact": "微信或 QQ 的名片码、群聊码", "url": "一个网页链接"}
OWN, GO_ON = "您在本任务已有订单（{state}）", "请查看订单"
PICTURE_ERRORS: dict[str, type[DomainError]] = {
    error.code: error for error in (errors.BadFormat, errors.FileTooLarge, errors.TooManyPixels)
}


class Claims(Protocol):
    """Finds the order that holds an enrolment in a task, and orders of the enrolment in other tasks."""

    def places(self, task_id: str, enrolment: str, branch_key: str, person_id: str) -> Places: ...

    def load(self, order_id: str) -> Order | None: ...

    def elsewhere(self, branch_list: InBranch, task: Task, person_id: str, now: datetime) -> Elsewhere: ...


def standard_readers() -> tuple[Reader, ...]:
    """All readers except an agency's own."""
    from chalicelib.collect_codes.readers import READERS

    return READERS


class CollectCodes:
    """prove: marks a session as proven once its owner has uploaded the collection code of an order of theirs.

    readers: returns the readers of code texts; called when there is a text to read.
    """

    def __init__(
        self,
        *,
        objects: Objects,
        tasks: Tasks,
        claims: Claims,
        inbox: Inbox,
        prove: Callable[[Who], None],
        keys: Keys,
        clock: Clock,
        readers: Callable[[], tuple[Reader, ...]] = standard_readers,
    ) -> None:
        self._objects, self._tasks, self._claims, self._inbox = objects, tasks, claims, inbox
        self._prove, self._keys, self._clock, self._readers = prove, keys, clock, readers

    def from_picture(self, who: Who, task_id: str, upload_id: str) -> KeptReading:
        """Reads the collection code in an uploaded picture; its reader keeps the result, sealed.

        Raises what `require_open` raises, the refusals of `errors`, CollectedOnSite, EnrolmentInUsePaid, CodeHeld (with
        the read id all the same) and CodeBeingChecked.
        """
        task = self._task(who, task_id)
        return self._keep(who, task, self._in_picture(who, upload_id), "picture")

    def from_text(self, who: Who, task_id: str, text: str) -> KeptReading:
        """As `from_picture`, for students who have the code's text but cannot upload a picture."""
        task = self._task(who, task_id)
        code = self._code(text)
        if code is None:
            raise errors.TextUnreadable(field="text")
        return self._keep(who, task, code, "text")

    def use(self, who: Who, task_id: str, read_id: str) -> IdentifiedStudent:
        """The student read, to open an order with; may be used again.  Raises ReadExpired, also for somebody else's."""
        reading = opened(self._keys, read_id, who.person_id, task_id)
        if reading is None or self._clock() >= reading.expires_at:
            raise errors.ReadExpired(field="read_id")
        return reading.read

    def questions(self, reading: KeptReading) -> list[Question]:
        """The questions that the code leaves unanswered."""
        task = self._tasks.lately(reading.task_id)
        return questions(task, self._tasks.schools_of(task), reading.read.student)

    def _task(self, who: Who, task_id: str) -> Task:
        task, now = self._tasks.lately(task_id), self._clock()
        require_open(task, now)
        if task.collect_mode != "ENCRYPTED":
            raise errors.NoCollectCodeNeeded(field="task_id")
        slot, until = slot_of(now, WINDOW)
        if self._inbox.count(f"RATE#reads#{who.person_id}#{slot}", until=until, most=PER_WINDOW) is None:
            raise errors.TooManyReads(retry_after=seconds_until(until, now))
        return task

    def _in_picture(self, who: Who, upload_id: str) -> CollectCode:
        from chalicelib.photo.qr.scan import scan
        from chalicelib.photo.reading.picture_error import PictureError

        if not is_order_id(upload_id):  # upload ids have the same shape
            raise errors.UploadMissing(field="upload_id")
        try:
            stored = self._objects.get(keys.own_upload("qr", who.person_id, upload_id), LIMITS["QR"])
            result = scan(stored.data, lambda text: self._code(text) is not None, budget_s=BUDGET_S)
        except Absent as error:
            raise errors.UploadMissing(field="upload_id") from error
        except TooBig as error:
            raise errors.FileTooLarge(field="upload_id") from error
        except PictureError as error:
            raise PICTURE_ERRORS[error.code](field="upload_id") from error
        if not result.texts:
            raise (errors.QrUnclear if result.has_code else errors.QrNotFound)(field="upload_id")
        return self._best([text.text for text in result.texts])

    def _best(self, texts: list[str]) -> CollectCode:
        """The collection code among a picture's texts; one that names its school is preferred, others may be anything.

        With codes of two students it raises QrSeveral: nothing tells which of them the picture is for.
        """
        codes = [code for text in texts if (code := self._code(text))]
        if not codes:
            raise _wrong_code(texts)
        likely = [code for code in codes if code.school_code is not None] or codes
        count = len({code.code for code in likely})
        if count > 1:
            raise errors.QrSeveral(field="upload_id", count=count)
        return likely[0]

    def _code(self, text: str) -> CollectCode | None:
        from chalicelib.collect_codes.readers import read

        return read(text, self._readers())

    def _keep(self, who: Who, task: Task, code: CollectCode, source: str) -> KeptReading:
        enrolment = of_code(self._keys, code.code)
        student = self._student(task, code, enrolment)
        if task.roster == "CODES" and not self._tasks.has_on_roster(task.task_id, enrolment):
            raise errors.CodeNotOnRoster(contacts=task.contact_text("TEACHER"))
        if self._tasks.is_captured_lately(task.task_id, enrolment):
            raise order_errors.CollectedOnSite(contacts=task.contact_text())
        key = branch_key(self._keys, task, enrolment, student)
        places = self._claims.places(task.task_id, enrolment, key, who.person_id)
        holder = self._claims.load(places.claim.order_id) if places.claim else None
        use = decide_open(places.claim, holder, who.person_id, self._clock())
        own = isinstance(use, OwnOrder)
        if own and not who.proven:
            self._prove(who)
        cautions: tuple[Caution, ...] = ()
        if own and holder is not None:
            cautions = (Caution("own_order", OWN.format(state=LABELS[holder.head.state]), GO_ON, holder.head.order_id),)
        elif not isinstance(use, InUse):
            cautions = self._cautions(task, places.branch_list, who.person_id)
        read = IdentifiedStudent(enrolment=enrolment, source=source, student=student, reader=code.reader)
        until = self._clock() + LIFE
        reading = KeptReading(
            read_id=seal(self._keys, who.person_id, task.task_id, until, read),
            person_id=who.person_id,
            task_id=task.task_id,
            expires_at=until,
            read=read,
            cautions=cautions,
        )
        if holder is not None and isinstance(use, InUse):
            raise in_the_way(task, holder, use, who.person_id, reading.read_id)
        return reading

    def _student(self, task: Task, code: CollectCode, enrolment: str) -> Student:
        """The student in the code.  A school or level missing from it is the task's, if the task has only one.

        Raises OtherSchool, OtherLevel.
        """
        contacts = task.contact_text("TEACHER")
        only_school = task.schools[0] if len(task.schools) == 1 else ""
        school_code = code.school_code or only_school
        school = self._tasks.school(school_code) if school_code else None
        name = school.name if school else ""
        if school_code and school_code not in task.schools:
            raise errors.OtherSchool(school=name or f"院校代码 {school_code}", contacts=contacts)
        level = level_of(code.level) if code.level else None
        if level is not None and level not in task.levels:
            raise errors.OtherLevel(level=level.label, contacts=contacts)
        if level is None and len(task.levels) == 1:
            level = task.levels[0]
        return Student(
            name=code.masked_name or "",
            school_code=school_code,
            school_name=name,
            level=level.value if level else "",
            student_no=code.student_no or "",
            college=code.college or "",
            department=code.department or "",
            class_name=code.class_name or "",
            id_tail=proof.digest(self._keys, enrolment, code.id_tail) if code.id_tail else None,
            sealed={
                CODE_TEXT: self._keys.seal(code.text, about=CODE_TEXT),  # unchanged
                "code": self._keys.seal(code.code, about="code"),
            },
        )

    def _cautions(self, task: Task, branch_list: InBranch, person_id: str) -> tuple[Caution, ...]:
        """A warning if the enrolment also has an order in another task of the branch.

        Raises CollectedElsewhere if the task does not allow that.
        """
        elsewhere = self._claims.elsewhere(branch_list, task, person_id, self._clock())
        if elsewhere.since is None:
            return ()
        error = order_errors.CollectedElsewhere(since=shanghai(elsewhere.since), contacts=task.contact_text())
        if elsewhere.blocked(task):
            raise error
        return (Caution(error.code, error.text, error.cure),)


def _wrong_code(texts: list[str]) -> DomainError:
    """The refusal of a picture with codes that are not collection codes, for the likeliest of them, the first."""
    from chalicelib.photo.qr.kinds import kind_of

    kind = kind_of(texts[0])
    if kind not in OTHER_CODES:
        return errors.QrUnreadable(field="upload_id")
    return errors.QrOther(field="upload_id", what=OTHER_CODES[kind], data={"kind": kind})
