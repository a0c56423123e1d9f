"""What a task says of refunds before anybody pays is what the order machine then does."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from chalicelib.orders import events as ev
from chalicelib.orders.labels import BY_HAND
from chalicelib.orders.machine.decide import NotAllowed, decide
from chalicelib.orders.model import PAID_STATES, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.money import Fen
from chalicelib.tasks.model import Task
from chalicelib.tasks.rules import FREE, REFUND_RULES, RefundUntil
from tests.worlds.cell import told
from tests.worlds.orders import ME, T0, a_lease, a_refund, a_task, an_attempt, an_order

S = State
UNSEEN, UNAPPROVED = {S.IN_REVIEW, S.WITHDRAWN}, {S.IN_REVIEW, S.WITHDRAWN, S.REJECTED}
# What each setting's sentence promises: until when, and the states in which she may take her money back then.
PROMISED: dict[RefundUntil, tuple[str, set[State]]] = {
    "NEVER": ("支付后不能", set()), "REVIEW": ("等待审核时可", UNSEEN), "APPROVAL": ("审核通过前可", UNAPPROVED),
}  # fmt: skip


def refunds(task: Task, state: State, **head: Any) -> bool:
    """Whether the student gets her money back by herself."""
    try:
        decide(an_order(state, **head), ev.AskRefund(actor=ME), T0, task=task, owns_claim=True)
    except NotAllowed:
        return False
    return True


def test_every_setting_has_its_sentence() -> None:
    assert set(REFUND_RULES) == set(PROMISED) == set(get_args(RefundUntil))


@pytest.mark.parametrize("until", PROMISED)
def test_the_sentence_is_what_the_machine_does(until: RefundUntil) -> None:
    words, states = PROMISED[until]
    task = a_task(refund_until=until)
    assert task.refund_text.startswith(words)
    assert task.rules.refund_text == task.refund_text
    assert {state for state in PAID_STATES if refunds(task, state)} == states
    assert not refunds(task, S.IN_REVIEW, lease=a_lease())  # the photo is being looked at
    assert ("正在查看" in task.refund_text) == (until != "NEVER")


@pytest.mark.parametrize("until", PROMISED)
def test_further_words_come_after_the_rule_and_never_instead(until: RefundUntil) -> None:
    task = a_task(refund_until=until, refund_note=" 退款请附学生证。 ")
    assert task.refund_text == REFUND_RULES[until] + "退款请附学生证。"
    free = a_task(refund_until=until, refund_note="照片不邮寄。", price=Fen(0))
    assert free.refund_text == FREE + "照片不邮寄。"


def test_money_is_said_to_have_gone_back_the_way_it_came_only_where_it_did() -> None:
    attempts = (an_attempt(state=AttemptState.RETURNED),)
    said = {
        state: told(an_order(S.REFUNDED, attempts=attempts, refunds=(a_refund(state=state, due_at=None),)))
        for state in (RefundState.DONE, RefundState.BY_HAND)
    }
    assert said == {RefundState.DONE: "款项已退回付款人的账户。", RefundState.BY_HAND: BY_HAND}
    assert "原路" not in BY_HAND
