"""An order told again from its events alone: what was written must be what the table makes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import Appeal, AppealReason
from chalicelib.orders.events import EVENTS, Event
from chalicelib.orders.machine.decide import decide
from chalicelib.orders.model import EventRecord, Head, Order, Rejection, State
from chalicelib.tasks.model import Task

DRAFT_LIFE = timedelta(days=7)


def replayed(order: Order, history: list[EventRecord], task: Task) -> Order:
    """The order as its history makes it.  Private fields of events are not in the log: what only they decide
    (a payment's client_key, the words of a reason) is taken over from `order`.  Raises AssertionError for a history
    with holes."""
    opening, *rest = history
    assert (opening.event, opening.seq, opening.source) == ("open", 1, None)
    told = replace(order, head=_opened(order.head, opening, task), attempts=(), refunds=())
    for number, record in enumerate(rest, start=2):
        assert record.seq == number, f"event {number} is missing"
        assert record.source is told.head.state
        owns = record.to is not State.EXPIRED
        change = decide(told, _event(record), record.at, task=task, owns_claim=owns)
        assert change.record is not None, f"{record.event} changes nothing"
        assert change.record.to is record.to
        told = change.after
    keys = {one.attempt_no: one.client_key for one in order.attempts}
    words = {(one.attempt_no, one.try_no): one.reason for one in order.refunds}
    return replace(
        told.but(
            rejection=_in_words(told.head.rejection, order.head.rejection),
            appeals=tuple(map(_in_her_words, told.head.appeals, order.head.appeals)),
        ),
        attempts=tuple(replace(one, client_key=keys[one.attempt_no]) for one in told.attempts),
        refunds=tuple(replace(one, reason=words[one.attempt_no, one.try_no]) for one in told.refunds),
    )


def _in_words(told: Rejection | None, kept: Rejection | None) -> Rejection | None:
    """The kept one, when its codes are the told one's."""
    codes = [[one.code for one in each.reasons] if each else None for each in (told, kept)]
    return kept if codes[0] == codes[1] else told


def _in_her_words(told: Appeal, kept: Appeal) -> Appeal:
    return replace(told, reason=kept.reason, note=kept.note)


def _opened(head: Head, opening: EventRecord, task: Task) -> Head:
    return Head(
        order_id=head.order_id,
        seq=1,
        state=State.DRAFT,
        person_id=head.person_id,
        task_id=head.task_id,
        branch=task.branch,
        enrolment=head.enrolment,
        round=opening.data["round"],
        student=head.student,
        source=opening.data["source"],
        opened_at=opening.at,
        state_at=opening.at,
        due_at=min(opening.at + DRAFT_LIFE, task.closes_at),
        branch_key=head.branch_key,
        number=head.number,
    )


def _event(record: EventRecord) -> Event:
    """The event a record is about; its words are private, and that there were some is known."""
    kind = EVENTS[record.event]
    known: dict[str, Any] = {**record.data, "actor": msgspec.to_builtins(record.actor)}
    private = {"client_key": "", "reason": "student", "reference": "seen there", "note": "name"}
    known |= {name: private[name] for name in kind.__struct_fields__ if name in private}
    if kind is ev.Appeal:
        known["reason"] = AppealReason.OTHER
    if "reasons" in known:  # their words are the reviewer's, only the codes are in the log
        known["reasons"] = [{"code": code, "message": "", "cure": ""} for code in known["reasons"]]
    return msgspec.convert(known, type=kind)
