"""Which decisions of a day count: read from the audit trail, where each was written with the decision itself."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from heapq import nsmallest

from chalicelib.feedback.model import UNREADABLE, Decision
from chalicelib.orders import events as ev
from chalicelib.shared.log import fault
from chalicelib.staff.audit_store import AuditEntry

ACTIONS = (ev.Approve.name, ev.Reject.name, ev.Recall.name)
SUBJECT = "order "


def decisions(entries: Iterable[AuditEntry]) -> list[Decision]:
    """The decisions that still stood at the end of the day.  entries: of ACTIONS, oldest first.

    Of two about one photo the later counts; an approval that was recalled does not.  A row that cannot be read is
    logged and left out.
    """
    stands: dict[str, dict[int, Decision]] = {}
    for entry in entries:
        order_id = entry.subject.removeprefix(SUBJECT)
        of_order = stands.setdefault(order_id, {})
        if entry.action == ev.Recall.name:
            stands[order_id] = {number: one for number, one in of_order.items() if not one.approved}
        elif decision := _decision(order_id, entry):
            of_order[decision.photo_no] = decision
    return [one for of_order in stands.values() for one in of_order.values()]


def sample(found: Iterable[Decision], most: int) -> list[Decision]:
    """At most so many, the same ones whenever it is asked: a digest chooses, so any kind keeps its share, roughly."""
    return nsmallest(most, found, key=lambda one: sha256(f"{one.order_id} {one.photo_no}".encode()).digest())


def _decision(order_id: str, entry: AuditEntry) -> Decision | None:
    try:
        return Decision(
            order_id=order_id,
            photo_no=int(entry.data["photo_no"]),
            approved=entry.action == ev.Approve.name,
            reasons=tuple(dict.fromkeys(entry.data.get("reasons", ()))),
        )
    except UNREADABLE as error:
        fault("decision not read", error, order_id=order_id)
        return None
