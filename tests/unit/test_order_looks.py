"""How an order is shown in both students' clients: a sign that each of them has, and a line of steps."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chalicelib.orders.model import State
from tests.worlds.console_modules import evaluated

ROOT = Path(__file__).parents[2]
LOOKS = "shared/both/order_looks.js"


def test_both_clients_have_the_sign_of_every_state() -> None:
    signs = set(evaluated(LOOKS, f"{json.dumps(list(State))}.map(it.signOf)"))
    assert signs <= set(re.findall(r'<symbol id="(\w+)"', (ROOT / "web/student/icons.svg").read_text()))
    assert signs <= set(re.findall(r"^\.i-(\w+) ", (ROOT / "miniprogram/icons.wxss").read_text(), re.MULTILINE))


@pytest.mark.parametrize(
    ("state", "price", "looks"),
    [
        (State.DRAFT, 3000, [("提交", "now"), ("支付", ""), ("审核", ""), ("制作", ""), ("校对", "")]),
        (State.EXPIRED, 3000, [("提交", "done"), ("支付", "halt"), ("审核", ""), ("制作", ""), ("校对", "")]),
        (State.REJECTED, 0, [("提交", "done"), ("审核", "halt"), ("制作", ""), ("校对", "")]),
        (State.CORRECTION, 0, [("提交", "done"), ("审核", "done"), ("勘误", "halt"), ("校对", "")]),
        (State.DONE, 0, [("提交", "done"), ("审核", "done"), ("制作", "done"), ("校对", "now")]),
        (State.CANCELLED, 0, []),
    ],
)
def test_how_far_an_order_is(state: State, price: int, looks: list[tuple[str, str]]) -> None:
    steps = evaluated(LOOKS, f"it.stepsOf({json.dumps({'state': state, 'price': price})})")
    assert [(one["label"], one["look"]) for one in steps] == looks
