"""What somebody may do to an order now, by the order's table: for a page that offers it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import structs

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import allowed_events
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task

DESK, MONEY = StaffRole.MANAGER, StaffRole.FINANCE
SECOND, ANY = "somebody else", "any"  # fill an event's required fields; which text does not matter here
BOTH: dict[str, Any] = {"actor": Actor(kind="staff", id="one"), "second": SECOND, "reason": ANY}


@dataclass(frozen=True, kw_only=True)
class Possible:
    """action: an event's name; attempt_no: of the payment it is about, or None; two: whether a second person must
    agree."""

    action: str
    attempt_no: int | None
    two: bool


def possible_actions(who: Staff, order: Order, task: Task, now: datetime, channels: Collection[str]) -> list[Possible]:
    """In the order of a page: the most frequent first.  channels: those that are set up."""
    actions = []
    for role, event in staff_events(Actor(kind="staff", id=who.staff_id), order, channels):
        if not who.has(role):
            continue
        calm = _after_closing(order) if isinstance(event, ev.Cancel | ev.Release) else order
        for two in (False, True):
            asking = structs.replace(event, second=SECOND) if two and isinstance(event, ev.FourEyes) else event
            if allowed_events(calm, now, task=task, owns_claim=False, asking=[asking]):
                actions.append(Possible(action=event.name, attempt_no=getattr(event, "attempt_no", None), two=two))
                break
    return actions


def _after_closing(order: Order) -> Order:
    """The order as it will be decided: what could still be paid is closed at the channel first."""
    return replace(order, attempts=tuple(_closed(attempt) for attempt in order.attempts))


def _closed(attempt: Attempt) -> Attempt:
    return replace(attempt, state=AttemptState.CLOSED) if attempt.state is AttemptState.PENDING else attempt


def staff_events(actor: Actor, order: Order, channels: Collection[str]) -> Iterator[tuple[StaffRole, ev.Event]]:
    """Every event that staff may apply, each with the role it belongs to."""
    head = order.head
    why: dict[str, Any] = {"actor": actor, "reason": ANY}
    yield DESK, ev.Keep(**why)
    yield DESK, ev.Grant(**why, days=1, tries=1)
    if head.state is not State.DONE:  # in DONE it would change nothing
        yield DESK, ev.Confirm(actor=actor)
    yield DESK, ev.Post(actor=actor, courier=ANY, number=ANY)
    yield DESK, ev.Recall(**why)
    yield DESK, ev.Correct(**why, note=ANY)
    yield DESK, ev.Uncorrect(**why)
    yield DESK, ev.Edit(**why, student=head.student)
    yield DESK, ev.Transfer(**why, owner=ANY)
    for attempt in order.attempts:
        yield from (
            (MONEY, event) for event in payment_events(attempt, why, channel_gone=attempt.channel not in channels)
        )
    yield MONEY, ev.AskRefund(**why)
    yield DESK, ev.Release(**why)
    yield DESK, ev.Cancel(actor=actor)
    yield DESK, ev.Close(**why)


def payment_events(attempt: Attempt, why: dict[str, Any], *, channel_gone: bool) -> Iterator[ev.Event]:
    """The events about one payment.  A channel that is no longer set up can neither refund nor be looked at."""
    number: dict[str, Any] = {"attempt_no": attempt.attempt_no}
    yield ev.Resolve(**why, **number, verdict="dismiss", held=None)
    if not channel_gone:
        yield ev.RefundRetry(**why, **number)
    yield ev.ReturnedByHand(**why, **number, reference=ANY, channel_gone=channel_gone)
    if not channel_gone:
        took: dict[str, Any] = {"amount": attempt.amount, "transaction_id": ANY, "paid_at": attempt.started_at}
        yield ev.ReturnedOnPage(**why, **number, **took, reference=ANY)


def money_actions(
    order: Order, attempt: Attempt, task: Task, now: datetime, channels: Collection[str]
) -> tuple[str, ...]:
    """What two people of finance may do about one payment.  channels: those that are set up."""
    asking = payment_events(attempt, BOTH, channel_gone=attempt.channel not in channels)
    return tuple(allowed_events(order, now, task=task, owns_claim=False, asking=asking))
