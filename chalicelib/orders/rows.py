"""The transition table.  `docs/states.md`, the actions of a screen and the API's 409s come from these rows."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.orders.model import PAID_STATES, RESUBMITTABLE, State

ANY = tuple(State)
PAID = tuple(state for state in State if state in PAID_STATES)
LIVE = (State.DRAFT, State.AWAITING_PAYMENT, *PAID)
BACK = tuple(state for state in State if state in RESUBMITTABLE)
NOT_PAYABLE = tuple(state for state in State if state not in (State.AWAITING_PAYMENT, State.EXPIRED))
HAS_OK = (*PAID, State.REFUNDING)
NOT_OK = tuple(state for state in State if state not in HAS_OK)


@dataclass(frozen=True)
class Row:
    """One transition.

    to: None keeps the state; effects run in order, then the event is appended; quiet: a fact that changes
    nothing and is not even recorded; alarm: a person must look; claim: the claim is checked in the transaction.
    """

    sources: tuple[State, ...]
    event: str
    guards: tuple[str, ...]
    to: State | None
    effects: tuple[str, ...] = ()
    who: str = "student"
    quiet: bool = False
    alarm: bool = False
    claim: bool = False


S = State
SUBMIT = ("task_open", "photo_ready")
RESUBMIT = ("photo_ready", "new_content", "tries_left", "in_time")
REFUNDING = ("refund", "no_lease", "no_queue", "no_due", "no_deadline")
REVIEWED = ("no_lease", "no_queue")

ROWS: tuple[Row, ...] = (
    # the student submits, pays, changes their mind
    Row((S.DRAFT,), "abandoned", ("due",), S.CANCELLED, ("no_due",), "clock"),
    Row((S.DRAFT,), "submit", (*SUBMIT, "priced"), S.AWAITING_PAYMENT, ("submitted", "price", "pay_deadline")),
    Row((S.DRAFT,), "submit", (*SUBMIT, "free"), S.IN_REVIEW, ("submitted", "price", "no_due", "queue")),
    Row((S.AWAITING_PAYMENT,), "start", ("task_open", "time_left", "none_suspect", "none_pending"), None, ("new_attempt",)),
    Row((S.AWAITING_PAYMENT,), "expire", ("pay_time_over", "none_pending"), S.EXPIRED, ("no_due",), "clock"),
    Row((S.EXPIRED,), "reopen", ("task_open", "owns_claim", "priced"), S.AWAITING_PAYMENT, ("price", "pay_deadline"), claim=True),
    Row((S.EXPIRED,), "reopen", ("task_open", "owns_claim", "free"), S.IN_REVIEW, ("price", "no_pay_deadline", "queue"), claim=True),
    Row((S.DRAFT, S.AWAITING_PAYMENT), "cancel", ("none_pending",), S.CANCELLED, ("no_due",), "student, staff"),
    # what the channel says of an attempt
    Row(ANY, "closed", ("attempt_watched",), None, ("attempt_closed",), "channel"),
    Row(ANY, "unknown", ("attempt_pending",), None, ("attempt_abandoned",), "channel"),
    Row(ANY, "still_open", ("attempt_watched",), None, ("look_again",), "channel"),
    Row((S.AWAITING_PAYMENT,), "paid", ("attempt_open", "matches"), S.IN_REVIEW, ("money", "no_due", "queue"), "channel"),
    Row((S.EXPIRED,), "paid", ("attempt_open", "matches", "revivable"), S.IN_REVIEW, ("money", "late", "queue"), "channel", claim=True),
    Row((S.EXPIRED,), "paid", ("attempt_open", "matches", "not_revivable"), None, ("orphan",), "channel"),
    Row(NOT_PAYABLE, "paid", ("attempt_open", "matches"), None, ("orphan",), "channel"),
    Row(ANY, "paid", ("attempt_open", "differs"), None, ("suspect",), "channel", alarm=True),
    Row(ANY, "paid", ("attempt_not_open", "matches"), None, (), "channel", quiet=True),
    Row(ANY, "paid", ("attempt_not_open", "differs"), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, "paid", ("attempt_unknown",), None, (), "channel", quiet=True, alarm=True),
    # finance resolves a payment that did not match
    Row((S.AWAITING_PAYMENT,), "resolve", ("attempt_suspect", "four_eyes", "held", "verdict_accept"), S.IN_REVIEW, ("money", "no_due", "queue"), "finance"),
    Row((S.EXPIRED,), "resolve", ("attempt_suspect", "four_eyes", "held", "verdict_accept", "revivable"), S.IN_REVIEW, ("money", "late", "queue"), "finance", claim=True),
    Row((S.EXPIRED,), "resolve", ("attempt_suspect", "four_eyes", "held", "verdict_accept", "not_revivable"), None, ("orphan",), "finance"),
    Row(NOT_PAYABLE, "resolve", ("attempt_suspect", "four_eyes", "held", "verdict_accept"), None, ("orphan",), "finance"),
    Row(ANY, "resolve", ("attempt_suspect", "four_eyes", "held", "verdict_refund"), None, ("orphan",), "finance"),
    Row(ANY, "resolve", ("attempt_suspect", "four_eyes", "not_held", "verdict_dismiss"), None, ("attempt_abandoned",), "finance"),
    # review
    Row((S.IN_REVIEW,), "take", ("lease_free_or_own",), None, ("lease",), "reviewer"),
    Row((S.IN_REVIEW,), "let_go", ("lease_own",), None, ("no_lease",), "reviewer"),
    Row((S.IN_REVIEW,), "approve", ("lease_own",), S.APPROVED, REVIEWED, "reviewer"),
    Row((S.IN_REVIEW,), "reject", ("lease_own", "reasons_given", "not_correcting"), S.REJECTED, ("rejection", "count_rejection", *REVIEWED, "resubmit_deadline"), "reviewer"),
    Row((S.IN_REVIEW,), "reject", ("lease_own", "reasons_given", "correcting"), S.CORRECTION, ("rejection", *REVIEWED, "resubmit_deadline"), "reviewer"),
    Row((S.IN_REVIEW,), "withdraw", ("lease_free", "not_correcting"), S.WITHDRAWN, (*REVIEWED, "resubmit_deadline")),
    Row((S.IN_REVIEW,), "withdraw", ("lease_free", "correcting"), S.CORRECTION, (*REVIEWED, "resubmit_deadline")),
    Row(BACK, "resubmit", RESUBMIT, S.IN_REVIEW, ("submitted", "no_due", "no_deadline", "queue_first")),
    Row(BACK, "grant", ("reason_given",), None, ("granted",), "staff"),
    Row((S.REJECTED, S.WITHDRAWN), "overdue", ("deadline_passed", "overdue_refund"), S.REFUNDING, ("refund", "no_due"), "clock"),
    Row((S.REJECTED, S.WITHDRAWN), "overdue", ("deadline_passed", "order_free"), S.CLOSED, ("no_due",), "clock"),
    Row((S.REJECTED, S.WITHDRAWN), "overdue", ("deadline_passed", "overdue_keep"), None, ("no_due", "decision_item"), "clock"),
    Row((S.CORRECTION,), "overdue", ("deadline_passed",), None, ("no_due", "decision_item"), "clock"),
    Row(BACK, "close", ("reason_given",), S.CLOSED, ("no_due", "no_deadline"), "staff"),
    Row((S.APPROVED,), "recall", ("reason_given", "not_packaged"), S.IN_REVIEW, ("queue",), "staff"),
    # delivery
    Row((S.APPROVED,), "deliver", (), S.IN_PRODUCTION, ("packaged",), "deliver"),
    Row((S.IN_PRODUCTION, S.DONE), "post", ("individual",), None, ("posted",), "staff"),
    Row((S.IN_PRODUCTION, S.DONE), "confirm", (), S.DONE, (), "staff"),
    Row((S.IN_PRODUCTION, S.DONE), "correct", ("reason_given",), S.CORRECTION, ("start_correcting", "resubmit_deadline"), "staff"),
    # money on its way back
    Row(PAID, "refund", ("refundable", "may_refund"), S.REFUNDING, REFUNDING, "student, finance"),
    Row((S.CLOSED,), "refund", ("refundable", "reason_given", "four_eyes"), None, ("orphan_paid",), "finance"),
    Row(ANY, "refund_accepted", ("refund_requested",), None, ("refund_processing",), "channel"),
    Row(ANY, "refund_accepted", ("refund_not_requested", "refund_open"), None, ("refund_look_again",), "channel"),
    Row(ANY, "refund_accepted", ("refund_not_open",), None, (), "channel", quiet=True),
    Row((S.REFUNDING,), "refund_done", ("attempt_ok", "refund_matches"), S.REFUNDED, ("refund_done",), "channel"),
    Row(ANY, "refund_done", ("attempt_orphan", "refund_matches"), None, ("refund_done",), "channel"),
    Row(ANY, "refund_done", ("refund_matches",), None, ("refund_settled",), "channel", alarm=True),
    Row(ANY, "refund_done", ("refund_over", "refund_open"), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, "refund_done", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_abnormal", ("refund_open",), None, ("refund_stuck",), "channel", alarm=True),
    Row(ANY, "refund_abnormal", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_closed", ("refund_open",), None, ("refund_refused",), "channel", alarm=True),
    Row(ANY, "refund_closed", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_retry", ("refund_stuck", "four_eyes"), None, ("refund_again",), "finance"),
    Row((S.REFUNDING,), "returned_by_hand", ("attempt_ok", "refund_closed", "four_eyes"), S.REFUNDED, ("by_hand",), "finance"),
    Row(ANY, "returned_by_hand", ("attempt_orphan", "refund_closed", "four_eyes"), None, ("by_hand",), "finance"),
    Row(HAS_OK, "returned_outside", ("attempt_ok",), S.REFUNDED, ("returned_outside", *REVIEWED, "no_due", "no_deadline"), "channel", alarm=True),
    Row(NOT_OK, "returned_outside", ("attempt_ok",), None, ("returned_outside",), "channel", alarm=True),
    Row(ANY, "returned_outside", ("attempt_not_ok",), None, ("returned_outside",), "channel", alarm=True),
    # staff
    Row(LIVE, "transfer", ("four_eyes_if_paid", "reason_given"), None, ("new_owner",), "staff"),
    Row(LIVE, "edit", ("four_eyes_if_paid", "reason_given"), None, ("new_info",), "staff"),
    Row((S.DRAFT, S.AWAITING_PAYMENT), "release", ("none_pending", "reason_given"), S.CANCELLED, ("no_due",), "staff"),
    Row(PAID, "release", ("refundable", "may_refund"), S.REFUNDING, REFUNDING, "staff"),
    Row(PAID, "release", ("order_free", "reason_given"), S.CLOSED, (*REVIEWED, "no_due", "no_deadline"), "staff"),
)  # fmt: skip
