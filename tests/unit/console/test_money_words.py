"""Every sign of the API that the desks of orders and money show has its words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from chalicelib.api.desk.money.finance import BillSummary
from chalicelib.api.desk.views import CAUSES
from chalicelib.desk.model import EDITABLE, ActionName, Cause, Verdict
from chalicelib.desk.possible_actions import staff_events
from chalicelib.invoices.model import Kind as InvoiceKind
from chalicelib.notify import circumstances
from chalicelib.notify.notices import NOTICES
from chalicelib.orders.couriers import Courier, name_of
from chalicelib.orders.labels import CHANNELS
from chalicelib.orders.model import Actor, Order
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store.index_keys import PAYMENT_GROUPS, RefundGroup
from chalicelib.pay.model import Kind
from chalicelib.tasks.model import FIELD_LABELS
from tests.worlds.console_modules import evaluated

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def words() -> dict[str, Any]:
    return dict(evaluated("staff/money_words.js", "it"))


def actors() -> set[str]:
    """Every kind of actor somebody in the product is."""
    found = (re.findall(r'Actor\(kind="(\w+)"', path.read_text()) for path in (ROOT / "chalicelib").rglob("*.py"))
    return {kind for kinds in found for kind in kinds}


def offered() -> set[str]:
    """Every action an order's page may offer, and the one on accounts."""
    from chalicelib.orders.model import State
    from tests.worlds.orders import an_attempt, an_order

    order: Order = an_order(State.IN_REVIEW, attempts=(an_attempt(),))
    known = staff_events(Actor(kind="staff"), order, ("wechat",))
    return {event.name for _, event in known} | set(get_args(ActionName))


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("WHY", set(get_args(Cause))),
        ("ACTIONS", offered()),
        ("VERDICTS", set(get_args(Verdict))),
        ("ATTEMPTS", set(AttemptState)),
        ("CAUSES", {"AUTOMATIC", *CAUSES.values()}),
        ("GROUPS", set(RefundGroup)),
        ("PAYMENT_GROUPS", set(PAYMENT_GROUPS.values())),
        ("CHANNELS", set(CHANNELS)),
        ("WAYS", {kind.value for kind in Kind}),
        ("BILLS", set(get_args(get_type_hints(BillSummary)["state"]))),
        ("INVOICES", set(get_args(InvoiceKind))),
        ("ACTORS", actors()),
        ("FIELDS", set(EDITABLE)),
    ],
)
def test_every_sign_has_its_words(words: dict[str, Any], name: str, signs: set[str]) -> None:
    assert set(words[name]) == signs
    assert all(words[name].values())


@pytest.mark.parametrize(
    ("action", "refunds", "said"),
    [
        ("refund", ["REQUESTED"], "“退款”已发起，款项退到付款人账户后显示“已退款”"),
        ("release", ["PROCESSING"], "“释放采集码”已发起，款项退到付款人账户后显示“已退款”"),
        ("release", [], "“释放采集码”已完成"),
        ("edit", ["PROCESSING"], "“修改信息”已完成"),
    ],
)
def test_a_refund_is_begun_and_not_done_until_the_money_is_back(action: str, refunds: list[str], said: str) -> None:
    order = {"refunds": [{"state": state} for state in refunds]}
    answers = [{"order": order, "proposal": None}, {"order": order, "proposal": {}}]
    told = evaluated("staff/money_words.js", f"{json.dumps(answers)}.map((one) => it.takenOf('{action}', one))")
    assert told == [said, f"{said[: said.index('”') + 1]}已提交，等待另一位同事确认"]


def test_couriers_are_called_as_an_import_calls_them() -> None:
    couriers = evaluated("staff/generated/labels.js", "it.COURIERS")
    assert list(couriers.items()) == [(code.value, name_of(code)) for code in Courier]


def test_fields_are_called_as_the_students_form_calls_them(words: dict[str, Any]) -> None:
    assert words["FIELDS"] == {name: FIELD_LABELS[name] for name in EDITABLE}


@pytest.mark.parametrize("action", ["refund", "release", "close", "correct", "uncorrect", "confirm", "post", "keep"])
def test_who_is_not_told_by_wechat_is_promised_no_message_that_comes_by_it_alone(action: str) -> None:
    order = "{ state: 'APPROVED', label: '待制作', paid: true, price_text: '30.00', photo_no: 1 }"
    rows = dict(evaluated("staff/consequences.js", f"it.becomesOf('{action}', {order})"))
    own = [notice for notice in NOTICES if notice.event == action and notice.to == "owner"]
    texted = all(notice.sms and notice.sms_when is circumstances.always for notice in own)
    assert rows["学生收到"].endswith("，没有绑定微信的在订单页看到") is not texted
