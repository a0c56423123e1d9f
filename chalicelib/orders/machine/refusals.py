"""Which error a refusal of the table becomes, in words for the student."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.orders import errors
from chalicelib.orders.labels import LABELS
from chalicelib.orders.machine import appeal_guards as appeal
from chalicelib.orders.machine import guards as when
from chalicelib.orders.machine import money_guards as money
from chalicelib.orders.machine import part_guards as part
from chalicelib.orders.machine.decide import NotAllowed
from chalicelib.orders.machine.situation import Guard
from chalicelib.orders.model import Order
from chalicelib.shared.errors import DomainError

Refusals = Mapping[Guard[Any], type[DomainError]]

# The error of a guard that is not here is NotInThisState.
BY_GUARD: Refusals = {
    when.not_on_site: errors.CollectedOnSite,
    when.task_open: errors.TaskNotOpen,
    when.photo_ready: errors.PhotoNotReady,
    appeal.photo_appealable: errors.PhotoNotAppealable,
    appeal.not_appealed: errors.PhotoNotAppealable,
    appeal.photo_ready_or_appealed: errors.PhotoNotReady,
    appeal.failed_before: errors.AppealTooEarly,
    appeal.appeals_left: errors.NoAppealsLeft,
    when.new_content: errors.PhotoAlreadyRejected,
    when.tries_left: errors.NoTriesLeft,
    when.in_time: errors.DeadlinePassed,
    when.grants: errors.GrantsNothing,
    money.time_left: errors.PayTimeOver,
    money.none_pending: errors.PaymentUnderWay,
    money.none_suspect: errors.PaymentNeedsStaff,
    money.attempts_left: errors.TooManyPayments,
    when.lease_free: errors.InReviewNow,
    when.not_looked_at: errors.InReviewNow,
    when.may_refund: errors.RefundNotAllowed,
    when.refundable: errors.RefundNotAllowed,
    part.no_part_open: errors.PartUnderWay,
    when.owns_claim: errors.ClaimTaken,
    when.not_delivered: errors.ContactFixed,
}


def refusal_error(order: Order, refusal: NotAllowed, contacts: str = "", kinds: Refusals = BY_GUARD) -> DomainError:
    """The error for a refusal, with the fresh state beside it.  contacts: the task's; kinds: error by guard."""
    kind = kinds.get(refusal.guard, errors.NotInThisState) if refusal.guard else errors.NotInThisState
    label = LABELS[order.head.state]
    fresh = {"order_id": order.head.order_id, "state": order.head.state.value, "label": label}
    return kind(data={"order": fresh}, label=label, contacts=contacts)
