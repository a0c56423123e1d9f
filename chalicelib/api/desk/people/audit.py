"""The route of the audit trail: who did what, when and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from msgspec import Meta, Struct

from chalicelib.api.desk.door import ADMIN, MANAGER, Id, staff
from chalicelib.api.endpoint import routes
from chalicelib.orders import number
from chalicelib.shared.clock import iso
from chalicelib.shared.ids import is_order_id
from chalicelib.staff.model import Staff
from chalicelib.wire import wire

ORDER = "order "  # of a subject, before the id


class AuditQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """first, last: days in Shanghai, at most 31; text: somewhere in the row, an order's number for its id;
    subject: such as `order <id>`, then the days do not matter, or `order <number>` with the number that students see;
    before: of the answer before, for older rows."""

    first: date | None = None
    last: date | None = None
    staff_id: Id | None = None
    action: Id | None = None
    text: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    subject: Annotated[str, Meta(max_length=100)] | None = None
    before: Annotated[str, Meta(max_length=60)] | None = None


class AuditRow(Struct, frozen=True):
    """number: of the order that is the subject, as people know it, or empty."""

    at: str
    staff_id: str
    name: str
    action: str
    subject: str
    reason: str
    data: dict[str, Any]
    number: str


class AuditRows(Struct, frozen=True):
    """rows: few or none tell nothing of the next page; before: of it, with how far back this one looked."""

    rows: list[AuditRow]
    before: str | None


@routes.route("/api/staff/audit", methods=["GET"], name="staff")
@staff(ADMIN, MANAGER, query=AuditQuery, answer=AuditRows)
def search_audit(who: Staff, query: AuditQuery) -> AuditRows:
    """Search the audit trail.  Of one subject, or of at most 31 days; newest first, in pages."""
    entries, before = wire().staff.audit.search(
        who,
        first=query.first,
        last=query.last,
        staff_id=query.staff_id,
        action=query.action,
        texts=_texts(query.text),
        subject=_subject(query.subject),
        before=query.before,
    )
    numbers = _numbers(who, {entry.subject for entry in entries})
    rows = [
        AuditRow(
            iso(entry.at),
            entry.staff_id,
            entry.name,
            entry.action,
            entry.subject,
            entry.reason,
            entry.data,
            numbers.get(entry.subject, ""),
        )
        for entry in entries
    ]
    return AuditRows(rows, before)


def _numbers(who: Staff, subjects: set[str]) -> dict[str, str]:
    """Subject → number, of the branch's orders; some hundred at a request."""
    ids = sorted(subject.removeprefix(ORDER) for subject in subjects if subject.startswith(ORDER))
    found = wire().stores.orders.without_photos(filter(is_order_id, ids)).values()
    return {f"{ORDER}{one.head.order_id}": one.head.shown_number for one in found if one.head.branch == who.branch}


def _texts(text: str | None) -> list[str]:
    """What is looked for: the text, and of an order's number its id, too, by which most rows name the order."""
    try:
        digits = number.read(text or "")
    except number.Mistyped:
        digits = ""
    order_id = digits and wire().stores.orders.id_by_number(digits)
    return list(filter(None, (text, order_id)))


def _subject(subject: str | None) -> str | None:
    """An order's number, as people know it, becomes its id; anything else stays.  Raises NumberMistyped."""
    kind, _, typed = (subject or "").partition(" ")
    return f"{ORDER}{wire().desk.orders.id_of(typed)}" if kind == "order" and typed else subject
