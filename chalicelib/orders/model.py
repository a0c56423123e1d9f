"""An order and its parts: where the student stands (head), pictures (photos), money (attempts, refunds)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from chalicelib.orders.appeal import Appeal
from chalicelib.orders.money_model import ENDED_REFUND, Attempt, AttemptState, Refund
from chalicelib.shared.money import Fen
from chalicelib.tasks.rules import Rules


class State(StrEnum):
    """Where the student stands; what a screen calls it is in labels.py."""

    DRAFT = "DRAFT"
    AWAITING_PAYMENT = "AWAITING_PAYMENT"
    IN_REVIEW = "IN_REVIEW"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"
    APPROVED = "APPROVED"
    IN_PRODUCTION = "IN_PRODUCTION"
    DONE = "DONE"
    CORRECTION = "CORRECTION"
    REFUNDING = "REFUNDING"
    REFUNDED = "REFUNDED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


COLLECTED = frozenset({State.APPROVED, State.IN_PRODUCTION, State.DONE})
RESUBMITTABLE = frozenset({State.REJECTED, State.WITHDRAWN, State.CORRECTION})
PAID_STATES = COLLECTED | RESUBMITTABLE | {State.IN_REVIEW}
LIVE = PAID_STATES | {State.DRAFT, State.AWAITING_PAYMENT}


class PhotoState(StrEnum):
    """WAITING → PASSED | FAILED | UNREADABLE | GONE.  Earlier releases wrote CHECKING in between, for the second or two
    that judging takes; it is still read, and judged again."""

    WAITING = "WAITING"
    CHECKING = "CHECKING"
    PASSED = "PASSED"
    FAILED = "FAILED"
    UNREADABLE = "UNREADABLE"
    GONE = "GONE"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who caused an event: student, payer (by a link), staff, clock, channel, deliver or purge."""

    kind: str
    id: str = ""


CLOCK = Actor(kind="clock")
CHANNEL = Actor(kind="channel")


CONTACT = ("contact_phone", "email", "consignee", "address", "layout")  # the data that a student may change alone
CODE_TEXT = "collect_code"  # the whole text of the collection code: see store/code_texts.py


@dataclass(frozen=True, kw_only=True)
class Student:
    """What the order knows of the enrolment; in an ENCRYPTED task the name is masked and all comes from the code.

    id_tail: digest of the ID's last four (orders/claims/proof.py); sealed: CONTACT, the collection code, and CODE_TEXT
    as long as no order is opened with it, or in one that was opened when heads still held it.
    """

    name: str
    school_code: str
    school_name: str
    level: str
    student_no: str = ""
    college: str = ""
    department: str = ""
    major: str = ""
    class_name: str = ""
    id_tail: str | None = None
    sealed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class IdentifiedStudent:
    """A student as a collection code or a form identifies them.

    enrolment: a digest, equal for the same student (tasks/enrolment.py); source: "picture", "text" or "form"; reader:
    of the collection code's text (collect_codes/readers.py), "" for a form."""

    enrolment: str
    source: str
    student: Student
    reader: str = ""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One coded reject reason; message and cure in Chinese."""

    code: str
    message: str
    cure: str


@dataclass(frozen=True, kw_only=True)
class Rejection:
    """All reasons at once, and the reviewer's note; in a correction: what must be corrected, as either or both."""

    reasons: tuple[Reason, ...]
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lease:
    """A reviewer's hold on an order and the photo they look at; it ends by itself.

    taken: this hold's own number, which stays when it is prolonged; None on one of before there were any.
    """

    owner: str
    until: datetime
    photo_no: int
    taken: int | None = None


@dataclass(frozen=True, kw_only=True)
class Contest:
    """Which account claims an order's enrolment, and since when."""

    person_id: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Posting:
    """The waybill number of posted prints, and the courier's code (see couriers)."""

    courier: str
    number: str


