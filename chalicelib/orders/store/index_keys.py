"""Where an item is in the desk's sparse indexes: pictures that wait for a reviewer, what waits for a decision, and a
branch's refunds.

A picture somebody holds moves behind all others, under the end of its lease.  So whoever looks for the next one finds a
free one first, however many reviewers there are, and leases that are over are found by time.  Free ones come by the day
they were handed in, and of one day the riskiest first: nothing waits for ever behind doubtful pictures, and whoever
must take another picture hears of it early.
"""

from __future__ import annotations

from enum import StrEnum

from chalicelib.orders.claims.ownership import is_contested
from chalicelib.orders.model import Head, Order, State
from chalicelib.orders.money_model import RETURNED, STUCK_REFUND, Attempt, AttemptState, Refund, RefundState
from chalicelib.shared.clock import SHANGHAI, iso

ERASED_PLACE = "ERASED"
FIRST, THEN, HELD = "0", "1", "2"  # resubmissions; the others; held by a reviewer
SAFEST = 9  # the band of a picture without any risk among those of its day; 0 is that of what must be looked at


class RefundGroup(StrEnum):
    """OPEN: under way; STUCK: waits for finance; OVER: done, or replaced by a later refund."""

    OPEN = "OPEN"
    STUCK = "STUCK"
    OVER = "OVER"


def review_queue(task_id: str) -> str:
    return f"QUEUE#{task_id}"


def decisions(task_id: str) -> str:
    return f"DECIDE#{task_id}"


def refunds(branch: str, group: RefundGroup) -> str:
    return f"REFUNDS#{branch}#{group}"


def task_keys(head: Head) -> dict[str, str]:
    """The head's keys in the index of a task's orders: under its state, by since when.

    An erased order is under ERASED_PLACE instead, by when somebody looks at it again: at once, until
    `ErasedOrders.look_again` sets a time.
    """
    place, since = (head.state, head.state_at) if head.erased_at is None else (ERASED_PLACE, head.erased_at)
    return {"task_state": f"{head.task_id}#{place}", "state_at": iso(since)}


def queue_keys(head: Head) -> dict[str, str]:
    """In review: a place in the queue.  After a deadline that passed undecided, in correction, or while two accounts
    contest the order: a place among the decisions."""
    if head.contest is not None and is_contested(head):
        return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(head.contest.at)}#{head.order_id}"}
    if head.queued_at is not None:
        day = head.queued_at.astimezone(SHANGHAI).date().isoformat()
        band = SAFEST - int(head.risk * SAFEST)
        place = f"{FIRST if head.priority else THEN}#{day}#{band}#{iso(head.queued_at)}"
        if head.lease is not None:
            place = f"{HELD}#{iso(head.lease.until)}"
        return {"queue_key": review_queue(head.task_id), "queue_at": f"{place}#{head.order_id}"}
    if head.undecided or head.state is State.CORRECTION:
        return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(head.state_at)}#{head.order_id}"}
    return {}


def attempt_keys(head: Head, attempt: Attempt) -> dict[str, str]:
    """A payment that does not match its order waits for finance."""
    if attempt.state is not AttemptState.SUSPECT:
        return {}
    return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(attempt.started_at)}#{head.order_id}"}


def refund_group(order: Order, refund: Refund) -> RefundGroup:
    """Depends on the whole order: a CLOSED refund is over once the money went back some other way."""
    attempt, newest = order.attempt(refund.attempt_no), order.refund_of(refund.attempt_no)
    settled = attempt is None or attempt.state in RETURNED or newest is None or newest.try_no != refund.try_no
    if not settled and (refund.state in STUCK_REFUND or refund.waits):
        return RefundGroup.STUCK
    return RefundGroup.OPEN if refund.state in (RefundState.REQUESTED, RefundState.PROCESSING) else RefundGroup.OVER


def refund_keys(order: Order, refund: Refund) -> dict[str, str]:
    """Every refund is in its branch's list; one that the channel could not make, or will not, also waits for
    finance."""
    group, since = refund_group(order, refund), iso(refund.requested_at)
    keys = {"task_state": refunds(refund.branch, group), "state_at": since}
    if group is not RefundGroup.STUCK:
        return keys
    return keys | {"queue_key": decisions(order.head.task_id), "queue_at": f"{since}#{order.head.order_id}"}


def refund_moved(before: Order, after: Order, refund: Refund) -> bool:
    """Whether a refund of `after` must be written: it changed itself, or a change around it moves it in the lists."""
    return refund not in before.refunds or refund_keys(before, refund) != refund_keys(after, refund)
