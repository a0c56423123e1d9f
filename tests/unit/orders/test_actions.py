"""A screen offers what the machine would take, and nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from msgspec import structs

from chalicelib.orders import events as ev
from chalicelib.orders.appeal import AppealReason
from chalicelib.orders.machine.decide import NotAllowed, decide
from chalicelib.orders.machine.situation import Known
from chalicelib.orders.model import CHANNEL, EventRecord, Order, State
from chalicelib.orders.money_model import Attempt, AttemptState
from chalicelib.orders.screen.offers import actions, check_payable, closing
from chalicelib.orders.screen.view import timeline
from chalicelib.shared.clock import iso
from chalicelib.shared.money import Fen
from chalicelib.tasks.model import Task
from tests.worlds.orders import (
    HOUR,
    ME,
    STAFF,
    T0,
    a_lease,
    a_photo,
    a_refused,
    a_task,
    an_appeal,
    an_attempt,
    an_order,
    start,
)

S = State
STUDENTS: dict[str, ev.Event] = {
    "submit": ev.Submit(actor=ME, photo_no=1), "pay": start(), "reopen": ev.Reopen(actor=ME),
    "cancel": ev.Cancel(actor=ME), "withdraw": ev.Withdraw(actor=ME), "resubmit": ev.Resubmit(actor=ME, photo_no=1),
    "refund": ev.AskRefund(actor=ME), "contact": ev.Contact(actor=ME, sealed={}),
    "appeal": ev.Appeal(actor=ME, photo_no=1, reason=AppealReason.OTHER),
}  # fmt: skip
OFFERED = {
    S.DRAFT: {"upload", "submit", "cancel", "contact"},
    S.AWAITING_PAYMENT: {"pay", "cancel", "contact"},
    S.IN_REVIEW: {"withdraw", "refund", "contact"},
    S.WITHDRAWN: {"upload", "resubmit", "refund", "contact"},
    S.REJECTED: {"upload", "resubmit", "contact"},
    S.APPROVED: {"contact"},
    S.CORRECTION: {"upload", "resubmit", "contact"},
    S.EXPIRED: {"reopen"},
}
REFUSED = (a_refused(2), a_refused(3))
TASKS = (a_task(), a_task(price=Fen(0)), a_task(refund_until="APPROVAL"), a_task(refund_until="NEVER", spec_rev=2))
TIMES = [T0 + hours * HOUR for hours in (0, 23, 24, 37, 39, 48, 49, 80)]


@pytest.mark.parametrize("state", State)
def test_offered(state: State) -> None:
    package = "p1" if state in (S.IN_PRODUCTION, S.DONE) else None
    order = an_order(state, package=package)
    assert set(actions(order, a_task(), T0, owns_claim=True, on_site=False)) == OFFERED.get(state, set())


@pytest.mark.parametrize(
    ("state", "left"), [(S.DRAFT, {"cancel"}), (S.AWAITING_PAYMENT, {"cancel"}), (S.EXPIRED, set())]
)
def test_who_was_photographed_on_site_may_only_cancel(state: State, left: set[str]) -> None:
    assert set(actions(an_order(state), a_task(), T0, owns_claim=True, on_site=True)) == left


def variants(state: State) -> list[Order]:
    """Orders that differ in what the student's guards look at."""
    orders = [
        an_order(state),
        an_order(state, photos=()),
        an_order(state, photos=(a_photo(), a_photo(2))),
        an_order(state, lease=a_lease(STAFF)),
        an_order(state, rejections=3),
        an_order(state, rejected_sha256=("sha1",)),
        an_order(state, correcting=True),
        an_order(state, photos=(a_photo(), *REFUSED)),
        an_order(state, photos=REFUSED, appeals=(an_appeal(), an_appeal(2))),
    ]
    if state is S.AWAITING_PAYMENT:
        orders += [
            an_order(state, attempts=(an_attempt(state=one),)) for one in AttemptState if one is not AttemptState.OK
        ]
    return orders


def takes(order: Order, name: str, task: Task, owns: bool, on_site: bool, now_index: int) -> bool:
    """Whether the machine takes the action once what is pending has been closed, as the service tries first."""
    attempts = tuple(_closed(one) for one in order.attempts)
    event = STUDENTS[name]
    newest = order.newest_photo()
    if isinstance(event, ev.Submit | ev.Resubmit | ev.Appeal):
        event = structs.replace(event, photo_no=newest.photo_no if newest else 0)
    try:
        now = TIMES[now_index]
        decide(replace(order, attempts=attempts), event, now, task=task, owns_claim=owns, on_site=on_site)
    except NotAllowed:
        return False
    return True


def _closed(attempt: Attempt) -> Attempt:
    pending = attempt.state is AttemptState.PENDING
    return replace(attempt, state=AttemptState.CLOSED) if pending else attempt


@pytest.mark.parametrize("state", State)
def test_offers_are_kept(state: State) -> None:
    """Each offered action is taken; each that is not offered is refused, or the order is just closing."""
    known = ((True, False), (False, False), (True, True))
    for order, task, (owns, site), index in itertools.product(variants(state), TASKS, known, range(len(TIMES))):
        offered = set(actions(order, task, TIMES[index], owns_claim=owns, on_site=site)) - {"upload"}
        if closing(order, TIMES[index]):
            assert not offered
            continue
        assert offered == {name for name in STUDENTS if takes(order, name, task, owns, site, index)}


def is_payable(order: Order, task: Task, index: int, site: bool) -> bool:
    try:
        check_payable(order, TIMES[index], Known(task=task, owns_claim=True, on_site=site))
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("state", State)
def test_payable_is_what_offers_to_pay(state: State) -> None:
    for order, task, site, index in itertools.product(variants(state), TASKS, (False, True), range(len(TIMES))):
        offered = actions(order, task, TIMES[index], owns_claim=True, on_site=site)
        assert is_payable(order, task, index, site) == ("pay" in offered)


def a_history(*happened: str) -> list[EventRecord]:
    return [
        EventRecord(order_id="o", seq=seq, at=T0 + seq * HOUR, event=event, actor=CHANNEL, source=None, to=S.REFUNDING)
        for seq, event in enumerate(happened)
    ]


def test_money_that_may_be_in_doubt_is_told_as_received_and_no_more() -> None:
    """A payment that does not match its order has the same event as one that does."""
    assert [one.label for one in timeline(a_history("paid", "resolve"))] == ["收到付款", "付款核对完成"]


def test_what_only_repeats_itself_is_told_once() -> None:
    happened = ["submit", "still_open", "refund_accepted", "refund_accepted", "refund_abnormal", "refund_accepted"]
    told = timeline(a_history(*happened))
    assert [one.event for one in told] == ["submit", "refund_accepted", "refund_abnormal", "refund_accepted"]
    assert told[1].at == iso(T0 + 2 * HOUR)
