"""What the console says and offers in each state of a payment or a refund; a new state fails until it has its row."""

from __future__ import annotations

import json
from typing import Any, get_args, get_type_hints

import pytest

from chalicelib.api.desk.money.order_money import ChannelAnswer
from chalicelib.orders.money_model import AttemptState as A
from chalicelib.orders.money_model import RefundState as R
from chalicelib.orders.store.index_keys import PAYMENT_GROUPS
from tests.worlds.console_modules import evaluated

# A payment: whose turn it is, its word, what is done about it, and what its order is said to be.
PAYMENTS = {
    A.PENDING: ("them", "等待支付", None, "未支付"),
    A.OK: ("well", "已支付", None, "已支付"),
    A.CLOSED: ("over", "已关闭", None, "未支付"),
    A.ABANDONED: ("over", "没有支付", None, "未支付"),
    A.SUSPECT: ("wrong", "对不上，待核实", "核对后退回、入账或作废", "未支付"),
    A.ORPHAN: ("us", "不能入账，退回中", "正在原路退回", "未支付"),
    A.RETURNED: ("over", "已退回", None, "已退回"),
    A.RETURNED_OUTSIDE: ("over", "已在商户平台退回", None, "已退回"),
}
# A refund: whose turn it is, whether the channel may be asked though no action is offered, whether a retry is said to
# have begun only, the sum that is said to be back, and what to do with an invoice.
REFUNDS = {
    R.REQUESTED: ("us", True, True, "0.00", "到账后冲红"),
    R.PROCESSING: ("us", True, True, "0.00", "到账后冲红"),
    R.DONE: ("well", False, False, "20.00", "请冲红"),
    R.ABNORMAL: ("wrong", False, False, "0.00", "到账后冲红"),
    R.CLOSED: ("wrong", False, False, "0.00", "到账后冲红"),
    R.BY_HAND: ("well", False, False, "20.00", "请冲红"),
}
# What the channel says of a payment that does not match: the verdicts that remain, by how much of it went back.
VERDICTS: dict[str, tuple[str, str, str]] = {
    "PAID": ("accept refund", "", "dismiss"),
    "NOTPAY": ("dismiss", "dismiss", "dismiss"),
    "CLOSED": ("dismiss", "dismiss", "dismiss"),
    "ABSENT": ("dismiss", "dismiss", "dismiss"),
    "GONE": ("accept dismiss refund", "accept dismiss refund", "accept dismiss refund"),
}


def money_words(expression: str) -> Any:
    return evaluated("staff/money_words.js", expression)


@pytest.mark.parametrize("state", A)
def test_a_payment(state: A) -> None:
    turn, word, story, order = PAYMENTS[state]
    assert evaluated("staff/ui/badge.js", f"it.turnOfAttempt('{state}')") == turn
    assert money_words(f"it.ATTEMPTS.{state}") == word
    found = money_words(f"it.STORIES.{state} ?? null")
    assert found is None if story is None else found.endswith(story)
    paid = json.dumps({"paid": state is A.OK, "attempts": [{"state": state}]})
    assert evaluated("staff/money_sums.js", f"it.paidOrNot({paid})") == order


def test_every_group_of_payments_has_a_word() -> None:
    assert set(money_words("it.PAYMENT_GROUPS")) == set(PAYMENT_GROUPS.values())


@pytest.mark.parametrize("state", R)
def test_a_refund(state: R) -> None:
    turn, asks, begun, back, invoice = REFUNDS[state]
    refund = {"state": state, "waits": "", "attempt_no": 1, "amount": 2000}
    stuck = refund | {"waits": "请充值"}
    turns = evaluated("staff/ui/badge.js", f"[{json.dumps(refund)}, {json.dumps(stuck)}].map(it.turnOfRefund)")
    assert turns == [turn, "wrong"]
    rows = [{"refund": refund, "actions": actions} for actions in ([], ["refund_retry"])]
    assert money_words(f"{json.dumps(rows)}.map(it.mayAskChannel)") == [asks, True]
    answer = {"order": {"refunds": [refund]}, "proposal": None}
    assert ("已发起" in money_words(f"it.takenOf('refund_retry', {json.dumps(answer)})")) is begun
    assert money_words(f"it.reversalOf({json.dumps(refund)})") == f"已开发票，{invoice}"
    order = {"price": 2000, "attempts": [], "refunds": [refund]}
    assert evaluated("staff/money_sums.js", f"it.sumsInWords({json.dumps(order)})").endswith(f"已退 {back}")


def test_the_channel_rules_verdicts_out() -> None:
    known = get_type_hints(ChannelAnswer)
    states, backs = get_args(known["state"]), get_args(known["back"])
    assert (set(states), backs) == (set(VERDICTS), ("NOTHING", "SOME", "ALL"))
    for state, (back, remain) in ((one, pair) for one in states for pair in zip(backs, VERDICTS[one], strict=True)):
        says = json.dumps({"state": state, "back": back})
        choices = f"it.CHOICES.map(([one]) => one).filter((one) => it.ruledOut(one, {says}) === null)"
        assert sorted(evaluated("staff/resolving.js", choices)) == remain.split(), (state, back)
