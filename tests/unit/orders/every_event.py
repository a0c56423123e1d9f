"""Every event there is, as facts of a channel and as what somebody asks; and orders for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.model import PAID_STATES, Order, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.cases_parts import part
from tests.unit.orders.cases_refunds import told, waits
from tests.worlds.orders import (
    BLURRED,
    ME,
    OTHER,
    PRICE,
    REVIEWER,
    SECOND,
    STAFF,
    STUDENT,
    T0,
    a_refund,
    an_attempt,
    an_order,
    outside,
    paid,
    resolve,
    start,
)

FACTS: tuple[ev.Event, ...] = (
    paid(), paid(amount=Fen(1)), paid(7), facts.Closed(attempt_no=1), facts.Unknown(attempt_no=1),
    facts.StillOpen(attempt_no=1), outside(), part(), part(PRICE), waits(), waits("REFUSED"), *(
        told(kind, amount, try_no)
        for kind in (
            facts.RefundAccepted, facts.RefundDone, facts.RefundAbnormal, facts.RefundClosed, facts.RefundStillOpen
        )
        for amount in (PRICE, Fen(1))
        for try_no in (1, 2)
    ),
)  # fmt: skip
BOTH: dict[str, Any] = {"actor": STAFF, "second": SECOND, "reason": "because"}
ASKED: tuple[ev.Event, ...] = (
    ev.Submit(actor=ME, photo_no=1), start(), ev.Reopen(actor=ME), ev.Cancel(actor=ME), ev.Withdraw(actor=ME),
    ev.Refill(actor=ME, student=STUDENT), ev.Contact(actor=ME, sealed={"address": "sealed"}),
    ev.Appeal(actor=ME, photo_no=1, reason=AppealReason.OTHER, note="sealed"),
    ev.Resubmit(actor=ME, photo_no=1), ev.AskRefund(actor=ME), ev.Erase(actor=ME), ev.Stop(actor=ME),
    ev.Contest(actor=OTHER), ev.Keep(**BOTH),
    ev.Abandoned(), ev.Expire(), ev.Overdue(),
    ev.Take(actor=REVIEWER, until=T0), ev.LetGo(actor=REVIEWER), ev.Approve(actor=REVIEWER, photo_no=1),
    ev.Reject(actor=REVIEWER, photo_no=1, reasons=(BLURRED,), note="张三"),
    ev.Grant(**BOTH, days=1, tries=1), ev.Close(**BOTH), ev.Recall(**BOTH), ev.Correct(**BOTH, note="name"),
    ev.Explain(actor=STAFF, note="name"), ev.Uncorrect(**BOTH), ev.AskRefund(**BOTH),
    ev.Transfer(**BOTH, owner=OTHER.id), ev.Edit(**BOTH, student=STUDENT),
    ev.Release(**BOTH),
    ev.Deliver(actor=STAFF, package="p"), ev.Post(actor=STAFF, courier="顺丰", number="SF1"), ev.Confirm(actor=STAFF),
    resolve("accept", held=PRICE), resolve("refund", held=PRICE), resolve("dismiss", held=None),
    ev.RefundPart(**BOTH, attempt_no=1, amount=Fen(1)),
    ev.RefundRetry(**BOTH, attempt_no=1), ev.ReturnedByHand(**BOTH, attempt_no=1, reference="slip"),
    ev.ReturnedOnPage(**BOTH, attempt_no=1, reference="slip", amount=PRICE, transaction_id="4200", paid_at=T0),
)  # fmt: skip
EVERY = (*FACTS, *ASKED)


def orders(states: Iterable[State] = tuple(State)) -> Iterator[Order]:
    """Every state with every state of its attempt and of that attempt's refund."""
    refunds = (None, *RefundState)
    for state, attempt, refund in itertools.product(states, AttemptState, refunds):
        if state not in PAID_STATES and attempt is AttemptState.OK and state not in (State.REFUNDING, State.CLOSED):
            continue  # no other state holds money of its own
        parts = (a_refund(state=refund),) if refund else ()
        yield an_order(state, attempts=(an_attempt(state=attempt),), refunds=parts)
    yield from (an_order(state, attempts=(), refunds=(), price=Fen(0)) for state in states)
