"""What the table refuses, and the guard that says no."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec.structs import replace

from chalicelib.orders import events as ev
from chalicelib.orders.machine.decide import TABLE, Change, NotAllowed, Table, decide
from chalicelib.orders.model import Contest, Order, PhotoState, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.money import Fen
from tests.worlds.orders import (
    BLURRED,
    HOUR,
    ME,
    OTHER,
    PRICE,
    REVIEWER,
    SECOND,
    STAFF,
    STUDENT,
    T0,
    a_lease,
    a_photo,
    a_refund,
    a_task,
    an_attempt,
    an_order,
    resolve,
    start,
)

S, A, R = State, AttemptState, RefundState
CLOSED_TASK = {"now": T0 + 49 * HOUR}
SUBMIT, RESUBMIT = ev.Submit(actor=ME, photo_no=1), ev.Resubmit(actor=ME, photo_no=1)
REFUND, BY_STAFF = ev.AskRefund(actor=ME), ev.AskRefund(actor=STAFF, reason="complaint")
APPROVE = ev.Approve(actor=REVIEWER, photo_no=1)
RETRY = ev.RefundRetry(actor=STAFF, second=SECOND, attempt_no=1)
GRANT = ev.Grant(actor=STAFF, reason="ill", days=1, tries=1)
ERASE, CORRECT = ev.Erase(actor=ME), ev.Correct(actor=STAFF, reason="name", note="name")
BY_HAND = ev.ReturnedByHand(actor=STAFF, second=SECOND, attempt_no=1, reference="slip")
ON_PAGE = ev.ReturnedOnPage(
    actor=STAFF, second=SECOND, attempt_no=1, reference="slip", amount=PRICE, transaction_id="4200", paid_at=T0
)


def named(refusal: NotAllowed) -> str:
    """The guard that said no."""
    return refusal.guard.__name__ if refusal.guard else ""


class No(NamedTuple):
    guard: str
    order: Order
    event: ev.Event
    about: Mapping[str, Any] = MappingProxyType({})

    def decide(self, rows: Table = TABLE) -> Change:
        """Raises NotAllowed."""
        about = {"now": T0, "task": a_task(), "owns_claim": True, **self.about}
        return decide(self.order, self.event, about.pop("now"), rows=rows, **about)


def photo(state: PhotoState = PhotoState.PASSED, **changes: Any) -> Order:
    return an_order(S.DRAFT, photos=(a_photo(1, state, **changes),))


def waiting(*states: AttemptState, **head: Any) -> Order:
    attempts = tuple(an_attempt(number, state) for number, state in enumerate(states, start=1))
    return an_order(S.AWAITING_PAYMENT, attempts=attempts, **head)


def returning(state: RefundState, attempt: AttemptState = A.OK, **changes: Any) -> Order:
    refund = a_refund(state=state, **changes)
    return an_order(S.REFUNDING, attempts=(an_attempt(state=attempt),), refunds=(refund,))


def taken(**lease: Any) -> Order:
    return an_order(S.IN_REVIEW, lease=a_lease(**lease))


CONTEST = Contest(person_id=OTHER.id, at=T0)
REFUSALS = {
    "submit before opening": No("task_open", photo(), SUBMIT, {"now": T0 - 2 * HOUR}),
    "submit after closing": No("task_open", photo(), SUBMIT, CLOSED_TASK),
    "submit after the site": No("not_on_site", photo(), SUBMIT, {"on_site": True}),
    "start after the site": No("not_on_site", waiting(), start(), {"on_site": True}),
    "reopen after the site": No("not_on_site", an_order(S.EXPIRED), ev.Reopen(actor=ME), {"on_site": True}),
    "submit without a photo": No("photo_ready", an_order(S.DRAFT, photos=()), SUBMIT),
    "submit what failed": No("photo_ready", photo(PhotoState.FAILED), SUBMIT),
    "submit what is being checked": No("photo_ready", photo(PhotoState.CHECKING), SUBMIT),
    "submit what never arrived": No("photo_ready", photo(PhotoState.WAITING), SUBMIT),
    "submit an earlier photo": No("photo_ready", an_order(S.DRAFT, photos=(a_photo(), a_photo(2))), SUBMIT),
    "submit under an old spec": No("photo_ready", photo(spec_rev=2), SUBMIT),
    "submit under another spec": No("photo_ready", photo(spec="visa"), SUBMIT),
    "start after closing": No("task_open", waiting(), start(), CLOSED_TASK),
    "start with a minute left": No("time_left", waiting(), start(), {"now": T0 + 24 * HOUR - HOUR / 60}),
    "start beside a suspect": No("none_suspect", waiting(A.SUSPECT), start()),
    "start beside a pending one": No("none_pending", waiting(A.CLOSED, A.PENDING), start()),
    "start the hundredth": No("attempts_left", waiting(*(A.CLOSED,) * 99), start()),
    "expire too early": No("pay_time_over", waiting(), ev.Expire()),
    "expire before an attempt ends": No(
        "pay_time_over", waiting(A.CLOSED, expires_at=T0), ev.Expire(), {"now": T0 + 23 * HOUR}
    ),
    "expire while one is pending": No("none_pending", waiting(A.PENDING), ev.Expire(), {"now": T0 + 24 * HOUR}),
    "cancel while one is pending": No("none_pending", waiting(A.PENDING), ev.Cancel(actor=ME)),
    "release while one is pending": No("none_pending", waiting(A.PENDING), ev.Release(actor=STAFF, reason="proof")),
    "abandon too early": No("due", an_order(S.DRAFT), ev.Abandoned()),
    "abandon what is not due": No("due", an_order(S.DRAFT, due_at=None), ev.Abandoned()),
    "reopen after closing": No("task_open", an_order(S.EXPIRED), ev.Reopen(actor=ME), CLOSED_TASK),
    "reopen when the claim is gone": No("owns_claim", an_order(S.EXPIRED), ev.Reopen(actor=ME), {"owns_claim": False}),
    "take what another holds": No("lease_free_or_own", taken(owner=STAFF), ev.Take(actor=REVIEWER, until=T0)),
    "let go what is free": No("lease_own", an_order(S.IN_REVIEW), ev.LetGo(actor=REVIEWER)),
    "approve what is free": No("lease_own", an_order(S.IN_REVIEW), APPROVE),
    "approve what another holds": No("lease_own", taken(owner=STAFF), APPROVE),
    "approve when the lease is over": No("lease_own", taken(until=T0), APPROVE),
    "approve another photo": No("lease_own", taken(), replace(APPROVE, photo_no=2)),
    "approve what was looked at before another had it": No("lease_own", taken(taken=5), replace(APPROVE, taken=2)),
    "reject without a reason": No("reasons_given", taken(), ev.Reject(actor=REVIEWER, photo_no=1, reasons=())),
    "reject another photo": No("lease_own", taken(), ev.Reject(actor=REVIEWER, photo_no=2, reasons=(BLURRED,))),
    "withdraw during review": No("lease_free", taken(), ev.Withdraw(actor=ME)),
    "resubmit a rejected picture": No(
        "new_content", an_order(S.REJECTED, rejected_sha256=("sha1",)), RESUBMIT
    ),
    "resubmit once too often": No("tries_left", an_order(S.REJECTED, rejections=3), RESUBMIT),
    "resubmit once too often, after a grant": No("tries_left", an_order(S.REJECTED, rejections=4, granted=1), RESUBMIT),
    "resubmit too late": No("in_time", an_order(S.REJECTED), RESUBMIT, {"now": T0 + 38 * HOUR}),
    "grant without a reason": No("reason_given", an_order(S.REJECTED), ev.Grant(actor=STAFF, days=1, tries=1)),
    "grant nothing": No("grants", an_order(S.REJECTED), replace(GRANT, days=0, tries=0)),
    "grant a day that is no later": No(
        "grants", an_order(S.CORRECTION, deadline=T0 + 9 * 24 * HOUR), replace(GRANT, tries=0)
    ),
    "grant a try when the time is over": No(
        "grants", an_order(S.REJECTED), replace(GRANT, days=0), {"now": T0 + 40 * HOUR}
    ),
    "overdue too early": No("deadline_passed", an_order(S.REJECTED), ev.Overdue()),
    "overdue twice": No(
        "deadline_passed", an_order(S.REJECTED, undecided=True), ev.Overdue(), {"now": T0 + 40 * HOUR}
    ),
    "recall from a package": No(
        "not_packaged", an_order(S.APPROVED, package="p1"), ev.Recall(actor=STAFF, reason="second look")
    ),
    "contest what was typed": No("held_by_photo", an_order(S.DRAFT, source="form"), ev.Contest(actor=OTHER)),
    "contest without a photo": No("held_by_photo", photo(PhotoState.FAILED), ev.Contest(actor=OTHER)),
    "contest twice": No("not_contested", an_order(S.DRAFT, contest=CONTEST), ev.Contest(actor=ME)),
    "contest what was decided": No("not_denied", an_order(S.DRAFT, denied=(OTHER.id,)), ev.Contest(actor=OTHER)),
    "review what is contested": No(
        "not_contested", an_order(S.IN_REVIEW, contest=CONTEST), ev.Take(actor=REVIEWER, until=T0)
    ),
    "deliver what is contested": No(
        "not_contested", an_order(S.APPROVED, contest=CONTEST), ev.Deliver(actor=STAFF, package="p1")
    ),
    "cancel what is withdrawn": No(
        "stopped", an_order(S.WITHDRAWN, attempts=(), price=Fen(0)), ev.Cancel(actor=ME)
    ),
    "cancel what was stopped and paid": No("order_free", an_order(S.WITHDRAWN, stopped=True), ev.Cancel(actor=ME)),
    "refund what was delivered, stopped before": No("may_refund", an_order(S.DONE, stopped=True), REFUND),
    "keep what nobody contests": No("contested", an_order(S.DRAFT), ev.Keep(actor=STAFF, reason="hers")),
    "keep without a reason": No("reason_given", an_order(S.DRAFT, contest=CONTEST), ev.Keep(actor=STAFF)),
    "stop what is in a package": No("not_packaged", an_order(S.APPROVED, package="p1"), ev.Stop(actor=ME)),
    "other contact data of what is in a package": No(
        "not_delivered", an_order(S.IN_PRODUCTION, package="p1"), ev.Contact(actor=ME, sealed={})
    ),
    "post for a group": No(
        "individual", an_order(S.DONE), ev.Post(actor=STAFF, courier="c", number="n"),
        {"task": a_task(task_type="GROUP")},
    ),
    "refund of a free order": No("refundable", an_order(S.IN_REVIEW, attempts=(), price=Fen(0)), REFUND),
    "refund twice": No("refundable", an_order(S.IN_REVIEW, refunds=(a_refund(),)), REFUND),
    "refund while somebody looks": No("not_looked_at", taken(), REFUND),
    "refund never, while somebody looks": No(
        "may_refund", taken(), REFUND, {"task": a_task(refund_until="NEVER")}
    ),
    "refund after rejection": No("may_refund", an_order(S.REJECTED), REFUND),
    "refund never": No("may_refund", an_order(S.IN_REVIEW), REFUND, {"task": a_task(refund_until="NEVER")}),
    "refund later than was accepted": No(
        "may_refund", an_order(S.REJECTED, rules=a_task().rules), REFUND, {"task": a_task(refund_until="APPROVAL")}
    ),
    "resubmit more often than was accepted": No(
        "tries_left", an_order(S.REJECTED, rejections=3, rules=a_task().rules), RESUBMIT,
        {"task": a_task(reject_limit=9)},
    ),
    "refund after approval": No("may_refund", an_order(S.APPROVED), REFUND, {"task": a_task(refund_until="APPROVAL")}),
    "refund by the student in a correction": No("may_refund", an_order(S.IN_REVIEW, correcting=True), REFUND),
    "refund by staff without a reason": No("may_refund", an_order(S.IN_REVIEW), ev.AskRefund(actor=STAFF)),
    "refund by one alone after approval": No("may_refund", an_order(S.APPROVED), BY_STAFF),
    "refund by one alone in a correction": No("may_refund", an_order(S.IN_REVIEW, correcting=True), BY_STAFF),
    "refund of a closed order by one alone": No(
        "four_eyes", an_order(S.CLOSED, attempts=(an_attempt(state=A.OK),)), BY_STAFF
    ),
    "release by one alone after approval": No("may_refund", an_order(S.DONE), ev.Release(actor=STAFF, reason="proof")),
    "resolve what is not suspect": No("attempt_suspect", waiting(A.PENDING), resolve("accept", held=PRICE)),
    "resolve by one alone": No("four_eyes", waiting(A.SUSPECT), replace(resolve("accept", held=PRICE), second=None)),
    "resolve by one twice": No(
        "four_eyes", waiting(A.SUSPECT), replace(resolve("accept", held=PRICE), second=STAFF.id)
    ),
    "accept what is not there": No("held", waiting(A.SUSPECT), resolve("accept", held=None)),
    "refund what is not there": No("held", waiting(A.SUSPECT), resolve("refund", held=None)),
    "dismiss what is there": No("verdict_accept", waiting(A.SUSPECT), resolve("dismiss", held=PRICE)),
    "retry what runs": No("refund_stuck", returning(R.PROCESSING), RETRY),
    "retry what is done": No("attempt_settled", returning(R.CLOSED, A.RETURNED_OUTSIDE), RETRY),
    "retry without a refund": No("refund_stuck", an_order(S.IN_REVIEW), RETRY),
    "retry of nothing": No("attempt_settled", an_order(S.IN_REVIEW), replace(RETRY, attempt_no=7)),
    "retry when the numbers are used up": No("refund_stuck", returning(R.CLOSED, try_no=9), RETRY),
    "retry by one alone": No("four_eyes", returning(R.ABNORMAL), replace(RETRY, second=STAFF.id)),
    "on the page, of what is under way": No("refund_unsent", returning(R.PROCESSING), ON_PAGE),
    "by hand while it may still arrive": No("refund_given_up", returning(R.ABNORMAL), BY_HAND),
    "by hand while the channel that is gone works on it": No(
        "refund_given_up", returning(R.PROCESSING), replace(BY_HAND, channel_gone=True)
    ),
    "by hand of nothing": No("attempt_ok", returning(R.CLOSED, A.RETURNED), BY_HAND),
    "by hand of another state": No("attempt_orphan", an_order(S.CANCELLED), BY_HAND),
    "erase what was made a day ago": No("proof_over", an_order(S.IN_PRODUCTION), ERASE, {"now": T0 + 24 * HOUR}),
    "erase twice": No("not_erased", an_order(S.DONE, erased_at=T0), ERASE),
    "erase while a payment is watched": No(
        "money_at_rest", an_order(S.EXPIRED, attempts=(an_attempt(state=A.ABANDONED),)), ERASE
    ),
    "erase while money is not explained": No(
        "money_at_rest", an_order(S.CANCELLED, attempts=(an_attempt(state=A.SUSPECT),)), ERASE
    ),
    "erase while a refund is stuck": No(
        "money_at_rest",
        an_order(S.CLOSED, attempts=(an_attempt(state=A.ORPHAN),), refunds=(a_refund(state=R.ABNORMAL),)), ERASE,
    ),
    "correct what was erased": No("not_erased", an_order(S.DONE, erased_at=T0), CORRECT),
    "correct nothing": No("to_correct", an_order(S.DONE), replace(CORRECT, note=None)),
    "explain nothing": No("to_correct", an_order(S.CORRECTION), ev.Explain(actor=STAFF)),
    "uncorrect without a reason": No("reason_given", an_order(S.CORRECTION), ev.Uncorrect(actor=STAFF)),
    "uncorrect what began before it was noted": No(
        "was_in_production", an_order(S.CORRECTION), ev.Uncorrect(actor=STAFF, reason="mistake")
    ),
    "transfer what was erased": No(
        "not_erased", an_order(S.DONE, erased_at=T0), ev.Transfer(actor=STAFF, second=SECOND, reason="sold", owner="x"),
    ),
    "transfer by one alone": No(
        "four_eyes_if_shown", an_order(S.IN_REVIEW), ev.Transfer(actor=STAFF, reason="lost", owner="x")
    ),
    "transfer of a draft with a photo by one alone": No(
        "four_eyes_if_shown", an_order(S.DRAFT), ev.Transfer(actor=STAFF, reason="lost", owner="x")
    ),
    "transfer without a reason": No("reason_given", an_order(S.DRAFT, photos=()), ev.Transfer(actor=STAFF, owner="x")),
}  # fmt: skip


def resolving() -> Iterator[tuple[str, No]]:
    """Rows that ask the same are refused for the same, whatever the state."""
    for state, claim in ((S.EXPIRED, True), (S.EXPIRED, False), (S.CANCELLED, True)):
        suspect, paid = (an_order(state, attempts=(an_attempt(state=one),)) for one in (A.SUSPECT, A.OK))
        for verdict, held in (("accept", PRICE), ("refund", PRICE), ("dismiss", None)):
            asked, about, name = resolve(verdict, held=held), {"owns_claim": claim}, f"{verdict} in {state}, {claim=}"
            yield f"{name}, by one alone", No("four_eyes", suspect, replace(asked, second=None), about)
            yield f"{name}, what is settled", No("attempt_suspect", paid, asked, about)
            if held is not None:
                yield f"{name}, what is not there", No("held", suspect, replace(asked, held=None), about)


def without_a_reason() -> Iterator[tuple[str, No]]:
    asked: tuple[tuple[Order, ev.Event], ...] = (
        (an_order(S.REJECTED), ev.Close(actor=STAFF)), (an_order(S.APPROVED), ev.Recall(actor=STAFF)),
        (an_order(S.DONE), replace(CORRECT, reason="")), (an_order(S.AWAITING_PAYMENT), ev.Release(actor=STAFF)),
        (an_order(S.DRAFT), ev.Edit(actor=STAFF, student=STUDENT)),
        (an_order(S.CLOSED, attempts=(an_attempt(state=A.OK),)), replace(BY_STAFF, reason="", second=SECOND)),
    )  # fmt: skip
    for order, event in asked:
        yield f"{event.name} without a reason", No("reason_given", order, event)


def by_one_alone() -> Iterator[tuple[str, No]]:
    orphan = an_order(S.CANCELLED, attempts=(an_attempt(state=A.ORPHAN),), refunds=(a_refund(state=R.CLOSED),))
    for event, order in itertools.product((BY_HAND, ON_PAGE), (returning(R.CLOSED), orphan)):
        name = f"{event.name} by one alone in {order.head.state}"
        yield name, No("four_eyes", order, replace(event, second=None))


REFUSALS |= dict(itertools.chain(resolving(), without_a_reason(), by_one_alone()))
REFUSALS |= {
    "edit by one alone, paid": No(
        "four_eyes_if_paid", an_order(S.DONE), ev.Edit(actor=STAFF, reason="typo", student=STUDENT)
    ),
    "edit what was erased": No(
        "not_erased", an_order(S.DONE, erased_at=T0),
        ev.Edit(actor=STAFF, second=SECOND, reason="typo", student=STUDENT),
    ),
    "post what was erased": No(
        "not_erased", an_order(S.DONE, erased_at=T0), ev.Post(actor=STAFF, courier="c", number="n"),
        {"task": a_task(task_type="INDIVIDUAL")},
    ),
    "overdue too early, in a correction": No("deadline_passed", an_order(S.CORRECTION), ev.Overdue()),
    "resubmit what failed": No(
        "photo_ready_or_appealed", an_order(S.REJECTED, photos=(a_photo(1, PhotoState.FAILED),)), RESUBMIT
    ),
}  # fmt: skip
