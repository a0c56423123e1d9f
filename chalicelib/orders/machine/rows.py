"""The transition table: `docs/states.md`, a screen's actions and the API's 409s all come from these rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine import appeal_guards as appeal
from chalicelib.orders.machine import effects as do
from chalicelib.orders.machine import guards as when
from chalicelib.orders.machine import money_effects as book
from chalicelib.orders.machine import money_guards as money
from chalicelib.orders.machine import ownership_guards as ownership
from chalicelib.orders.machine import part_guards as part
from chalicelib.orders.machine.situation import Effect, Guard
from chalicelib.orders.model import PAID_STATES, RESUBMITTABLE, State


@dataclass(frozen=True)
class Row[E: ev.Event]:
    """One transition.

    to: None keeps the state; effects: run in order, then the event is appended; quiet: a fact that changes nothing and
    is not even recorded; alarm: a person must look; claim: the transaction checks the claim.
    """

    sources: tuple[State, ...]
    event: type[E]
    guards: tuple[Guard[E], ...]
    to: State | None
    effects: tuple[Effect[E], ...] = ()
    who: str = "student"
    quiet: bool = False
    alarm: bool = False
    claim: bool = False


S = State
ANY = tuple(State)
UNPAID = (S.DRAFT, S.AWAITING_PAYMENT)
PAID = tuple(state for state in State if state in PAID_STATES)
LIVE = (*UNPAID, *PAID)
BACK = tuple(state for state in State if state in RESUBMITTABLE)
NOT_PAYABLE = tuple(state for state in State if state not in (S.AWAITING_PAYMENT, S.EXPIRED))
APPEALABLE = (appeal.photo_appealable, appeal.not_appealed, appeal.failed_before, appeal.appeals_left)

_ROWS = (
    # the student submits, pays, changes their mind
    Row((S.DRAFT, S.EXPIRED), ev.Refill, (), None, (do.new_info,)),
    Row(UNPAID, ev.Contact, (when.not_on_site,), None, (do.new_contact,)),
    Row(PAID, ev.Contact, (when.not_delivered,), None, (do.new_contact,)),
    Row((S.DRAFT,), ev.Abandoned, (when.due,), S.CANCELLED, (do.no_due,), "clock"),
    Row((S.DRAFT,), ev.Submit, (when.not_on_site, when.task_open, when.photo_ready, when.priced), S.AWAITING_PAYMENT,
        (do.submitted, do.rules, do.price, do.pay_deadline)),
    Row((S.DRAFT,), ev.Submit, (when.not_on_site, when.task_open, when.photo_ready, when.free), S.IN_REVIEW,
        (do.submitted, do.rules, do.price, do.no_due, do.queue)),
    Row((S.DRAFT,), ev.Appeal, (when.not_on_site, when.task_open, *APPEALABLE, when.priced), S.AWAITING_PAYMENT,
        (do.submitted, do.appealed, do.rules, do.price, do.pay_deadline)),
    Row((S.DRAFT,), ev.Appeal, (when.not_on_site, when.task_open, *APPEALABLE, when.free), S.IN_REVIEW,
        (do.submitted, do.appealed, do.rules, do.price, do.no_due, do.queue)),
    Row((S.AWAITING_PAYMENT,), ev.Start,
        (when.not_on_site, when.task_open, money.time_left, money.none_suspect, money.none_pending,
         money.attempts_left), None, (book.new_attempt,)),
    Row((S.AWAITING_PAYMENT,), ev.Expire, (money.pay_time_over, money.none_pending), S.EXPIRED, (do.no_due,), "clock"),
    Row((S.EXPIRED,), ev.Reopen, (when.not_on_site, when.task_open, when.owns_claim, when.priced), S.AWAITING_PAYMENT,
        (do.price, do.pay_deadline), claim=True),
    Row((S.EXPIRED,), ev.Reopen, (when.not_on_site, when.task_open, when.owns_claim, when.free), S.IN_REVIEW,
        (do.price, do.no_pay_deadline, do.queue), claim=True),
    Row(UNPAID, ev.Cancel, (money.none_pending,), S.CANCELLED, (do.no_due,), "student, staff"),
    Row((S.WITHDRAWN,), ev.Cancel, (when.stopped, when.order_free), S.CANCELLED, (do.no_due, do.no_deadline)),

    # somebody else claims the order
    Row(UNPAID, ev.Contest, (when.held_by_photo, when.not_contested, when.not_denied), None, (do.contested,)),
    Row(LIVE, ev.Keep, (when.contested, when.reason_given), None, (do.kept,), "staff"),

    # what the channel says of an attempt
    Row(ANY, facts.Closed, (money.attempt_watched,), None, (book.attempt_closed,), "channel"),
    Row(ANY, facts.Unknown, (money.attempt_pending,), None, (book.attempt_abandoned,), "channel"),
    Row(ANY, facts.StillOpen, (money.attempt_watched,), None, (book.look_again,), "channel"),
    Row((S.AWAITING_PAYMENT,), facts.Paid, (money.attempt_open, money.matches), S.IN_REVIEW,
        (book.money, do.no_due, do.queue), "channel"),
    Row((S.EXPIRED,), facts.Paid, (money.attempt_open, money.matches, when.revivable), S.IN_REVIEW,
        (book.money, do.no_due, do.queue, do.late), "channel", claim=True),
    Row((S.EXPIRED,), facts.Paid, (money.attempt_open, money.matches, when.not_revivable), None,
        (book.orphan,), "channel"),
    Row(NOT_PAYABLE, facts.Paid, (money.attempt_open, money.matches), None, (book.orphan,), "channel"),
    Row(ANY, facts.Paid, (money.attempt_open, money.differs), None, (book.suspect,), "channel", alarm=True),
    Row(ANY, facts.Paid, (money.attempt_not_open, money.matches), None, (), "channel", quiet=True),
    Row(ANY, facts.Paid, (money.attempt_not_open, money.differs), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, facts.Paid, (money.attempt_unknown,), None, (), "channel", quiet=True, alarm=True),

    # finance resolves a payment that did not match
    Row((S.AWAITING_PAYMENT,), ev.Resolve,
        (money.attempt_suspect, when.four_eyes, money.held, money.verdict_accept), S.IN_REVIEW,
        (book.money, do.no_due, do.queue), "finance"),
    Row((S.EXPIRED,), ev.Resolve,
        (money.attempt_suspect, when.four_eyes, money.held, money.verdict_accept, when.revivable), S.IN_REVIEW,
        (book.money, do.no_due, do.queue, do.late), "finance", claim=True),
    Row((S.EXPIRED,), ev.Resolve,
        (money.attempt_suspect, when.four_eyes, money.held, money.verdict_accept, when.not_revivable), None,
        (book.orphan,), "finance"),
    Row(NOT_PAYABLE, ev.Resolve, (money.attempt_suspect, when.four_eyes, money.held, money.verdict_accept), None,
        (book.orphan,), "finance"),
    Row(ANY, ev.Resolve, (money.attempt_suspect, when.four_eyes, money.held, money.verdict_refund), None,
        (book.orphan,), "finance"),
    Row(ANY, ev.Resolve, (money.attempt_suspect, when.four_eyes, money.not_held, money.verdict_dismiss), None,
        (book.attempt_abandoned,), "finance"),

    # review
    Row((S.IN_REVIEW,), ev.Take, (when.not_contested, when.lease_free_or_own), None, (do.lease,), "reviewer"),
    Row((S.IN_REVIEW,), ev.LetGo, (when.lease_own,), None, (do.no_lease,), "reviewer"),
    Row((S.IN_REVIEW,), ev.Approve, (when.lease_own,), S.APPROVED, (do.no_lease, do.no_queue), "reviewer"),
    Row((S.IN_REVIEW,), ev.Reject, (when.lease_own, when.reasons_given, when.not_correcting), S.REJECTED,
        (do.rejection, do.count_rejection, do.no_lease, do.no_queue, do.resubmit_deadline), "reviewer"),
    Row((S.IN_REVIEW,), ev.Reject, (when.lease_own, when.reasons_given, when.correcting), S.CORRECTION,
        (do.rejection, do.no_lease, do.no_queue, do.resubmit_deadline), "reviewer"),
    Row((S.IN_REVIEW,), ev.Withdraw, (when.lease_free, when.not_correcting), S.WITHDRAWN,
        (do.no_lease, do.no_queue, do.resubmit_deadline)),
    Row((S.IN_REVIEW,), ev.Withdraw, (when.lease_free, when.correcting), S.CORRECTION,
        (do.no_lease, do.no_queue, do.resubmit_deadline)),
    Row((S.IN_REVIEW,), ev.Stop, (when.not_correcting,), S.WITHDRAWN,
        (do.stopped, do.no_lease, do.no_queue, do.resubmit_deadline), "student, staff, deliver"),
    Row((S.IN_REVIEW,), ev.Stop, (when.correcting,), S.CORRECTION,
        (do.stopped, do.no_lease, do.no_queue, do.resubmit_deadline), "student, staff, deliver"),
    Row((S.APPROVED,), ev.Stop, (when.not_correcting, when.not_packaged), S.WITHDRAWN,
        (do.stopped, do.resubmit_deadline), "student, staff, deliver"),
    Row((S.APPROVED,), ev.Stop, (when.correcting, when.not_packaged), S.CORRECTION,
        (do.stopped, do.resubmit_deadline), "student, staff, deliver"),
    Row(BACK, ev.Resubmit,
        (appeal.photo_ready_or_appealed, when.new_content, when.tries_left, when.in_time), S.IN_REVIEW,
        (do.submitted, do.no_due, do.no_deadline, do.queue_first)),
    Row(BACK, ev.Appeal, (*APPEALABLE, when.new_content, when.tries_left, when.in_time), S.IN_REVIEW,
        (do.submitted, do.appealed, do.no_due, do.no_deadline, do.queue_first)),
    Row(BACK, ev.Grant, (when.reason_given, when.grants), None, (do.granted,), "staff"),
    Row((S.REJECTED, S.WITHDRAWN), ev.Overdue, (when.deadline_passed, when.overdue_refund, part.no_part_open),
        S.REFUNDING, (book.refund, do.no_due, do.no_deadline), "clock"),
    Row((S.REJECTED, S.WITHDRAWN), ev.Overdue, (when.deadline_passed, when.order_free), S.CLOSED,
        (do.no_due, do.no_deadline), "clock"),
    Row((S.REJECTED, S.WITHDRAWN), ev.Overdue, (when.deadline_passed, when.overdue_keep), None,
        (do.no_due, do.decision_item), "clock"),
    Row((S.CORRECTION,), ev.Overdue, (when.deadline_passed,), None, (do.no_due, do.decision_item), "clock"),
    Row(BACK, ev.Close, (when.reason_given,), S.CLOSED, (do.no_due, do.no_deadline), "staff"),
    Row((S.APPROVED,), ev.Recall, (when.reason_given, when.not_packaged), S.IN_REVIEW, (do.queue_doubted,), "staff"),

    # delivery
    Row((S.APPROVED,), ev.Deliver, (when.not_contested,), S.IN_PRODUCTION, (do.packaged,), "deliver"),
    Row((S.IN_PRODUCTION, S.DONE), ev.Post, (when.individual, when.not_erased), None, (do.posted,), "staff"),
    Row((S.IN_PRODUCTION, S.DONE), ev.Confirm, (), S.DONE, (), "staff"),
    Row((S.IN_PRODUCTION, S.DONE), ev.Correct, (when.reason_given, when.not_erased, when.to_correct), S.CORRECTION,
        (do.start_correcting, do.resubmit_deadline), "staff"),
    Row((S.CORRECTION,), ev.Explain, (when.to_correct,), None, (do.explained,), "staff"),
    Row((S.CORRECTION,), ev.Uncorrect, (when.reason_given, when.was_in_production), S.IN_PRODUCTION,
        (do.stop_correcting, do.no_due, do.no_deadline), "staff"),
    Row((S.CORRECTION,), ev.Uncorrect, (when.reason_given, when.was_done), S.DONE,
        (do.stop_correcting, do.no_due, do.no_deadline), "staff"),

    # money on its way back
    Row(PAID, ev.AskRefund, (when.refundable, part.no_part_open, when.may_refund, when.not_looked_at), S.REFUNDING,
        (book.refund, do.no_lease, do.no_queue, do.no_due, do.no_deadline), "student, finance"),
    Row((S.CLOSED,), ev.AskRefund, (when.refundable, part.no_part_open, when.reason_given, when.four_eyes), None,
        (book.orphan_paid,), "finance"),
    Row(PAID, ev.RefundPart, (money.attempt_ok, when.refundable, part.no_part_open, part.parts_left, part.part_fits,
        when.reason_given, part.part_is_small_or_four_eyes), None, (book.refund_part,), "finance"),
    Row(ANY, facts.RefundAccepted, (money.refund_requested,), None, (book.refund_processing,), "channel"),
    Row(ANY, facts.RefundAccepted, (money.refund_under_way,), None, (book.refund_goes_on,), "channel"),
    Row(ANY, facts.RefundAccepted, (money.refund_not_open,), None, (), "channel", quiet=True),
    Row(ANY, facts.RefundWaits, (money.refund_open,), None, (book.refund_waits,), "channel", alarm=True),
    Row(ANY, facts.RefundStillOpen, (money.refund_open,), None, (book.refund_unheard,), "channel"),
    Row(ANY, facts.RefundStillOpen, (money.refund_not_open,), None, (), "channel", quiet=True),
    Row((S.REFUNDING,), facts.RefundDone, (money.attempt_ok, money.refund_is_whole, money.refund_matches), S.REFUNDED,
        (book.refund_done,), "channel"),
    Row(ANY, facts.RefundDone, (money.attempt_orphan, money.refund_is_whole, money.refund_matches), None,
        (book.refund_done,), "channel"),
    Row(ANY, facts.RefundDone, (money.attempt_returned, money.refund_is_whole, money.refund_matches), None,
        (book.refund_settled,), "channel", alarm=True),
    Row(ANY, facts.RefundDone, (money.refund_is_part, money.refund_matches), None, (book.refund_settled,), "channel"),
    Row(ANY, facts.RefundDone, (money.refund_differs,), None, (book.refund_other_amount,), "channel", alarm=True),
    Row(ANY, facts.RefundDone, (money.refund_is_done,), None, (), "channel", quiet=True),
    Row(ANY, facts.RefundDone, (money.refund_not_awaited,), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, facts.RefundAbnormal, (money.refund_open,), None, (book.refund_stuck,), "channel", alarm=True),
    Row(ANY, facts.RefundAbnormal, (money.refund_not_open,), None, (), "channel", quiet=True),
    Row(ANY, facts.RefundClosed, (money.refund_open,), None, (book.refund_refused,), "channel", alarm=True),
    Row(ANY, facts.RefundClosed, (money.refund_not_open,), None, (), "channel", quiet=True),
    Row(ANY, ev.RefundRetry, (money.attempt_settled, money.refund_stuck, when.four_eyes), None,
        (book.refund_again,), "finance"),
    Row((S.REFUNDING,), ev.ReturnedByHand, (money.attempt_ok, money.refund_given_up, when.four_eyes), S.REFUNDED,
        (book.by_hand,), "finance"),
    Row(ANY, ev.ReturnedByHand, (money.attempt_orphan, money.refund_given_up, when.four_eyes), None,
        (book.by_hand,), "finance"),
    Row((S.REFUNDING,), ev.ReturnedOnPage, (money.attempt_ok, money.refund_unsent, when.four_eyes), S.REFUNDED,
        (book.returned_outside,), "finance"),
    Row(ANY, ev.ReturnedOnPage, (money.attempt_orphan, money.refund_unsent, when.four_eyes), None,
        (book.returned_outside,), "finance"),
    Row(ANY, ev.ReturnedOnPage, (money.attempt_suspect, when.four_eyes), None, (book.returned_outside,), "finance"),
    Row((*PAID, S.REFUNDING), facts.ReturnedOutside, (money.attempt_ok,), S.REFUNDED,
        (book.returned_outside, do.no_lease, do.no_queue, do.no_due, do.no_deadline), "channel", alarm=True),
    Row((*UNPAID, S.REFUNDED, S.EXPIRED, S.CANCELLED, S.CLOSED), facts.ReturnedOutside, (money.attempt_ok,), None,
        (book.returned_outside,), "channel", alarm=True),
    Row(ANY, facts.ReturnedOutside, (money.attempt_not_ok,), None, (book.returned_outside,), "channel", alarm=True),
    Row(ANY, facts.ReturnedOutside, (money.attempt_returned,), None, (), "channel", quiet=True),
    Row(ANY, facts.ReturnedOutside, (money.attempt_unknown,), None, (), "channel", quiet=True, alarm=True),
    Row(ANY, facts.PartReturned, (part.part_known,), None, (), "channel", quiet=True),
    Row(ANY, facts.PartReturned, (part.part_of_nothing,), None, (), "channel", quiet=True, alarm=True),
    Row((*PAID, S.REFUNDING), facts.PartReturned, (part.part_is_new, part.part_ends_order), S.REFUNDED,
        (book.part_returned, do.no_lease, do.no_queue, do.no_due, do.no_deadline), "channel", alarm=True),
    Row((*PAID, S.REFUNDING), facts.PartReturned, (part.part_is_new, part.part_leaves_order), None,
        (book.part_returned,), "channel", alarm=True),
    Row((*UNPAID, S.REFUNDED, S.EXPIRED, S.CANCELLED, S.CLOSED), facts.PartReturned, (part.part_is_new,), None,
        (book.part_returned,), "channel", alarm=True),

    # the student's data is deleted
    Row((S.EXPIRED,), ev.Erase, (when.money_at_rest,), S.CANCELLED, (do.erased,), "student, purge"),
    Row((S.CANCELLED, S.CLOSED, S.REFUNDED, S.IN_PRODUCTION, S.DONE), ev.Erase,
        (when.not_erased, when.proof_over, when.money_at_rest), None, (do.erased,), "student, purge"),

    # staff
    Row(LIVE, ev.Transfer, (ownership.four_eyes_if_shown, when.reason_given, when.not_erased), None,
        (do.new_owner,), "staff"),
    Row(LIVE, ev.Edit, (when.four_eyes_if_paid, when.reason_given, when.not_erased), None, (do.new_info,), "staff"),
    Row(UNPAID, ev.Release, (money.none_pending, when.reason_given), S.CANCELLED, (do.no_due,), "staff"),
    Row(PAID, ev.Release, (when.refundable, part.no_part_open, when.may_refund), S.REFUNDING,
        (book.refund, do.no_lease, do.no_queue, do.no_due, do.no_deadline), "staff"),
    Row(PAID, ev.Release, (when.order_free, when.reason_given), S.CLOSED,
        (do.no_lease, do.no_queue, do.no_due, do.no_deadline), "staff"),
)  # fmt: skip
ROWS: tuple[Row[Any], ...] = (
    _ROWS  # declared at _ROWS, this type would hide from the checker which events a row's guards look at
)
