"""What happened to an order, in plain words: what, how much or why, who, and who agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from chalicelib.desk.review.reasons import catalogue
from chalicelib.orders.couriers import name_of
from chalicelib.orders.labels import EVENT_LABELS
from chalicelib.orders.model import EventRecord
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen, yuan
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class Happened(Struct, frozen=True):
    """by: student, staff, clock, channel, deliver or purge; name: of the staff; second: of whoever agreed; more: the
    amount, the days, the reasons, as far as the order's history knows, or empty."""

    at: str
    event: str
    label: str
    more: str
    by: str
    staff_id: str | None
    name: str | None
    second: str | None


def happened(who: Staff, records: Sequence[EventRecord]) -> list[Happened]:
    """Oldest first.  A student's order has few events, and few people of the branch had to do with it."""
    names = {who.staff_id: who.name}
    for staff_id in set(_staff_of(records)) - names.keys():
        if account := wire().stores.staff.get(staff_id):
            names[staff_id] = account.name
    return [_happened(record, names) for record in records]


def _staff_of(records: Iterable[EventRecord]) -> Iterable[str]:
    for record in records:
        if record.actor.kind == "staff":
            yield record.actor.id
        if second := record.data.get("second"):
            yield second


def _happened(record: EventRecord, names: Mapping[str, str]) -> Happened:
    staff_id = record.actor.id if record.actor.kind == "staff" else None
    return Happened(
        at=iso(record.at),
        event=record.event,
        label=EVENT_LABELS.get(record.event, record.event),
        more=more_of(record),
        by=record.actor.kind,
        staff_id=staff_id,
        name=names.get(staff_id) if staff_id else None,
        second=names.get(record.data.get("second") or ""),
    )


def more_of(record: EventRecord) -> str:
    """How much, how long, why: what the log keeps for ever, which names nobody."""
    data = record.data
    if codes := data.get("reasons"):
        words = {code: text.message for code, _, text in catalogue()}
        return "、".join(words.get(code, code) for code in codes)
    if record.event == "grant":
        parts = (f"{data.get(name)} {unit}" for name, unit in (("days", "天"), ("tries", "次")) if data.get(name))
        return "，".join(parts)
    if courier := data.get("courier"):
        return name_of(courier)
    amount = data.get("amount")
    return f"{yuan(Fen(amount))} 元" if isinstance(amount, int) else ""
