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
SUBMIT = ("not_on_site", "task_open", "photo_ready")
REOPEN = ("not_on_site", "task_open", "owns_claim")
RESUBMIT = ("photo_ready", "new_content", "tries_left", "in_time")
START = ("not_on_site", "task_open", "time_left", "none_suspect", "none_pending", "attempts_left")
PAID_WELL = ("attempt_open", "matches")
ASKED = ("attempt_suspect", "four_eyes")
ACCEPT = (*ASKED, "held", "verdict_accept")
REVIEWED = ("no_lease", "no_queue")
TO_PAY = ("price", "pay_deadline")
TO_REVIEW = ("money", "no_due", "queue")
SENT_BACK = (*REVIEWED, "resubmit_deadline")
AT_REST = (*REVIEWED, "no_due", "no_deadline")
STOPPED, BY_CONSENT = ("stopped", "resubmit_deadline"), "student, staff, deliver"
BAD_PHOTO = ("lease_own", "reasons_given")
OVERDUE = ("deadline_passed",)
REFUND = ("refundable", "may_refund", "not_looked_at")
UNCORRECT = ("stop_correcting", "no_due", "no_deadline")
DRAFT, WAITING = (S.DRAFT,), (S.AWAITING_PAYMENT,)
CORRECTED = (S.CORRECTION,)
EXPIRED, REVIEW, GONE = (S.EXPIRED,), (S.IN_REVIEW,), (S.CLOSED,)
UNPAID, SENT, MADE = (*DRAFT, *WAITING), (S.REJECTED, S.WITHDRAWN), (S.IN_PRODUCTION, S.DONE)
OVER = (S.CANCELLED, S.CLOSED, S.REFUNDED, *MADE)
AT_PEACE = ("money_at_rest",)
BY_STAFF = ("four_eyes_if_paid", "reason_given")
BY_HAND, ON_PAGE = ("refund_given_up", "four_eyes"), ("refund_unsent", "four_eyes")

