"""What somebody may do to an order now, by the order's table, and why not what else: for a page that offers it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from msgspec import structs

from chalicelib.desk.going_back import is_under_way
from chalicelib.desk.order_errors import NothingToRefund
from chalicelib.desk.orders import REFUSALS
from chalicelib.orders import events as ev
from chalicelib.orders.labels import LABELS
from chalicelib.orders.machine.decide import NotAllowed, allowed_events, decide
from chalicelib.orders.machine.refusals import refusal_error
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.shared.money import Fen
from chalicelib.staff.model import Staff, StaffRole
from chalicelib.tasks.model import Task

DESK, MONEY = StaffRole.MANAGER, StaffRole.FINANCE
OTHERS = {DESK: "由管理员决定", MONEY: "由财务提出"}
USUAL = frozenset({"grant", "recall", "correct", "edit", "transfer", "refund", "release", "cancel", "close"})
GONE = frozenset({State.EXPIRED, State.CANCELLED, State.CLOSED, State.REFUNDING, State.REFUNDED})
MOST_STATES = 3  # that are named
UNDER_WAY = (
    "渠道还可能把钱退出去，等它关闭这笔退款以后才能登记。先重试退款；在商户平台办完的，系统一小时内会查到，不用登记"
)
SECOND, ANY = "somebody else", "any"  # fill an event's required fields; which text does not matter here
BOTH: dict[str, Any] = {"actor": Actor(kind="staff", id="one"), "second": SECOND, "reason": ANY}


@dataclass(frozen=True, kw_only=True)
class Possible:
    """action: an event's name; attempt_no: of the payment it is about, or None; two: whether a second person must
    agree."""

    action: str
    attempt_no: int | None
    two: bool


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """why: whose action it is, or what the order would have to be, in a few words."""

    action: str
    why: str


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


def impossible_actions(
    who: Staff, order: Order, task: Task, now: datetime, channels: Collection[str] = ()
) -> list[Impossible]:
    """What the page shows though `who` cannot do it: what the order does not allow now, while it goes on, what is
    another role's to do, and what waits for a channel.  channels: those that are set up."""
    refused = _waiting_for_channels(order, channels) if who.has(MONEY) else []
    for role, event in staff_events(Actor(kind="staff", id=who.staff_id), order, ()):
        if event.name not in USUAL:
            continue
        why = _refusal(event, order, task, now)
        if not who.has(role):
            why = "" if why else OTHERS[role]
        elif order.head.state in GONE:
            continue
        if why:
            refused.append(Impossible(action=event.name, why=why))
    return refused


def _waiting_for_channels(order: Order, channels: Collection[str]) -> list[Impossible]:
    """Each action once."""
    waiting = {one.action: one for attempt in order.attempts for one in money_refusals(order, attempt, channels)}
    return list(waiting.values())


def _refusal(event: ev.Event, order: Order, task: Task, now: datetime) -> str:
    """Why nobody, not even two, may apply the event now; empty if they may."""
    calm = _after_closing(order) if isinstance(event, ev.Cancel | ev.Release) else order
    asking = structs.replace(event, second=SECOND) if isinstance(event, ev.FourEyes) else event
    try:
        decide(calm, asking, now, task=task, owns_claim=False)
    except NotAllowed as refusal:
        if refusal.guard in REFUSALS:
            return refusal_error(order, refusal, kinds=REFUSALS).text
        if isinstance(event, ev.AskRefund):
            return NothingToRefund.message
        states = [_short(state) for state in _states_of(event)]
        own = _short(order.head.state)
        return f"{own}时不可以" if len(states) > MOST_STATES else f"{'、'.join(states)}时可以"
    return ""


def _short(state: State) -> str:
    """Its label, without what that says besides."""
    return LABELS[state].partition("，")[0]


def _states_of(event: ev.Event) -> list[State]:
    """Those in which staff may do it."""
    sources = {state for row in ROWS if row.event is type(event) and "staff" in row.who for state in row.sources}
    return [state for state in State if state in sources]


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
        if attempt.channel in channels:
            yield MONEY, ev.RefundPart(**why, attempt_no=attempt.attempt_no, amount=Fen(1))
        yield from ((MONEY, event) for event in payment_events(order, attempt, why, channels))
    yield MONEY, ev.AskRefund(**why)
    yield DESK, ev.Release(**why)
    yield DESK, ev.Cancel(actor=actor)
    yield DESK, ev.Close(**why)


def payment_events(
    order: Order, attempt: Attempt, why: dict[str, Any], channels: Collection[str]
) -> Iterator[ev.Event]:
    """The events about one payment.  A channel that is no longer set up can neither refund nor be looked at; what it
    may still pay out is not recorded as gone."""
    number: dict[str, Any] = {"attempt_no": attempt.attempt_no}
    channel_gone = attempt.channel not in channels
    yield ev.Resolve(**why, **number, verdict="dismiss", held=None)
    if not channel_gone:
        yield ev.RefundRetry(**why, **number)
    yield ev.ReturnedByHand(**why, **number, reference=ANY, channel_gone=channel_gone)
    if not (channel_gone or is_under_way(order.refund_of(attempt.attempt_no))):
        took: dict[str, Any] = {"amount": attempt.amount, "transaction_id": ANY, "paid_at": attempt.started_at}
        yield ev.ReturnedOnPage(**why, **number, **took, reference=ANY)


def money_actions(
    order: Order, attempt: Attempt, task: Task, now: datetime, channels: Collection[str]
) -> tuple[str, ...]:
    """What two people of finance may do about one payment.  channels: those that are set up."""
    asking = payment_events(order, attempt, BOTH, channels)
    return tuple(allowed_events(order, now, task=task, owns_claim=False, asking=asking))


def money_refusals(order: Order, attempt: Attempt, channels: Collection[str]) -> tuple[Impossible, ...]:
    """What of it waits for the channel, which may still pay the refund out."""
    if attempt.channel in channels and is_under_way(order.refund_of(attempt.attempt_no)):
        return (Impossible(action=ev.ReturnedOnPage.name, why=UNDER_WAY),)
    return ()
