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


# A paid order: its sign, what its steps look like (提交 支付 审核 制作 校对), and whether it may be invoiced.
PAID = {
    State.DRAFT: ("camera", "now - - - -", True),
    State.AWAITING_PAYMENT: ("wallet", "done now - - -", True),
    State.EXPIRED: ("clock", "done halt - - -", True),
    State.IN_REVIEW: ("clock", "done done now - -", True),
    State.WITHDRAWN: ("edit", "done done now - -", True),
    State.REJECTED: ("bang", "done done halt - -", True),
    State.APPROVED: ("check", "done done done now -", True),
    State.IN_PRODUCTION: ("parcel", "done done done now -", True),
    State.CORRECTION: ("bang", "done done done halt -", True),
    State.DONE: ("check", "done done done done now", True),
    State.REFUNDING: ("wallet", "", False),
    State.REFUNDED: ("wallet", "", False),
    State.CANCELLED: ("close", "", True),
    State.CLOSED: ("close", "", True),
}
LABELS = ["提交", "支付", "审核", "制作", "校对"]


@pytest.mark.parametrize("state", State)
def test_how_far_an_order_is(state: State) -> None:
    sign, looks, may_invoice = PAID[state]
    order = json.dumps({"state": state, "price": 3000, "paid": True})
    assert evaluated(LOOKS, f"it.signOf('{state}')") == sign
    steps = evaluated(LOOKS, f"it.stepsOf({order})")
    assert " ".join(one["look"] or "-" for one in steps) == looks
    labels = [label if label != "制作" or state is not State.CORRECTION else "勘误" for label in LABELS]
    assert [one["label"] for one in steps] == (labels if looks else [])
    free = evaluated(LOOKS, f"it.stepsOf({json.dumps({'state': state, 'price': 0})})")
    assert [one for one in steps if one["label"] != "支付"] == free or state in {State.AWAITING_PAYMENT, State.EXPIRED}
    assert evaluated(LOOKS, f"it.mayInvoice({order})") is may_invoice
