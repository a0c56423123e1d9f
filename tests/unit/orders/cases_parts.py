"""Cases of the rows about a part of the money: returned on the channel's own page, as its bill tells of it, or by the
branch."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.machine.part_guards import PART_ALONE
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, OutsideRefund, Refund, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.cases_money import waiting
from tests.unit.orders.cases_refusals import No
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import HOUR, PRICE, STAFF, T0, a_lease, a_refund, an_attempt, an_order

S, A, R = State, AttemptState, RefundState
SOME, REST = Fen(1), Fen(PRICE - 1)
BACK_AT = T0 + HOUR / 2


def part(amount: Fen = SOME, refund_no: str = "page1", attempt_no: int = 1) -> facts.PartReturned:
    return facts.PartReturned(attempt_no=attempt_no, refund_no=refund_no, amount=amount, back_at=BACK_AT)


def went(amount: Fen = SOME, number: str = "page1") -> OutsideRefund:
    return OutsideRefund(number=number, amount=amount, at=BACK_AT)


def told(amount: Fen = PRICE) -> OutsideRefund:
    """By somebody who gave no number."""
    return OutsideRefund(number="", amount=amount, at=NOW)


def paid(state: AttemptState, to: State = S.IN_REVIEW, *outside: OutsideRefund, **fields: Any) -> Order:
    return an_order(to, attempts=(an_attempt(state=state, paid_amount=PRICE, outside=outside),), **fields)


def give(amount: Fen = SOME, second: str | None = None) -> ev.RefundPart:
    return ev.RefundPart(actor=STAFF, second=second, reason="goodwill", attempt_no=1, amount=amount)


def given(state: RefundState = R.REQUESTED, **fields: Any) -> Refund:
    own: dict[str, Any] = {
        "amount": SOME,
        "part": True,
        "reason": "refund_part",
        "requested_at": NOW,
        "due_at": NOW,
    }
    if state is R.DONE:
        own |= {"done_at": T0}
    return a_refund(state=state, **own | fields)


def told_of(try_no: int = 1) -> facts.RefundDone:
    return facts.RefundDone(attempt_no=1, try_no=try_no, amount=SOME, refund_id="50")


OVER: dict[str, Any] = {"state": A.RETURNED_OUTSIDE}

PARTS = {
    "some of it": Case(order=paid(A.OK), event=part(), alarm=True, attempt={"outside": (went(),)}),
    "all of it at once": Case(
        order=paid(A.OK, lease=a_lease()), event=part(PRICE), alarm=True, to=S.REFUNDED,
        head={"lease": None, "queued_at": None}, attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "the rest, while our own refund waits": Case(
        order=paid(A.OK, S.REFUNDING, went(), refunds=(a_refund(),)), event=part(REST, "page2"), alarm=True,
        to=S.REFUNDED, attempt=OVER | {"outside": (went(), went(REST, "page2"))},
        refund={"state": R.CLOSED, "due_at": None},
    ),
    "some of it, while our own refund waits": Case(
        order=paid(A.OK, S.REFUNDING, refunds=(a_refund(),)), event=part(), alarm=True, attempt={"outside": (went(),)},
    ),
    "of a closed order": Case(
        order=paid(A.OK, S.CLOSED), event=part(PRICE), alarm=True, attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "of a payment that does not fit": Case(
        order=paid(A.SUSPECT, S.AWAITING_PAYMENT), event=part(PRICE), alarm=True,
        attempt=OVER | {"outside": (went(PRICE),)},
    ),
    "its number, where somebody told of all of it": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, told()), event=part(PRICE), alarm=True,
        attempt={"outside": (went(PRICE),)},
    ),
    "its number, where somebody told of more": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, told()), event=part(), alarm=True,
        attempt={"outside": (went(), told(REST))},
    ),
    "more than there was": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, went(PRICE)), event=part(SOME, "page2"), alarm=True,
        attempt={"outside": (went(PRICE), went(SOME, "page2"))},
    ),
    "after it was paid back by hand": Case(
        order=paid(A.RETURNED, S.REFUNDED, refunds=(a_refund(state=R.BY_HAND),)), event=part(PRICE), alarm=True,
        attempt={"outside": (went(PRICE),)},
    ),
    "after the branch returned some": Case(
        order=paid(A.OK, refunds=(given(R.DONE),)), event=part(REST), alarm=True, to=S.REFUNDED,
        head={"queued_at": None}, attempt=OVER | {"outside": (went(REST),)},
    ),
    "told again": Case(order=paid(A.OK, S.IN_REVIEW, went()), event=part(), quiet=True),
    "of a payment that we do not know": Case(order=waiting(), event=part(), quiet=True, alarm=True),
    "of an attempt that we do not know": Case(order=paid(A.OK), event=part(attempt_no=7), quiet=True, alarm=True),
}  # fmt: skip
DONE: dict[str, Any] = {"state": R.DONE, "due_at": None, "done_at": NOW}

GIVEN = {
    "a little by one person": Case(order=paid(A.OK), event=give(), new={"refunds": (given(by="staff"),)}),
    "more by two": Case(
        order=paid(A.OK, S.DONE), event=give(Fen(PRICE - 1), second="two"),
        new={"refunds": (given(amount=Fen(PRICE - 1), by="staff"),)},
    ),
    "more than a little in several, by two": Case(
        order=paid(A.OK, S.DONE, refunds=(given(R.DONE, amount=PART_ALONE),)), event=give(second="two"),
        new={"refunds": (given(try_no=2, by="staff"),)},
    ),
    "after one that was closed": Case(
        order=paid(A.OK, refunds=(given(R.CLOSED, amount=PART_ALONE),)), event=give(),
        new={"refunds": (given(try_no=2, by="staff"),)},
    ),
    "went through": Case(order=paid(A.OK, refunds=(given(R.PROCESSING),)), event=told_of(), refund_no=1, refund=DONE),
    "went through after it was closed": Case(
        order=paid(A.OK, refunds=(given(R.CLOSED),)), event=told_of(), refund_no=1, refund=DONE
    ),
    "went through after all else went back": Case(
        order=paid(A.RETURNED_OUTSIDE, S.REFUNDED, went(REST), refunds=(given(R.PROCESSING),)), event=told_of(),
        refund_no=1, refund=DONE,
    ),
    "the rest is refunded": Case(
        order=paid(A.OK, refunds=(given(R.DONE),)), event=ev.AskRefund(actor=STAFF, reason="asked"),
        to=S.REFUNDING, head={"queued_at": None},
        new={"refunds": (a_refund(try_no=2, amount=REST, reason="refund", by="staff", requested_at=NOW, due_at=NOW),)},
    ),
    "the rest is asked for again under the next number": Case(
        order=paid(A.OK, S.REFUNDING, refunds=(given(R.DONE), a_refund(try_no=2, state=R.CLOSED, amount=REST))),
        event=ev.RefundRetry(actor=STAFF, second="two", reason="again", attempt_no=1),
        new={"refunds": (a_refund(try_no=3, amount=REST, requested_at=NOW, due_at=NOW),)},
    ),
}  # fmt: skip

OTHERS = tuple(given(R.CLOSED, try_no=number) for number in (1, 2))
NO_PARTS = {
    "a part of all of it": No("part_fits", paid(A.OK), give(PRICE, second="two")),
    "a part of more than is left": No("part_fits", paid(A.OK, S.DONE, went()), give(REST, second="two")),
    "a part of nothing": No("part_fits", paid(A.OK), give(Fen(0))),
    "more than a little alone": No("part_is_small_or_four_eyes", paid(A.OK), give(Fen(PART_ALONE + 1))),
    "more than a little alone, in several": No(
        "part_is_small_or_four_eyes", paid(A.OK, refunds=(given(R.DONE, amount=PART_ALONE),)), give()
    ),
    "a part without a reason": No("reason_given", paid(A.OK), replace(give(), reason="")),
    "a fourth part": No("parts_left", paid(A.OK, refunds=(*OTHERS, given(R.DONE, try_no=3))), give()),
    "a part of what does not pay for the order": No("attempt_ok", paid(A.ORPHAN), give()),
    "a part beside another": No("no_part_open", paid(A.OK, refunds=(given(R.ABNORMAL),)), give()),
    "a part of what goes back whole": No("refundable", paid(A.OK, refunds=(a_refund(state=R.CLOSED),)), give()),
    "all of it beside a part": No(
        "no_part_open", paid(A.OK, refunds=(given(),)), ev.AskRefund(actor=STAFF, reason="asked")
    ),
}  # fmt: skip
