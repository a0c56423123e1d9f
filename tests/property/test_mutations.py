"""Which rules keep the money safe, and which are only polite: each is taken out and the worlds are walked again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from chalicelib.orders.machine import guards as when
from chalicelib.orders.machine import money_guards as money
from chalicelib.orders.machine.decide import Table
from chalicelib.orders.machine.rows import Row
from chalicelib.orders.model import State
from chalicelib.shared.money import Fen
from tests.property.order_check import explore, stuck
from tests.property.order_mutants import changed, of, with_guard, without_effect, without_guard, without_row
from tests.property.order_world import Bounds
from tests.worlds.orders import a_task

S = State
PLAIN = Bounds(attempts=1)
TWO = Bounds()
SUSPECT = Bounds(attempts=1, wrong_amount=True)
TROUBLE = Bounds(attempts=1, refund_trouble=True, outside=True)
CLAIM = Bounds(attempts=1, students=2, rounds=2)
APPEALS = Bounds(attempts=1, review=True, appeals=True, clock=5, prices=(Fen(0),))
REVIEW = Bounds(attempts=1, review=True, clock=5, task=a_task(overdue="REFUND"))


class Mutant(NamedTuple):
    """broken: the words of the invariant that must be seen to fail."""

    table: Table
    bounds: Bounds
    broken: str


def stays(row: Row[Any]) -> Row[Any]:
    """The same row, which books the money and leaves the rest of the order as it is."""
    return replace(row, to=None, effects=row.effects[:1])


SAFETY = {
    "late success refused after expiry": Mutant(
        without_row(of("paid", guard="revivable")), PLAIN, "at rest EXPIRED and the channel holds 1"
    ),
    "late success refused when it cannot revive": Mutant(
        without_row(of("paid", guard="not_revivable")), PLAIN, "at rest EXPIRED and the channel holds 1"
    ),
    "success refused after cancelling": Mutant(
        without_row(of("paid", source=S.CANCELLED, effect="orphan")), PLAIN, "at rest CANCELLED and the channel holds 1"
    ),
    "late success revives without the claim": Mutant(
        without_guard("revivable", of("paid")), CLAIM, "two live orders of one enrolment"
    ),
    "late success revives from any state": Mutant(
        changed(of("paid", effect="orphan", source=S.CANCELLED), lambda row: replace(row, to=S.IN_REVIEW)),
        PLAIN, "CANCELLED became IN_REVIEW",
    ),
    "success told twice counts twice": Mutant(
        without_guard("attempt_open", of("paid", effect="orphan")), PLAIN, "a second refund after one that is REQUESTED"
    ),
    "reopened without the claim": Mutant(
        without_guard("owns_claim", of("reopen")), CLAIM, "two live orders of one enrolment"
    ),
    "mismatch accepted": Mutant(
        without_guard("matches", of("paid", source=S.AWAITING_PAYMENT)), SUSPECT, "the channel holds 0 payments (OK)"
    ),
    "mismatch ignored": Mutant(
        without_row(of("paid", guard="differs")), SUSPECT, "at rest AWAITING_PAYMENT and the channel holds 1"
    ),
    "mismatch of what is settled": Mutant(
        without_guard("attempt_open", of("paid", guard="differs")), SUSPECT, "an attempt went from OK to SUSPECT"
    ),
    "resolved without asking the channel": Mutant(
        without_guard("held", of("resolve")), SUSPECT, "the channel holds 0 payments (OK)"
    ),
    "an answer that came late abandons what is closed": Mutant(
        without_guard("attempt_pending", of("unknown")), PLAIN, "an attempt went from CLOSED to ABANDONED"
    ),
    "abandoned attempts are not watched": Mutant(
        with_guard("attempt_watched", money.attempt_pending, of("closed")), PLAIN,
        "at rest with a part that is ABANDONED",
    ),
    "refund without money": Mutant(
        without_guard("refundable", of("refund")), TROUBLE, "refund cannot be done"
    ),
    "refund of an orphan is not noticed": Mutant(
        without_row(of("refund_done", guard="attempt_orphan")), PLAIN, "at rest with a part that is"
    ),
    "a refused refund is not noticed": Mutant(
        without_row(of("refund_closed", guard="refund_open")), TROUBLE, "at rest with a part that is"
    ),
    "retry while the refund runs": Mutant(
        without_guard("refund_stuck", of("refund_retry")), TROUBLE, "a refund went from PROCESSING to REQUESTED"
    ),
    "by hand while the channel may still return it": Mutant(
        with_guard("refund_given_up", money.refund_stuck, of("returned_by_hand")), TROUBLE, "from ABNORMAL to BY_HAND"
    ),
    "returned outside and the order stays paid": Mutant(
        changed(of("returned_outside", guard="attempt_ok", source=S.IN_REVIEW), stays), TROUBLE,
        "at rest IN_REVIEW and the channel holds 0",
    ),
    "all of it in the bill and the order stays paid": Mutant(
        changed(of("part_returned", guard="part_ends_order"), stays), TROUBLE,
        "at rest IN_REVIEW and the channel holds 0",
    ),
    "a correction is rejected like a first photo": Mutant(
        without_guard("not_correcting", of("reject")), REVIEW, "a delivered order is REJECTED"
    ),
    "no deadline for what was sent back": Mutant(
        without_effect("resubmit_deadline", of("withdraw")), REVIEW, "due slot in WITHDRAWN"
    ),
    "a paid order keeps its clock": Mutant(
        without_effect("no_due", of("paid")), PLAIN, "due slot in IN_REVIEW"
    ),
    "a third appeal": Mutant(
        without_guard("appeals_left", of("appeal")), APPEALS, "3 appeals"
    ),
    "a photo that failed is handed in": Mutant(
        with_guard("photo_ready", when.task_open, of("submit")), APPEALS, "handed in though it failed"
    ),
    "an order the clock forgets": Mutant(
        without_row(of("expire")), PLAIN, "left standing"
    ),
    "an overdue order the clock forgets": Mutant(
        without_row(of("overdue", guard="overdue_refund")), REVIEW, "the deadline never comes"
    ),
}  # fmt: skip

# Without these more money goes back than need be, or people wait longer; none is lost.
COURTESY = {
    "expire while an attempt is PENDING": (without_guard("none_pending", of("expire")), TWO),
    "expire before the time is over": (without_guard("pay_time_over", of("expire")), TWO),
    "cancel while an attempt is PENDING": (without_guard("none_pending", of("cancel")), TWO),
    "start while an attempt is PENDING": (without_guard("none_pending", of("start")), TWO),
    "start with a minute left": (without_guard("time_left", of("start")), TWO),
    "start while an attempt is SUSPECT": (
        without_guard("none_suspect", of("start")),
        replace(TWO, wrong_amount=True, clock=3),
    ),
}


@pytest.mark.parametrize("name", SAFETY)
def test_safety(name: str) -> None:
    """Taken out, an invariant breaks."""
    mutant = SAFETY[name]
    walk = explore(mutant.bounds, mutant.table)
    assert mutant.broken in (walk.wrong or stuck(walk))


@pytest.mark.slow
@pytest.mark.parametrize("name", COURTESY)
def test_courtesy(name: str) -> None:
    """Taken out, every invariant still holds."""
    table, bounds = COURTESY[name]
    walk = explore(bounds, table)
    assert not walk.wrong
    assert not stuck(walk)


def test_safety_compare_and_set() -> None:
    """A write that does not compare what it read loses a payment."""
    walk = explore(Bounds(attempts=1, late_writer=True), compare=False)
    assert "at rest CANCELLED and the channel holds 1" in walk.wrong


def test_safety_claim_checked_in_the_transaction() -> None:
    """The claim may go between reading and writing."""
    walk = explore(replace(CLAIM, late_writer=True), check_claim=False)
    assert "two live orders of one enrolment" in walk.wrong