@dataclass(frozen=True, kw_only=True)
class Correction:
    """said: what must be corrected, until a photo is delivered; the other fields: how the order stood before, to be
    restored if the correction was a mistake."""

    said: Rejection
    state: State
    package: str | None
    photo_no: int | None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One uploaded picture.  report: the engine's, as plain JSON data, immutable once judged; look: its difference
    hash; appealable: it failed, and only on soft codes; risk: 0–1, how doubtful the engine is; client: see Who."""

    photo_no: int
    state: PhotoState
    asked_at: datetime
    upload_id: str
    spec: str = ""
    spec_rev: int = 0
    report: Mapping[str, Any] | None = None
    source_sha256: str = ""
    standard_sha256: str = ""
    look: str = ""
    appealable: bool = False
    risk: float = 0.0
    client: str = ""


@dataclass(frozen=True, kw_only=True)
class Head:
    """Where the student stands.  seq grows by one with every event; nothing is written without comparing it.

    branch: of the task; branch_key: of the enrolment's list in it; erased_at: when the student's data was deleted;
    correction: while correcting; rules: since it was handed in; stopped: the consent to the handling of the face was
    taken back, and nothing was handed in since; contest: until the branch has decided; denied: the accounts that it
    decided against; appeals: oldest first; risk: of the photo in review, 1 if a person was asked for; number: or "";
    reader: see IdentifiedStudent, "" on heads of before it was kept.
    """

    order_id: str
    seq: int
    state: State
    person_id: str
    task_id: str
    branch: str
    enrolment: str
    round: int
    student: Student
    source: str
    opened_at: datetime
    state_at: datetime
    due_at: datetime | None = None
    photo_no: int | None = None
    price: Fen | None = None
    expires_at: datetime | None = None
    deadline: datetime | None = None
    rejections: int = 0
    granted: int = 0
    rejected_sha256: tuple[str, ...] = ()
    lease: Lease | None = None
    rejection: Rejection | None = None
    queued_at: datetime | None = None
    priority: bool = False
    correcting: bool = False
    correction: Correction | None = None
    rules: Rules | None = None
    undecided: bool = False
    stopped: bool = False
    contest: Contest | None = None
    denied: tuple[str, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    risk: float = 0.0
    late: bool = False
    package: str | None = None
    posting: Posting | None = None
    branch_key: str = ""
    erased_at: datetime | None = None
    number: str = ""
    reader: str = ""

    @property
    def shown_number(self) -> str:
        """What people call the order."""
        return self.number or self.order_id


@dataclass(frozen=True, kw_only=True)
class Order:
    """The head with all its parts, tuples by their numbers; revs: the store's record of when each was written."""

    head: Head
    photos: tuple[Photo, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    refunds: tuple[Refund, ...] = ()
    revs: Mapping[str, int] = field(default_factory=dict, compare=False)

    def attempt(self, attempt_no: int) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.attempt_no == attempt_no), None)

    def paid_attempt(self) -> Attempt | None:
        """The one attempt whose money pays for the order."""
        return next((attempt for attempt in self.attempts if attempt.state is AttemptState.OK), None)

    def refund(self, attempt_no: int, try_no: int) -> Refund | None:
        named = (attempt_no, try_no)
        return next((refund for refund in self.refunds if (refund.attempt_no, refund.try_no) == named), None)

    def refund_of(self, attempt_no: int) -> Refund | None:
        """The refund of an attempt by which all of its money went back, or else the newest.  None of a part."""
        own = [refund for refund in reversed(self.refunds) if refund.attempt_no == attempt_no and not refund.part]
        return next((refund for refund in own if refund.state in ENDED_REFUND), own[0] if own else None)

    def photo(self, photo_no: int | None) -> Photo | None:
        return next((photo for photo in self.photos if photo.photo_no == photo_no), None)

    def newest_photo(self) -> Photo | None:
        """The newest photo that really arrived, and has its verdict."""
        arrived = [photo for photo in self.photos if photo.state not in (PhotoState.WAITING, PhotoState.GONE)]
        return arrived[-1] if arrived else None

    def but(self, **changes: Any) -> Order:
        """The order with a changed head."""
        return replace(self, head=replace(self.head, **changes))

    def with_attempt(self, attempt: Attempt) -> Order:
        return replace(self, attempts=_put(self.attempts, attempt, lambda each: each.attempt_no))

    def with_refund(self, refund: Refund) -> Order:
        return replace(self, refunds=_put(self.refunds, refund, lambda each: (each.attempt_no, each.try_no)))


def _put[T](parts: Iterable[T], part: T, key: Any) -> tuple[T, ...]:
    others = [other for other in parts if key(other) != key(part)]
    return tuple(sorted([*others, part], key=key))


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One appended event; `data` holds no personal data."""

    order_id: str
    seq: int
    at: datetime
    event: str
    actor: Actor
    source: State | None
    to: State
    data: Mapping[str, Any] = field(default_factory=dict)
