"""What somebody may do to an order now: asked of the table, for a page that offers it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import structs

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import allowed
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task

DESK, MONEY = StaffRole.MANAGER, StaffRole.FINANCE
SECOND, ANY = "somebody else", "any"  # what an event must name, and here it does not matter what


@dataclass(frozen=True, kw_only=True)
class Possible:
    """action: an event's name; attempt_no: of the payment it is about, or None; two: a second person must agree."""

    action: str
    attempt_no: int | None
    two: bool


def possible(who: Staff, order: Order, task: Task, now: datetime, channels: Collection[str]) -> list[Possible]:
    """In the order of a page: what is done most first.  channels: those that are set up."""
    found = []
    for role, event in events(Actor(kind="staff", id=who.staff_id), order, channels):
        if not who.has(role):
            continue
        calm = _after_closing(order) if isinstance(event, ev.Cancel | ev.Release) else order
        for two in (False, True):
            asked = structs.replace(event, second=SECOND) if two and isinstance(event, ev.FourEyes) else event
            if allowed(calm, now, task=task, owns_claim=False, asking=[asked]):
                found.append(Possible(action=event.name, attempt_no=getattr(event, "attempt_no", None), two=two))
                break
    return found


def _after_closing(order: Order) -> Order:
    """What could still be paid is closed at the channel before these are decided."""
    return replace(order, attempts=tuple(_closed(one) for one in order.attempts))


def _closed(attempt: Attempt) -> Attempt:
    return replace(attempt, state=AttemptState.CLOSED) if attempt.state is AttemptState.PENDING else attempt


def events(actor: Actor, order: Order, channels: Collection[str]) -> Iterator[tuple[StaffRole, ev.Event]]:
    """Every one there may be, with whose it is."""
    head = order.head
    why: dict[str, Any] = {"actor": actor, "reason": ANY}
    yield DESK, ev.Keep(**why)
    yield DESK, ev.Grant(**why, days=1, tries=1)
    if head.state is not State.DONE:  # there it would change nothing
        yield DESK, ev.Confirm(actor=actor)
    yield DESK, ev.Post(actor=actor, courier=ANY, number=ANY)
    yield DESK, ev.Recall(**why)
    yield DESK, ev.Correct(**why, note=ANY)
    yield DESK, ev.Uncorrect(**why)
    yield DESK, ev.Edit(**why, student=head.student)
    yield DESK, ev.Transfer(**why, owner=ANY)
    for attempt in order.attempts:
        yield from ((MONEY, event) for event in about(attempt, why, gone=attempt.channel not in channels))
    yield MONEY, ev.AskRefund(**why)
    yield DESK, ev.Release(**why)
    yield DESK, ev.Cancel(actor=actor)
    yield DESK, ev.Close(**why)


def about(attempt: Attempt, why: dict[str, Any], *, gone: bool) -> Iterator[ev.Event]:
    """Of one payment.  At a channel that is gone nothing can be asked for or looked at."""
    number: dict[str, Any] = {"attempt_no": attempt.attempt_no}
    yield ev.Resolve(**why, **number, verdict="dismiss", held=None)
    if not gone:
        yield ev.RefundRetry(**why, **number)
    yield ev.ReturnedByHand(**why, **number, reference=ANY, channel_gone=gone)
    if not gone:
        took: dict[str, Any] = {"amount": attempt.amount, "transaction_id": ANY, "paid_at": attempt.started_at}
        yield ev.ReturnedOnPage(**why, **number, **took, reference=ANY)
