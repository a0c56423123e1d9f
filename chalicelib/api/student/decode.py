"""Routes of the `decode` step: an uploaded QR picture (or the code's text) becomes a student's data.

Nothing here loads pixels: the engine is imported by the call that needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct

from chalicelib.api.endpoint import endpoint, routes
from chalicelib.identity.model import Role, Who
from chalicelib.orders.questions import Question
from chalicelib.orders.screen.details import Detail, details
from chalicelib.shared.clock import iso
from chalicelib.wire import wire

if TYPE_CHECKING:
    from chalicelib.collect_codes.model import KeptReading

Id = Annotated[str, Meta(min_length=1, max_length=32)]


class ReadCode(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of upload_id and text."""

    task_id: Id
    upload_id: Id | None = None
    text: Annotated[str, Meta(min_length=1, max_length=4096)] | None = None

    def __post_init__(self) -> None:
        if (self.upload_id is None) == (self.text is None):
            raise ValueError("exactly one of the field `upload_id` and text")


class Caution(Struct, frozen=True):
    """Ready to show; the read is good all the same.  order_id: of the student's own order that it is about."""

    code: str
    message: str
    action: str
    order_id: str | None


class CodeRead(Struct, frozen=True):
    """read_id opens an order until expires_at.  details: what the code told; questions: what it left open."""

    read_id: str
    details: list[Detail]
    questions: list[Question]
    expires_at: str
    source: Literal["picture", "text"]
    cautions: list[Caution]


@routes.route("/api/collect-codes", methods=["POST"], name="decode")
@endpoint(role=Role.STUDENT, body=ReadCode, answer=CodeRead, status=201)
def read_code(who: Who, body: ReadCode) -> CodeRead:
    """Read a CHSI collection code.  Of an uploaded picture or as text; what is found is kept for an hour, for opening
    an order."""
    if body.text is not None:
        return _answer(wire().student.collect_codes.from_text(who, body.task_id, body.text))
    return _answer(wire().student.collect_codes.from_picture(who, body.task_id, body.upload_id or ""))


def _answer(kept: KeptReading) -> CodeRead:
    return CodeRead(
        read_id=kept.read_id,
        details=details(kept.read.student),
        questions=wire().student.collect_codes.questions(kept),
        expires_at=iso(kept.expires_at),
        source="text" if kept.read.source == "text" else "picture",
        cautions=[Caution(each.code, each.message, each.action, each.order_id) for each in kept.cautions],
    )
