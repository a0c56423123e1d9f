"""Reading a collection code: from a picture (or its text) to a student who may take part, kept for an hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from chalicelib.collect_codes import errors
from chalicelib.collect_codes.model import Caution, KeptReading
from chalicelib.collect_codes.store import ReadingStore
from chalicelib.identity.model import Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders.claims import proof
from chalicelib.orders.claims.branch import Elsewhere, branch_key
from chalicelib.orders.claims.enrolment import Claim, InUse, OwnOrder, WayPast, decide_open
from chalicelib.orders.contests import in_the_way
from chalicelib.orders.model import IdentifiedStudent, Order, Student
from chalicelib.orders.photos.limits import LIMITS
from chalicelib.orders.questions import Question, questions
from chalicelib.shared.clock import Clock, shanghai
from chalicelib.shared.crypto import Keys
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import is_order_id, random_id
from chalicelib.storage import keys
from chalicelib.storage.objects import Absent, Objects, TooBig
from chalicelib.tasks.enrolment import of_code
from chalicelib.tasks.levels import level_of
from chalicelib.tasks.model import Task
from chalicelib.tasks.service import Tasks, require_open

if TYPE_CHECKING:
    from chalicelib.collect_codes.readers import CollectCode, Reader

LIFE = timedelta(minutes=60)
WINDOW, PER_WINDOW = 600, 60  # seconds, and reads of one person in them: a class monitor reads forty codes
BUDGET_S: Final = 1.5  # of CPU, some 3 s at the step's size, which has 15; the last pass may take as long again
OTHER_CODES = {"payment": "付款或收款码", "url": "一个网页链接"}
PICTURE_ERRORS: dict[str, type[DomainError]] = {
    error.code: error for error in (errors.BadFormat, errors.FileTooLarge, errors.TooManyPixels)
}


class Claims(Protocol):
    """Who has an enrolment in a task, and where else it collects."""

    def claim(self, task_id: str, enrolment: str) -> Claim | None: ...

    def load(self, order_id: str) -> Order | None: ...

    def elsewhere(self, branch_key: str, task: Task) -> Elsewhere: ...


def standard_readers() -> tuple[Reader, ...]:
    """Every reader but an agency's own."""
    from chalicelib.collect_codes.readers import READERS

    return READERS


