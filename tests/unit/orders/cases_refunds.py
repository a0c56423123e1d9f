"""Cases of the rows that give money back: what a channel says of a refund, and what finance does about it."""

from __future__ import annotations

from typing import Any

import msgspec

from chalicelib.orders import events as ev
from chalicelib.orders import facts
from chalicelib.orders.model import Order, State
from chalicelib.orders.money_model import AttemptState, OutsideRefund, RefundState
from chalicelib.shared.money import Fen
from tests.unit.orders.cases_money import FOUR_EYES, OTHER_AMOUNT, TOOK, an_orphan_refund, orphaned, suspect, waiting
from tests.unit.orders.order_case import NOW, Case
from tests.worlds.orders import HOUR, ME, PRICE, T0, a_lease, a_refund, a_task, an_attempt, an_order, outside

S, A, R = State, AttemptState, RefundState
BY_HAND = ev.ReturnedByHand(**FOUR_EYES, attempt_no=1, reference="bank slip")
ON_PAGE = ev.ReturnedOnPage(
    **FOUR_EYES, attempt_no=1, reference="page refund", amount=PRICE, transaction_id="4200", paid_at=T0
)
HANDED: dict[str, Any] = {"state": R.BY_HAND, "due_at": None}
RETRY = ev.RefundRetry(**FOUR_EYES, attempt_no=1)
ASK = ev.AskRefund(actor=ME)
REFUSED_BEFORE = an_order(S.REFUNDING, refunds=(a_refund(waits="REFUSED", refused_since=T0),))

GONE: dict[str, Any] = {
    "state": A.RETURNED_OUTSIDE, "outside": (OutsideRefund(number="", amount=PRICE, at=NOW),),
}  # fmt: skip

OTHERWISE = an_order(S.REFUNDING, refunds=(a_refund(state=R.PROCESSING, waits="AMOUNT"),))


def refunding(state: RefundState, try_no: int = 1) -> Order:
    return an_order(S.REFUNDING, refunds=(a_refund(state=state, try_no=try_no),))


def told(kind: type[facts.RefundFact], amount: Fen = PRICE, try_no: int = 1) -> facts.RefundFact:
    return kind(attempt_no=1, try_no=try_no, amount=amount, refund_id="50")


def waits(why: str = "NOT_ENOUGH") -> facts.RefundWaits:
    return facts.RefundWaits(attempt_no=1, try_no=1, amount=PRICE, why=why)


