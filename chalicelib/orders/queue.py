"""Where an item stands in the sparse index `queue`: pictures that wait for a reviewer, and what waits for a decision.

A picture somebody holds moves behind all others, under the end of its lease; so whoever looks for the next one
finds a free one first, however many reviewers there are, and a lease that is over is found by its time.
"""

from __future__ import annotations

from chalicelib.orders.model import STUCK_REFUND, Attempt, AttemptState, Head, Refund, State
from chalicelib.shared.clock import iso

FIRST, THEN, HELD = "0", "1", "2"  # resubmissions; the others; held by a reviewer


def review_queue(task_id: str) -> str:
    return f"QUEUE#{task_id}"


def decisions(task_id: str) -> str:
    return f"DECIDE#{task_id}"


def queue_keys(head: Head) -> dict[str, str]:
    """In review: a place in the queue.  With a deadline that passed undecided, or to be corrected: a decision."""
    if head.queued_at is not None:
        place = f"{FIRST if head.priority else THEN}#{iso(head.queued_at)}"
        if head.lease is not None:
            place = f"{HELD}#{iso(head.lease.until)}"
        return {"queue_key": review_queue(head.task_id), "queue_at": f"{place}#{head.order_id}"}
    if head.undecided or head.state is State.CORRECTION:
        return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(head.state_at)}#{head.order_id}"}
    return {}


def attempt_keys(head: Head, attempt: Attempt) -> dict[str, str]:
    """A payment that does not match waits for finance."""
    if attempt.state is not AttemptState.SUSPECT:
        return {}
    return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(attempt.started_at)}#{head.order_id}"}


def refund_keys(head: Head, refund: Refund) -> dict[str, str]:
    """A refund the channel could not make waits for finance."""
    if refund.state not in STUCK_REFUND:
        return {}
    return {"queue_key": decisions(head.task_id), "queue_at": f"{iso(refund.requested_at)}#{head.order_id}"}
