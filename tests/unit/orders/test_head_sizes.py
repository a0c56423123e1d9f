"""A write of up to a kilobyte costs one unit, two in a transaction: so little does every write of a long order's head.

Only while a reviewer's words are in it, from a rejection until the next photo, it is longer.
"""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.orders.machine.decide import GROUP, LISTED
from chalicelib.orders.model import Actor, EventRecord, Head, Lease, State, Student
from chalicelib.orders.store.items import event_item, head_item
from chalicelib.shared.money import Fen
from chalicelib.tasks.levels import Level
from chalicelib.tasks.rules import REFUND_RULES, Rules
from tests.worlds.orders import T0
from tools.cost.units import KILOBYTE, size

CHANCE = random.Random(0)
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def an_id(length: int = 22) -> str:
    return "".join(CHANCE.choices(LETTERS, k=length))


def a_digest() -> str:
    return CHANCE.randbytes(32).hex()


def a_seal(letters: int) -> str:
    return b64encode(CHANCE.randbytes(12 + letters + 16)).decode()


def later(**passed: float) -> Any:
    return T0 + timedelta(milliseconds=CHANCE.randrange(86_400_000), **passed)


# Names as long as any of the catalogue's; contact data as a task of a school asks for it.
STUDENT = Student(
    name="阿卜**米提·买买***",
    school_code="10491",
    school_name="中国地质大学（武汉）",
    level=Level.SECOND_BACHELOR,
    student_no="202214010103021",
    college="马克思主义学院（思想政治理论课教学研究部）",
    class_name="思政二〇二二级专升本一班",
    id_tail=a_digest(),
    sealed={"contact_phone": a_seal(11), "code": a_seal(16)},
)
RULES = Rules(
    refund_until="REVIEW",
    refund_text=REFUND_RULES["REVIEW"] + "集中采集结束后两日内联系学院辅导员登记，逾期由学校统一处理。",
    overdue="REFUND",
    reject_limit=3,
    resubmit_days=2,
    resubmit_days_kind="working",
)
DRAFT = Head(
    order_id=an_id(),
    seq=1,
    state=State.DRAFT,
    person_id=an_id(),
    task_id=an_id(),
    branch="内蒙古分社",
    enrolment=a_digest(),
    round=2,
    student=STUDENT,
    source="picture",
    opened_at=later(),
    state_at=later(),
    due_at=later(days=7),
    branch_key=a_digest(),
    number="974855210767",
)
HANDED_IN = replace(
    DRAFT,
    seq=12,
    state=State.AWAITING_PAYMENT,
    state_at=later(days=1),
    due_at=later(days=2),
    photo_no=3,
    price=Fen(3000),
    expires_at=later(days=2),
    rules=RULES,
)
PAID = replace(HANDED_IN, seq=14, state=State.IN_REVIEW, due_at=None, queued_at=later(days=1), risk=0.5537)
HELD = replace(PAID, lease=Lease(owner=an_id(), until=later(days=1), photo_no=3, taken=14))
APPROVED = replace(PAID, state=State.APPROVED, queued_at=None, state_at=later(days=3))
MADE = replace(APPROVED, state=State.IN_PRODUCTION, package=an_id(), state_at=later(days=4))
AGAIN = replace(PAID, rejections=1, rejected_sha256=(a_digest(),), priority=True)
WRITES = {
    "opened": (DRAFT, {}),
    "handed in": (HANDED_IN, {}),
    "payment begun": (HANDED_IN, {"PAY#01": 13}),
    "paid": (PAID, {"PAY#01": 14}),
    "taken by a reviewer": (HELD, {"PAY#01": 14}),
    "approved": (APPROVED, {"PAY#01": 14}),
    "in production": (MADE, {"PAY#01": 14}),
    "done": (replace(MADE, state=State.DONE), {"PAY#01": 14}),
    "handed in again": (AGAIN, {"PAY#01": 14}),
    "refunding": (replace(APPROVED, state=State.REFUNDING), {"PAY#01": 18, "REFUND#01#1": 18}),
    "refunded": (replace(APPROVED, state=State.REFUNDED), {"PAY#01": 19, "REFUND#01#1": 19}),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_long_orders_head_is_within_a_kilobyte(write: str) -> None:
    assert size(head_item(*WRITES[write]).serialize()) <= KILOBYTE


def test_the_first_event_is_too_with_the_codes_text_beside_it() -> None:
    group = [STUDENT.college, STUDENT.class_name]
    data = {"task_id": DRAFT.task_id, "round": 2, "source": "picture", "elsewhere": True, GROUP: group, LISTED: True}
    actor = Actor(kind="student", id=DRAFT.person_id)
    opened = EventRecord(
        order_id=DRAFT.order_id, seq=1, at=T0, event="open", actor=actor, source=None, to=State.DRAFT, data=data
    )
    item = event_item(opened, a_seal(290))
    item.ref = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    assert size(item.serialize()) <= KILOBYTE