BACK = {
    "asked by the student": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease(until=NOW)), event=ASK, to=S.REFUNDING,
        head={"lease": None, "queued_at": None}, new=an_orphan_refund("student", by="student"),
    ),
    "asked by whoever took back her consent, whatever the task says": Case(
        order=an_order(S.WITHDRAWN, stopped=True), event=ASK, task=a_task(refund_until="NEVER"), to=S.REFUNDING,
        head={"deadline": None, "due_at": None}, new=an_orphan_refund("student", by="student"),
    ),
    "asked by finance, after delivery": Case(
        order=an_order(S.DONE), event=ev.AskRefund(**FOUR_EYES, reason="complaint"), to=S.REFUNDING,
        new=an_orphan_refund("refund", by="staff"),
    ),
    "of a closed order": Case(
        order=an_order(S.CLOSED, attempts=(an_attempt(state=A.OK, paid_amount=OTHER_AMOUNT),)),
        event=ev.AskRefund(**FOUR_EYES, reason="mercy"), attempt={"state": A.ORPHAN},
        new=an_orphan_refund("refund", OTHER_AMOUNT, "staff"),
    ),
    "accepted by the channel": Case(
        order=refunding(R.REQUESTED), event=told(facts.RefundAccepted),
        refund={"state": R.PROCESSING, "due_at": NOW + HOUR / 30, "refund_id": "50"},
    ),
    "still under way": Case(
        order=refunding(R.PROCESSING), event=told(facts.RefundAccepted), refund={"due_at": NOW + HOUR / 2}
    ),
    "under way after it was refused": Case(
        order=an_order(S.REFUNDING, refunds=(
            a_refund(state=R.PROCESSING, waits="REFUSED", refused_since=T0),
        )), event=told(facts.RefundAccepted), refund={"due_at": NOW + HOUR / 2, "waits": "", "refused_since": None},
    ),
    "still under way after days": Case(
        order=refunding(R.PROCESSING), event=told(facts.RefundAccepted), now=T0 + 48 * HOUR,
        refund={"due_at": T0 + 49 * HOUR},
    ),
    "no money for it now": Case(
        order=refunding(R.REQUESTED), event=waits(), alarm=True,
        refund={"due_at": NOW + HOUR / 2, "waits": "NOT_ENOUGH"},
    ),
    "refused for the moment": Case(
        order=orphaned(R.REQUESTED), event=waits("REFUSED"), alarm=True,
        refund={"due_at": NOW + HOUR / 2, "waits": "REFUSED", "refused_since": NOW},
    ),
    "refused once more": Case(
        order=REFUSED_BEFORE, event=waits("REFUSED"), alarm=True, refund={"due_at": NOW + HOUR / 2}
    ),
    "no money for what was refused before": Case(
        order=REFUSED_BEFORE, event=waits(), alarm=True,
        refund={"due_at": NOW + HOUR / 2, "waits": "NOT_ENOUGH", "refused_since": None},
    ),
    "nobody answers": Case(
        order=an_order(S.REFUNDING, refunds=(a_refund(waits="NOT_ENOUGH"),)), event=told(facts.RefundStillOpen),
        refund={"due_at": NOW + HOUR / 2},
    ),
    "nobody answers, which is no refusal": Case(
        order=REFUSED_BEFORE, event=told(facts.RefundStillOpen),
        refund={"due_at": NOW + HOUR / 2, "refused_since": T0 + HOUR / 2},
    ),
    "nobody answers, told late": Case(order=refunding(R.CLOSED), event=told(facts.RefundStillOpen), quiet=True),
    "accepted after it had to wait": Case(
        order=an_order(S.REFUNDING, refunds=(a_refund(waits="NOT_ENOUGH"),)), event=told(facts.RefundAccepted),
        refund={"state": R.PROCESSING, "due_at": NOW + HOUR / 30, "refund_id": "50", "waits": ""},
    ),
    "accepted, told late": Case(order=orphaned(R.DONE, A.RETURNED), event=told(facts.RefundAccepted), quiet=True),
    "done": Case(
        order=refunding(R.PROCESSING), event=told(facts.RefundDone), to=S.REFUNDED, attempt={"state": A.RETURNED},
        refund={"state": R.DONE, "due_at": None, "done_at": NOW},
    ),
    "done for an orphan": Case(
        order=orphaned(R.REQUESTED), event=told(facts.RefundDone), attempt={"state": A.RETURNED},
        refund={"state": R.DONE, "due_at": None, "done_at": NOW},
    ),
    "done after somebody returned it outside": Case(
        order=orphaned(R.PROCESSING, A.RETURNED_OUTSIDE), event=told(facts.RefundDone), alarm=True,
        refund={"state": R.DONE, "due_at": None, "done_at": NOW},
    ),
    "done, another amount": Case(
        order=refunding(R.PROCESSING), event=told(facts.RefundDone, OTHER_AMOUNT), alarm=True,
        refund={"due_at": NOW + HOUR / 2, "waits": "AMOUNT"},
    ),
    "done, told twice": Case(order=orphaned(R.DONE, A.RETURNED), event=told(facts.RefundDone), quiet=True),
    "done on the day that the channel says": Case(
        order=refunding(R.PROCESSING), event=msgspec.structs.replace(told(facts.RefundDone), done_at=T0),
        to=S.REFUNDED, attempt={"state": A.RETURNED}, refund={"state": R.DONE, "due_at": None, "done_at": T0},
    ),
    "done, a try that there was not": Case(
        order=refunding(R.REQUESTED, 2), event=told(facts.RefundDone), quiet=True, alarm=True
    ),
    "done, of an attempt that has none": Case(order=waiting(), event=told(facts.RefundDone), quiet=True, alarm=True),
    "done after it was paid back by hand": Case(
        order=orphaned(R.BY_HAND, A.RETURNED), event=told(facts.RefundDone), alarm=True,
        refund={"done_at": NOW, "due_at": None},
    ),
    "done after days of refusals": Case(
        order=refunding(R.CLOSED), event=told(facts.RefundDone), to=S.REFUNDED, attempt={"state": A.RETURNED},
        refund={"state": R.DONE, "due_at": None, "done_at": NOW},
    ),
    "abnormal": Case(
        order=refunding(R.PROCESSING), event=told(facts.RefundAbnormal), alarm=True,
        refund={"state": R.ABNORMAL, "due_at": NOW + HOUR},
    ),
    "abnormal, told late": Case(order=orphaned(R.CLOSED), event=told(facts.RefundAbnormal), quiet=True),
    "closed by the channel": Case(
        order=refunding(R.ABNORMAL), event=told(facts.RefundClosed), alarm=True,
        refund={"state": R.CLOSED, "due_at": None},
    ),
    "closed, told twice": Case(order=refunding(R.CLOSED), event=told(facts.RefundClosed), quiet=True),
    "again under its number": Case(
        order=refunding(R.ABNORMAL, 9), event=RETRY,
        refund={"state": R.REQUESTED, "requested_at": NOW, "due_at": NOW},
    ),
    "again under a new number": Case(
        order=refunding(R.CLOSED), event=RETRY, new={"refunds": (a_refund(try_no=2, requested_at=NOW, due_at=NOW),)}
    ),
    "by hand": Case(
        order=refunding(R.CLOSED), event=BY_HAND, to=S.REFUNDED, attempt={"state": A.RETURNED}, refund=HANDED
    ),
    "by hand, its channel gone": Case(
        order=refunding(R.REQUESTED), event=ev.ReturnedByHand(
            **FOUR_EYES, attempt_no=1, reference="bank slip", channel_gone=True
        ), to=S.REFUNDED, attempt={"state": A.RETURNED}, refund=HANDED,
    ),
    "by hand, its channel gone, of what the payer's account could not take": Case(
        order=orphaned(R.ABNORMAL), event=msgspec.structs.replace(BY_HAND, channel_gone=True),
        attempt={"state": A.RETURNED}, refund=HANDED,
    ),
    "by hand for an orphan": Case(
        order=orphaned(R.CLOSED), event=BY_HAND, attempt={"state": A.RETURNED}, refund=HANDED
    ),
    "on the page": Case(
        order=refunding(R.ABNORMAL), event=ON_PAGE, to=S.REFUNDED, attempt=GONE,
        refund={"state": R.CLOSED, "due_at": None},
    ),
    "on the page, the rest of a refund of another amount": Case(
        order=OTHERWISE, event=ON_PAGE, to=S.REFUNDED, attempt=GONE,
        refund={"state": R.CLOSED, "due_at": None, "waits": ""},
    ),
    "done after all, after another amount was told": Case(
        order=OTHERWISE, event=told(facts.RefundDone), to=S.REFUNDED, attempt={"state": A.RETURNED},
        refund={"state": R.DONE, "due_at": None, "waits": "", "done_at": NOW},
    ),
    "on the page, of an orphan": Case(
        order=orphaned(R.CLOSED), event=ON_PAGE, attempt=GONE,
    ),
    "on the page, of a payment that does not fit": Case(
        order=suspect(S.AWAITING_PAYMENT), event=ON_PAGE,
        attempt={**GONE, "outside": (OutsideRefund(number="", amount=OTHER_AMOUNT, at=NOW),)},
    ),
    "returned outside": Case(
        order=an_order(S.IN_REVIEW, lease=a_lease()), event=outside(), alarm=True,
        to=S.REFUNDED, head={"lease": None, "queued_at": None}, attempt=GONE,
    ),
    "returned outside while our own refund waits": Case(
        order=refunding(R.REQUESTED), event=outside(), alarm=True, to=S.REFUNDED,
        attempt=GONE, refund={"state": R.CLOSED, "due_at": None},
    ),
    "returned outside while the channel works on ours": Case(
        order=refunding(R.PROCESSING), event=outside(), alarm=True, to=S.REFUNDED,
        attempt=GONE,
    ),
    "returned outside, and when": Case(
        order=an_order(S.CLOSED, attempts=(an_attempt(state=A.OK),)),
        event=msgspec.structs.replace(outside(), back_at=T0),
        alarm=True, attempt={**GONE, "outside": (OutsideRefund(number="", amount=PRICE, at=T0),)},
    ),
    "returned outside, a closed order": Case(
        order=an_order(S.CLOSED, attempts=(an_attempt(state=A.OK),)), event=outside(),
        alarm=True, attempt=GONE,
    ),
    "returned outside before we heard of it": Case(
        order=waiting(), event=outside(), alarm=True, attempt={**GONE, **TOOK}
    ),
    "returned outside, told again": Case(
        order=waiting(A.RETURNED, S.REFUNDED), event=outside(), quiet=True
    ),
    "returned outside, no such attempt": Case(
        order=waiting(), event=outside(7), quiet=True, alarm=True
    ),
    "by the student until approval, as she accepted it": Case(
        order=an_order(S.REJECTED, rules=a_task(refund_until="APPROVAL").rules), event=ASK,
        task=a_task(refund_until="NEVER"), to=S.REFUNDING,
        head={"deadline": None, "due_at": None}, new=an_orphan_refund("student", by="student"),
    ),
    "by the student until approval": Case(
        order=an_order(S.REJECTED), event=ASK, task=a_task(refund_until="APPROVAL"), to=S.REFUNDING,
        head={"deadline": None, "due_at": None}, new=an_orphan_refund("student", by="student"),
    ),
}  # fmt: skip
