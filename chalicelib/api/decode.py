"""Routes of the `decode` step: an uploaded QR picture (or the code's text) becomes student info.

Nothing here loads pixels: the engine is imported by the call that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.model import Role, Who
from chalicelib.shared.clock import iso
from chalicelib.tasks.model import LEVEL_LABELS, Level
from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.orders.model import Student
    from chalicelib.orders.read import KeptRead

Id = Annotated[str, Meta(min_length=1, max_length=32)]


class ReadCode(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of upload_id and text."""

    task_id: Id
    upload_id: Id | None = None
    text: Annotated[str, Meta(min_length=1, max_length=4096)] | None = None

    def __post_init__(self) -> None:
        if (self.upload_id is None) == (self.text is None):
            raise ValueError("exactly one of the field `upload_id` and text")


class StudentInfo(Struct, frozen=True):
    """What the collection code tells; null where it does not.  level is one of ours, level_label as shown."""

    masked_name: str | None
    school_code: str | None
    school_name: str | None
    level: str | None
    level_label: str | None
    student_no: str | None
    college: str | None
    department: str | None
    class_name: str | None
    id_tail_known: bool


class Caution(Struct, frozen=True):
    """Ready to show; the read is good all the same."""

    code: str
    message: str
    action: str


class CodeRead(Struct, frozen=True):
    """read_id opens an order until expires_at."""

    read_id: str
    student: StudentInfo
    expires_at: str
    source: Literal["picture", "text"]
    cautions: list[Caution]


@routes.route("/api/collect-codes", methods=["POST"], name="decode")
@endpoint(role=Role.STUDENT, body=ReadCode, answer=CodeRead, status=201)
def read_code(who: Who, body: ReadCode) -> CodeRead:
    """Read a CHSI collection code.  Of an uploaded picture or as text; what is found is kept for an hour, for opening
    an order."""
    if body.text is not None:
        return _answer(wire().reads.from_text(who, body.task_id, body.text))
    return _answer(wire().reads.from_picture(who, body.task_id, body.upload_id or ""))


def _answer(kept: KeptRead) -> CodeRead:
    source: Literal["picture", "text"] = "text" if kept.read.source == "text" else "picture"
    cautions = [Caution(one.code, one.message, one.action) for one in kept.cautions]
    return CodeRead(kept.read_id, _student(kept.read.student), iso(kept.expires_at), source, cautions)


def _student(student: Student) -> StudentInfo:
    return StudentInfo(
        masked_name=student.name or None,
        school_code=student.school_code or None,
        school_name=student.school_name or None,
        level=student.level or None,
        level_label=LEVEL_LABELS[Level(student.level)] if student.level else None,
        student_no=student.student_no or None,
        college=student.college or None,
        department=student.department or None,
        class_name=student.class_name or None,
        id_tail_known=student.id_tail is not None,
    )