class CollectCodes:
    """prove: lifts the caution of a session once its owner has shown a collection code of her own order.

    readers: who understands a code's text, asked for when there is one.
    """

    def __init__(
        self,
        *,
        objects: Objects,
        tasks: Tasks,
        claims: Claims,
        store: ReadingStore,
        prove: Callable[[Who], None],
        keys: Keys,
        clock: Clock,
        readers: Callable[[], tuple[Reader, ...]] = standard_readers,
    ) -> None:
        self._objects, self._tasks, self._claims, self._store = objects, tasks, claims, store
        self._prove, self._keys, self._clock, self._readers = prove, keys, clock, readers

    def from_picture(self, who: Who, task_id: str, upload_id: str) -> KeptReading:
        """The read of an uploaded picture.

        Raises what tasks say when closed, the refusals of read_errors, CollectedOnSite, EnrolmentInUsePaid, CodeHeld
        with a read that is kept all the same, and CodeBeingChecked.
        """
        task = self._task(who, task_id)
        return self._keep(who, task, self._in_picture(who, upload_id), "picture")

    def from_text(self, who: Who, task_id: str, text: str) -> KeptReading:
        """The same for whoever cannot upload a picture and has the code's text."""
        task = self._task(who, task_id)
        code = self._code(text)
        if code is None:
            raise errors.TextUnreadable(field="text")
        return self._keep(who, task, code, "text")

    def use(self, who: Who, task_id: str, read_id: str) -> IdentifiedStudent:
        """The read, for opening an order; it may be used again.  Raises ReadExpired, for foreign ones too."""
        kept = self._store.get(read_id) if is_order_id(read_id) else None
        if (
            kept is None
            or self._clock() >= kept.expires_at
            or (kept.person_id, kept.task_id) != (who.person_id, task_id)
        ):
            raise errors.ReadExpired(field="read_id")
        return kept.read

    def questions(self, kept: KeptReading) -> list[Question]:
        """What is left to be asked of its student."""
        task = self._tasks.get(kept.task_id)
        return questions(task, self._tasks.schools_of(task), kept.read.student)

    def _task(self, who: Who, task_id: str) -> Task:
        task, now = self._tasks.get(task_id), self._clock()
        require_open(task, now)
        if task.collect_mode != "ENCRYPTED":
            raise errors.NoCollectCodeNeeded(field="task_id")
        end = datetime.fromtimestamp((int(now.timestamp()) // WINDOW + 1) * WINDOW, UTC)
        if not self._store.count(who.person_id, until=end, most=PER_WINDOW):
            raise errors.TooManyReads(retry_after=max(1, int((end - now).total_seconds())))
        return task

    def _in_picture(self, who: Who, upload_id: str) -> CollectCode:
        from chalicelib.photo.picture_error import PictureError
        from chalicelib.photo.qr.scan import scan

        if not is_order_id(upload_id):  # upload ids have the same shape
            raise errors.UploadMissing(field="upload_id")
        try:
            stored = self._objects.get(keys.own_upload("qr", who.person_id, upload_id), LIMITS["QR"])
            seen = scan(stored.data, lambda text: self._code(text) is not None, budget_s=BUDGET_S)
        except Absent as error:
            raise errors.UploadMissing(field="upload_id") from error
        except TooBig as error:
            raise errors.FileTooLarge(field="upload_id") from error
        except PictureError as error:
            raise PICTURE_ERRORS[error.code](field="upload_id") from error
        if not seen.found:
            raise (errors.QrUnclear if seen.seen else errors.QrNotFound)(field="upload_id")
        return self._best([one.text for one in seen.found])

    def _best(self, texts: list[str]) -> CollectCode:
        """The collection code among a picture's texts: one that names its school before others, which may be anything.

        Of two students' codes neither is taken: nothing tells whose the picture is.
        """
        found = [code for text in texts if (code := self._code(text))]
        if not found:
            raise _other(texts)
        likely = [code for code in found if code.school_code is not None] or found
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
        if self._tasks.is_captured(task.task_id, enrolment):
            raise order_errors.CollectedOnSite(contacts=task.contact_text())
        claim = self._claims.claim(task.task_id, enrolment)
        holder = self._claims.load(claim.order_id) if claim else None
        use = decide_open(claim, holder, who.person_id, self._clock())
        own = isinstance(use, OwnOrder)
        if own and not who.proven:
            self._prove(who)
        cautions = () if own or isinstance(use, InUse) else self._cautions(task, enrolment, student)
        kept = KeptReading(
            read_id=random_id(),
            person_id=who.person_id,
            task_id=task.task_id,
            expires_at=self._clock() + LIFE,
            read=IdentifiedStudent(enrolment=enrolment, source=source, student=student),
            cautions=cautions,
        )
        if holder is not None and isinstance(use, InUse):
            if use.way is WayPast.DESK:
                self._store.put(kept)
            raise in_the_way(task, holder, use, who.person_id, kept.read_id)
        self._store.put(kept)
        return kept

    def _student(self, task: Task, code: CollectCode, enrolment: str) -> Student:
        """What the code tells; a school or level it does not tell is the task's when that has only one."""
        contacts = task.contact_text("TEACHER")
        only = task.schools[0] if len(task.schools) == 1 else ""
        school_code = code.school_code or only
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
                "collect_code": self._keys.seal(code.text, about="collect_code"),  # as the picture has it
                "code": self._keys.seal(code.code, about="code"),
            },
        )

    def _cautions(self, task: Task, enrolment: str, student: Student) -> tuple[Caution, ...]:
        """Whether the enrolment collects in another task of the branch.  Raises CollectedElsewhere if that blocks."""
        elsewhere = self._claims.elsewhere(branch_key(self._keys, task, enrolment, student), task)
        if elsewhere.since is None:
            return ()
        known = order_errors.CollectedElsewhere(since=shanghai(elsewhere.since), contacts=task.contact_text())
        if elsewhere.blocked(task):
            raise known
        return (Caution(known.code, known.text, known.cure),)


def _other(texts: list[str]) -> DomainError:
    """What the codes seem to be, when none is a collection code."""
    from chalicelib.collect_codes.readers import looks_like_payment_or_other

    kinds = [looks_like_payment_or_other(text) for text in texts]
    kind = next((kind for kind in kinds if kind in OTHER_CODES), None)
    if kind is None:
        return errors.QrUnreadable(field="upload_id")
    return errors.QrOther(field="upload_id", what=OTHER_CODES[kind], data={"kind": kind})
