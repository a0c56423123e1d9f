"""What an order's money comes to in the console: what was taken is what is refunded, and all that went back counts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.worlds.console_modules import evaluated


def attempt(no: int, state: str, paid: int | None = 2001, amount: int = 2000) -> dict[str, Any]:
    return {"attempt_no": no, "state": state, "amount": amount, "paid_amount": paid}


def refund(no: int, state: str, amount: int = 2001) -> dict[str, Any]:
    return {"attempt_no": no, "try_no": 1, "state": state, "amount": amount}


def paid(*attempts: dict[str, Any]) -> str:
    order = {"state": "APPROVED", "label": "待制作", "paid": True, "price": 2000, "price_text": "20.00", "photo_no": 1}
    return json.dumps(order | {"attempts": attempts})


@pytest.mark.parametrize(
    ("attempts", "refunds", "came", "back"),
    [
        ([], [], "0.00", "0.00"),
        ([attempt(1, "CLOSED", None), attempt(2, "OK")], [], "20.01", "0.00"),
        ([attempt(1, "RETURNED")], [refund(1, "DONE")], "20.01", "20.01"),
        ([attempt(1, "OK")], [refund(1, "PROCESSING")], "20.01", "0.00"),
        ([attempt(1, "RETURNED_OUTSIDE")], [], "20.01", "20.01"),  # on the merchant's page
        ([attempt(1, "RETURNED_OUTSIDE")], [refund(1, "CLOSED")], "20.01", "20.01"),
        ([attempt(1, "RETURNED_OUTSIDE")], [refund(1, "BY_HAND")], "20.01", "20.01"),  # not twice
        ([attempt(1, "RETURNED_OUTSIDE"), attempt(2, "RETURNED", 2000)], [refund(2, "DONE", 2000)], "40.01", "40.01"),
    ],
)
def test_whatever_went_back_is_said_to_be_back(attempts: list[Any], refunds: list[Any], came: str, back: str) -> None:
    order = json.dumps({"price": 2000, "attempts": attempts, "refunds": refunds})
    said = f"应收 20.00 · 实收 {came} · 已退 {back}"
    assert evaluated("staff/money_sums.js", f"it.sumsInWords({order})") == said


def test_an_order_without_a_price_has_no_sums() -> None:
    orders: list[dict[str, Any]] = [{"price": price, "attempts": [], "refunds": []} for price in (0, None)]
    assert evaluated("staff/money_sums.js", f"{json.dumps(orders)}.map(it.sumsInWords)") == [None, None]


@pytest.mark.parametrize(
    ("action", "button", "money"),
    [
        ("refund", "退 20.01 元", "20.01 元原路退回付款人"),
        ("release", "释放并退 20.01 元", "20.01 元原路退回付款人"),
        ("close", "关闭", "20.01 元不会自动退回"),
    ],
)
def test_the_dialogs_name_what_was_taken_and_not_what_was_asked_for(action: str, button: str, money: str) -> None:
    order = paid(attempt(1, "RETURNED", 999), attempt(2, "OK"))
    assert evaluated("staff/consequences.js", f"it.yesOf('{action}', {order}, '关闭')") == button
    assert dict(evaluated("staff/consequences.js", f"it.becomesOf('{action}', {order})"))["钱"] == money


def test_a_payment_of_its_own_is_named_by_its_number() -> None:
    order = paid(attempt(1, "SUSPECT", 1999), attempt(2, "OK"))
    rows = evaluated("staff/consequences.js", f"it.becomesOf('refund_retry', {order}, {{ attemptNo: 1 }})")
    assert dict(rows)["钱"] == "19.99 元再次申请原路退回"