ROWS: tuple[Row, ...] = (
    # the student submits, pays, changes their mind
    Row((*DRAFT, *EXPIRED), "refill", (), None, ("new_info",)),
    Row(UNPAID, "contact", ("not_on_site",), None, ("new_contact",)),
    Row(PAID, "contact", ("not_delivered",), None, ("new_contact",)),
    Row(DRAFT, "abandoned", ("due",), S.CANCELLED, ("no_due",), "clock"),
    Row(DRAFT, "submit", (*SUBMIT, "priced"), S.AWAITING_PAYMENT, ("submitted", "rules", *TO_PAY)),
    Row(DRAFT, "submit", (*SUBMIT, "free"), S.IN_REVIEW, ("submitted", "rules", "price", "no_due", "queue")),
    Row(WAITING, "start", START, None, ("new_attempt",)),
    Row(WAITING, "expire", ("pay_time_over", "none_pending"), S.EXPIRED, ("no_due",), "clock"),
    Row(EXPIRED, "reopen", (*REOPEN, "priced"), S.AWAITING_PAYMENT, TO_PAY, claim=True),
    Row(EXPIRED, "reopen", (*REOPEN, "free"), S.IN_REVIEW, ("price", "no_pay_deadline", "queue"), claim=True),
    Row(UNPAID, "cancel", ("none_pending",), S.CANCELLED, ("no_due",), "student, staff"),
    Row((S.WITHDRAWN,), "cancel", ("stopped", "order_free"), S.CANCELLED, ("no_due", "no_deadline")),

    # somebody else says that it is hers
    Row(UNPAID, "contest", ("held_by_photo", "not_contested", "not_denied"), None, ("contested",)),
    Row(LIVE, "keep", ("contested", "reason_given"), None, ("kept",), "staff"),

    # what the channel says of an attempt
    Row(ANY, "closed", ("attempt_watched",), None, ("attempt_closed",), "channel"),
    Row(ANY, "unknown", ("attempt_pending",), None, ("attempt_abandoned",), "channel"),
    Row(ANY, "still_open", ("attempt_watched",), None, ("look_again",), "channel"),
    Row(WAITING, "paid", PAID_WELL, S.IN_REVIEW, TO_REVIEW, "channel"),
    Row(EXPIRED, "paid", (*PAID_WELL, "revivable"), S.IN_REVIEW, (*TO_REVIEW, "late"), "channel", claim=True),
    Row(EXPIRED, "paid", (*PAID_WELL, "not_revivable"), None, ("orphan",), "channel"),
    Row(NOT_PAYABLE, "paid", PAID_WELL, None, ("orphan",), "channel"),
    Row(ANY, "paid", ("attempt_open", "differs"), None, ("suspect",), "channel", alarm=True),
    Row(ANY, "paid", ("attempt_not_open", "matches"), None, (), "channel", quiet=True),
    Row(ANY, "paid", ("attempt_not_open", "differs"), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, "paid", ("attempt_unknown",), None, (), "channel", quiet=True, alarm=True),

    # finance resolves a payment that did not match
    Row(WAITING, "resolve", ACCEPT, S.IN_REVIEW, TO_REVIEW, "finance"),
    Row(EXPIRED, "resolve", (*ACCEPT, "revivable"), S.IN_REVIEW, (*TO_REVIEW, "late"), "finance", claim=True),
    Row(EXPIRED, "resolve", (*ACCEPT, "not_revivable"), None, ("orphan",), "finance"),
    Row(NOT_PAYABLE, "resolve", ACCEPT, None, ("orphan",), "finance"),
    Row(ANY, "resolve", (*ASKED, "held", "verdict_refund"), None, ("orphan",), "finance"),
    Row(ANY, "resolve", (*ASKED, "not_held", "verdict_dismiss"), None, ("attempt_abandoned",), "finance"),

    # review
    Row(REVIEW, "take", ("not_contested", "lease_free_or_own"), None, ("lease",), "reviewer"),
    Row(REVIEW, "let_go", ("lease_own",), None, ("no_lease",), "reviewer"),
    Row(REVIEW, "approve", ("lease_own",), S.APPROVED, REVIEWED, "reviewer"),
    Row(REVIEW, "reject", (*BAD_PHOTO, "not_correcting"), S.REJECTED,
        ("rejection", "count_rejection", *SENT_BACK), "reviewer"),
    Row(REVIEW, "reject", (*BAD_PHOTO, "correcting"), S.CORRECTION, ("rejection", *SENT_BACK), "reviewer"),
    Row(REVIEW, "withdraw", ("lease_free", "not_correcting"), S.WITHDRAWN, SENT_BACK),
    Row(REVIEW, "withdraw", ("lease_free", "correcting"), S.CORRECTION, SENT_BACK),
    Row(REVIEW, "stop", ("not_correcting",), S.WITHDRAWN, ("stopped", *SENT_BACK), BY_CONSENT),
    Row(REVIEW, "stop", ("correcting",), S.CORRECTION, ("stopped", *SENT_BACK), BY_CONSENT),
    Row((S.APPROVED,), "stop", ("not_correcting", "not_packaged"), S.WITHDRAWN, STOPPED, BY_CONSENT),
    Row((S.APPROVED,), "stop", ("correcting", "not_packaged"), S.CORRECTION, STOPPED, BY_CONSENT),
    Row(BACK, "resubmit", RESUBMIT, S.IN_REVIEW, ("submitted", "no_due", "no_deadline", "queue_first")),
    Row(BACK, "grant", ("reason_given", "grants"), None, ("granted",), "staff"),
    Row(SENT, "overdue", (*OVERDUE, "overdue_refund"), S.REFUNDING, ("refund", "no_due", "no_deadline"), "clock"),
    Row(SENT, "overdue", (*OVERDUE, "order_free"), S.CLOSED, ("no_due", "no_deadline"), "clock"),
    Row(SENT, "overdue", (*OVERDUE, "overdue_keep"), None, ("no_due", "decision_item"), "clock"),
    Row(CORRECTED, "overdue", OVERDUE, None, ("no_due", "decision_item"), "clock"),
    Row(BACK, "close", ("reason_given",), S.CLOSED, ("no_due", "no_deadline"), "staff"),
    Row((S.APPROVED,), "recall", ("reason_given", "not_packaged"), S.IN_REVIEW, ("queue",), "staff"),

    # delivery
    Row((S.APPROVED,), "deliver", ("not_contested",), S.IN_PRODUCTION, ("packaged",), "deliver"),
    Row(MADE, "post", ("individual", "not_erased"), None, ("posted",), "staff"),
    Row(MADE, "confirm", (), S.DONE, (), "staff"),
    Row(MADE, "correct", ("reason_given", "not_erased", "to_correct"), S.CORRECTION,
        ("start_correcting", "resubmit_deadline"), "staff"),
    Row(CORRECTED, "uncorrect", ("reason_given", "was_in_production"), S.IN_PRODUCTION, UNCORRECT, "staff"),
    Row(CORRECTED, "uncorrect", ("reason_given", "was_done"), S.DONE, UNCORRECT, "staff"),

    # money on its way back
    Row(PAID, "refund", REFUND, S.REFUNDING, ("refund", *AT_REST), "student, finance"),
    Row(GONE, "refund", ("refundable", "reason_given", "four_eyes"), None, ("orphan_paid",), "finance"),
    Row(ANY, "refund_accepted", ("refund_requested",), None, ("refund_processing",), "channel"),
    Row(ANY, "refund_accepted", ("refund_under_way",), None, ("refund_goes_on",), "channel"),
    Row(ANY, "refund_accepted", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_waits", ("refund_open",), None, ("refund_waits",), "channel", alarm=True),
    Row(ANY, "refund_still_open", ("refund_open",), None, ("refund_unheard",), "channel"),
    Row(ANY, "refund_still_open", ("refund_not_open",), None, (), "channel", quiet=True),
    Row((S.REFUNDING,), "refund_done", ("attempt_ok", "refund_matches"), S.REFUNDED, ("refund_done",), "channel"),
    Row(ANY, "refund_done", ("attempt_orphan", "refund_matches"), None, ("refund_done",), "channel"),
    Row(ANY, "refund_done", ("attempt_returned", "refund_matches"), None, ("refund_settled",), "channel", alarm=True),
    Row(ANY, "refund_done", ("refund_differs",), None, ("refund_other_amount",), "channel", alarm=True),
    Row(ANY, "refund_done", ("refund_is_done",), None, (), "channel", quiet=True),
    Row(ANY, "refund_done", ("refund_not_awaited",), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, "refund_abnormal", ("refund_open",), None, ("refund_stuck",), "channel", alarm=True),
    Row(ANY, "refund_abnormal", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_closed", ("refund_open",), None, ("refund_refused",), "channel", alarm=True),
    Row(ANY, "refund_closed", ("refund_not_open",), None, (), "channel", quiet=True),
    Row(ANY, "refund_retry", ("attempt_settled", "refund_stuck", "four_eyes"), None, ("refund_again",), "finance"),
    Row((S.REFUNDING,), "returned_by_hand", ("attempt_ok", *BY_HAND), S.REFUNDED, ("by_hand",), "finance"),
    Row(ANY, "returned_by_hand", ("attempt_orphan", *BY_HAND), None, ("by_hand",), "finance"),
    Row((S.REFUNDING,), "returned_on_page", ("attempt_ok", *ON_PAGE), S.REFUNDED, ("returned_outside",), "finance"),
    Row(ANY, "returned_on_page", ("attempt_orphan", *ON_PAGE), None, ("returned_outside",), "finance"),
    Row(ANY, "returned_on_page", ("attempt_suspect", "four_eyes"), None, ("returned_outside",), "finance"),
    Row(HAS_OK, "returned_outside", ("attempt_ok",), S.REFUNDED, ("returned_outside", *AT_REST), "channel", alarm=True),
    Row(NOT_OK, "returned_outside", ("attempt_ok",), None, ("returned_outside",), "channel", alarm=True),
    Row(ANY, "returned_outside", ("attempt_not_ok",), None, ("returned_outside",), "channel", alarm=True),
    Row(ANY, "returned_outside", ("attempt_returned",), None, (), "channel", quiet=True),
    Row(ANY, "returned_outside", ("attempt_unknown",), None, (), "channel", quiet=True, alarm=True),

    # the student's data goes
    Row(EXPIRED, "erase", AT_PEACE, S.CANCELLED, ("erased",), "student, purge"),
    Row(OVER, "erase", ("not_erased", "proof_over", *AT_PEACE), None, ("erased",), "student, purge"),

    # staff
    Row(LIVE, "transfer", (*BY_STAFF, "not_erased"), None, ("new_owner",), "staff"),
    Row(ANY, "inherit", ("four_eyes", "reason_given"), None, ("new_owner",), "staff"),
    Row(LIVE, "edit", (*BY_STAFF, "not_erased"), None, ("new_info",), "staff"),
    Row(UNPAID, "release", ("none_pending", "reason_given"), S.CANCELLED, ("no_due",), "staff"),
    Row(PAID, "release", ("refundable", "may_refund"), S.REFUNDING, ("refund", *AT_REST), "staff"),
    Row(PAID, "release", ("order_free", "reason_given"), S.CLOSED, AT_REST, "staff"),
)  # fmt: skip
