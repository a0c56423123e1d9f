"""Where an item is in the desk's sparse indexes: pictures that wait for a reviewer, what waits for a decision, prints
that wait to be posted, and a branch's payments and refunds.

Pictures lie in bands, twice: under their branch, and under their task for whoever reviews only that.  In a band the
oldest comes first.  A picture somebody holds moves behind all others of its band, under the end of its lease.  So
whoever looks for the next one finds a free one first, however many reviewers there are, and leases that are over are
found by time.
"""

from __future__ import annotations

from enum import StrEnum

from chalicelib.orders.claims.ownership import is_contested
from chalicelib.orders.model import Head, Order, State, Student
from chalicelib.orders.money_model import RETURNED, STUCK_REFUND, Attempt, AttemptState, Refund, RefundState
from chalicelib.orders.store.bands import Band, band_of
from chalicelib.shared.clock import iso

ERASED_PLACE = "ERASED"
FREE, HELD = "1", "2"  # nobody's; held by a reviewer
MOST_PLACE = 40  # characters of a name in a key, which has 1,024 bytes


class RefundGroup(StrEnum):
    """OPEN: under way; STUCK: waits for finance; OVER: done, or replaced by a later refund."""

    OPEN = "OPEN"
    STUCK = "STUCK"
    OVER = "OVER"


class PaymentGroup(StrEnum):
    """TAKEN: pays for its order; DOUBT: does not match it, waits for finance; BACK: on its way back, or gone back."""

    TAKEN = "TAKEN"
    DOUBT = "DOUBT"
    BACK = "BACK"


PAYMENT_GROUPS = {
    AttemptState.OK: PaymentGroup.TAKEN,
    AttemptState.SUSPECT: PaymentGroup.DOUBT,
    AttemptState.ORPHAN: PaymentGroup.BACK,
    AttemptState.RETURNED: PaymentGroup.BACK,
    AttemptState.RETURNED_OUTSIDE: PaymentGroup.BACK,
}


def review_queue(whose: str, band: Band) -> str:
    """whose: a branch, or a task's id."""
    return f"QUEUE#{whose}#{band}"


def decisions(branch: str) -> str:
    return f"DECIDE#{branch}"


def refunds(branch: str, group: RefundGroup) -> str:
    return f"REFUNDS#{branch}#{group}"


def postings(task_id: str) -> str:
    return f"POST#{task_id}"


def place_in_print(student: Student, order_id: str) -> tuple[str, ...]:
    """The order in which prints and their labels are made and posted: by school, college, class and student number."""
    names = (student.school_name, student.college, student.class_name)
    return (*(name[:MOST_PLACE] for name in names), student.student_no, order_id)


def posting_at(head: Head) -> str:
    """The order's place in its task's list of prints to post; no name holds a tab, which sorts before all it holds."""
    return "\t".join(place_in_print(head.student, head.order_id))


def waits_to_be_posted(head: Head) -> bool:
    """Whether its prints were made and have no waybill: only prints that go to an address are posted."""
    made = head.state in (State.IN_PRODUCTION, State.DONE) and head.erased_at is None
    return made and head.posting is None and "address" in head.student.sealed


def payments(branch: str, group: PaymentGroup) -> str:
    return f"PAYMENTS#{branch}#{group}"


def task_payments(task_id: str) -> str:
    return f"PAYMENTS#{task_id}"


def task_keys(head: Head) -> dict[str, str]:
    """The head's keys in the index of a task's orders: under its state, by since when.

    An erased order is under ERASED_PLACE instead, by when somebody looks at it again: at once, until
    `ErasedOrders.look_again` sets a time.
    """
    place, since = (head.state, head.state_at) if head.erased_at is None else (ERASED_PLACE, head.erased_at)
    return {"task_state": f"{head.task_id}#{place}", "state_at": iso(since)}


def queue_keys(head: Head) -> dict[str, str]:
    """In review: a place in the queue.  After a deadline that passed undecided, in correction, or while two accounts
    contest the order: a place among the decisions.  Delivered and not posted: a place among its task's postings."""
    if head.contest is not None and is_contested(head):
        return {"queue_key": decisions(head.branch), "queue_at": f"{iso(head.contest.at)}#{head.order_id}"}
    if head.queued_at is not None:
        band = band_of(head)
        place = f"{HELD}#{iso(head.lease.until)}" if head.lease else FREE
        return {
            "queue_key": review_queue(head.branch, band),
            "task_queue": review_queue(head.task_id, band),
            "queue_at": f"{place}#{iso(head.queued_at)}#{head.order_id}",
        }
    if head.undecided or head.state is State.CORRECTION:
        return {"queue_key": decisions(head.branch), "queue_at": f"{iso(head.state_at)}#{head.order_id}"}
    if waits_to_be_posted(head):
        return {"queue_key": postings(head.task_id), "queue_at": posting_at(head)}
    return {}


def attempt_keys(head: Head, attempt: Attempt) -> dict[str, str]:
    """A payment that brought money is in the lists of its branch and of its task, by when it was paid; one that does
    not match its order also waits for finance."""
    group = PAYMENT_GROUPS.get(attempt.state)
    if group is None or attempt.paid_at is None:
        return {}
    place = f"{iso(attempt.paid_at)}#{head.order_id}#{attempt.attempt_no:02d}"
    keys = {"task_state": payments(head.branch, group), "state_at": place}
    keys |= {"task_queue": task_payments(head.task_id), "queue_at": place}
    return keys | ({"queue_key": decisions(head.branch)} if group is PaymentGroup.DOUBT else {})


def refund_group(order: Order, refund: Refund) -> RefundGroup:
    """Depends on the whole order: a CLOSED refund is over once the money went back some other way, of a part at
    once."""
    attempt, newest = order.attempt(refund.attempt_no), order.refund_of(refund.attempt_no)
    settled = attempt is None or attempt.state in RETURNED
    if refund.part:
        settled |= refund.state is RefundState.CLOSED
    else:
        settled |= newest is None or newest.try_no != refund.try_no
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
    return keys | {"queue_key": decisions(order.head.branch), "queue_at": f"{since}#{order.head.order_id}"}


def refund_moved(before: Order, after: Order, refund: Refund) -> bool:
    """Whether a refund of `after` must be written: it changed itself, or a change around it moves it in the lists."""
    return refund not in before.refunds or refund_keys(before, refund) != refund_keys(after, refund)
