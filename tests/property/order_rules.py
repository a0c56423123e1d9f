"""Rules one order, or one change of it, must keep by itself."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.orders.appeal import MOST_APPEALS, appeal_about
from chalicelib.orders.machine.decide import Change
from chalicelib.orders.model import PAID_STATES, RESUBMITTABLE, Order, PhotoState, State
from chalicelib.orders.money_model import Attempt, AttemptState, Refund, RefundState

A, R = AttemptState, RefundState
WATCHED = frozenset({A.PENDING, A.ABANDONED})
# The two small machines; any attempt the channel took money for may be found returned outside.
ATTEMPT_MOVES: Mapping[AttemptState, frozenset[AttemptState]] = {
    A.PENDING: frozenset({A.OK, A.CLOSED, A.ABANDONED, A.SUSPECT, A.ORPHAN, A.RETURNED_OUTSIDE}),
    A.CLOSED: frozenset({A.OK, A.SUSPECT, A.ORPHAN, A.RETURNED_OUTSIDE}),
    A.ABANDONED: frozenset({A.OK, A.CLOSED, A.SUSPECT, A.ORPHAN, A.RETURNED_OUTSIDE}),
    A.SUSPECT: frozenset({A.OK, A.ORPHAN, A.ABANDONED, A.RETURNED_OUTSIDE}),
    A.OK: frozenset({A.ORPHAN, A.RETURNED, A.RETURNED_OUTSIDE}),
    A.ORPHAN: frozenset({A.RETURNED, A.RETURNED_OUTSIDE}),
    A.RETURNED: frozenset(),
    A.RETURNED_OUTSIDE: frozenset(),
}
REFUND_MOVES: Mapping[RefundState, frozenset[RefundState]] = {
    R.REQUESTED: frozenset({R.PROCESSING, R.DONE, R.ABNORMAL, R.CLOSED}),
    R.PROCESSING: frozenset({R.DONE, R.ABNORMAL, R.CLOSED}),
    R.ABNORMAL: frozenset({R.DONE, R.CLOSED, R.REQUESTED}),
    R.CLOSED: frozenset({R.BY_HAND, R.DONE}),
    R.DONE: frozenset(),
    R.BY_HAND: frozenset(),
}


def wrong_order(order: Order) -> str:
    """What an order alone shows to be broken."""
    head = order.head
    if sum(one.state is AttemptState.OK for one in order.attempts) > 1:
        return "two attempts are OK"
    if (head.queued_at is not None) != (head.state is State.IN_REVIEW):
        return f"queue slot in {head.state}"
    if head.lease is not None and head.state is not State.IN_REVIEW:
        return f"lease in {head.state}"
    if head.correcting and head.state in (State.REJECTED, State.WITHDRAWN):
        return f"a delivered order is {head.state}"
    if wrong := _wrong_photo(order):
        return wrong
    if _head_waits(order) != (head.due_at is not None):
        return f"due slot in {head.state}: {head.due_at}"
    parts: list[Attempt | Refund] = [*order.attempts, *order.refunds]
    for part in parts:
        if _part_waits(part) != (part.due_at is not None):
            return f"due slot of a part that is {part.state}: {part.due_at}"
    return ""


def _wrong_photo(order: Order) -> str:
    """What failed is handed in by an appeal only, what failed on a hard code never, and twice at most."""
    head, photo = order.head, order.photo(order.head.photo_no)
    if len(head.appeals) > MOST_APPEALS:
        return f"{len(head.appeals)} appeals"
    if photo is None or photo.state is PhotoState.PASSED:
        return ""
    if not photo.appealable:
        return "handed in though it failed on a hard code"
    return "" if appeal_about(head.appeals, photo.photo_no) else "handed in though it failed"


def _head_waits(order: Order) -> bool:
    head = order.head
    if head.state in RESUBMITTABLE:
        return not head.undecided
    return head.state in (State.DRAFT, State.AWAITING_PAYMENT)


def _part_waits(part: Attempt | Refund) -> bool:
    if isinstance(part, Attempt):
        return part.state in WATCHED
    return part.state in (RefundState.REQUESTED, RefundState.PROCESSING, RefundState.ABNORMAL)


def badly_told(change: Change) -> str:
    """Folding the events gives the head, step by step; the dead stay dead; parts move as their machines do."""
    before, after, record = change.before.head, change.after.head, change.record
    if record is None:
        return "" if change.before == change.after else "a change that is not recorded"
    if (record.seq, record.source, record.to) != (before.seq + 1, before.state, after.state) or record.seq != after.seq:
        return f"the event {record.event} does not tell the head"
    if before.state in (State.REFUNDED, State.CANCELLED) and after.state in PAID_STATES:
        return f"{before.state} became {after.state}"
    return _bad_attempts(change) or _bad_refunds(change)


def _bad_attempts(change: Change) -> str:
    for old, new in zip(change.before.attempts, change.after.attempts, strict=False):
        if new.state is not old.state and new.state not in ATTEMPT_MOVES[old.state]:
            return f"an attempt went from {old.state} to {new.state}"
    return ""


def _bad_refunds(change: Change) -> str:
    known = {(one.attempt_no, one.try_no): one.state for one in change.before.refunds}
    for new in change.after.refunds:
        old, last = known.get((new.attempt_no, new.try_no)), known.get((new.attempt_no, new.try_no - 1))
        if old is None and last not in (None, R.CLOSED):
            return f"a second refund after one that is {last}"
        if old is not None and new.state is not old and new.state not in REFUND_MOVES[old]:
            return f"a refund went from {old} to {new.state}"
    return ""
