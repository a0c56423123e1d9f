"""What a student is told of an event."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.notify.wording import Message, answer, farewell, message
from chalicelib.orders.machine.decide import ASKER
from chalicelib.orders.machine.rows import ROWS
from chalicelib.orders.model import CLOCK, Actor, EventRecord, Order, State
from tests.worlds.orders import HOUR, ME, T0, a_task, an_order

STAFF, STUDENT, TAKEOVER = Actor(kind="staff", id="s"), Actor(kind="student", id="p"), Actor(kind="takeover", id="q")
S = State


def told(event: str, source: State, to: State, actor: Actor = STAFF, order: Order | None = None) -> Message | None:
    record = EventRecord(order_id="o" * 22, seq=4, at=T0, event=event, actor=actor, source=source, to=to)
    return message(record, order or an_order(to), a_task())


@pytest.mark.parametrize(
    ("event", "source", "to", "actor", "phrase"),
    [
        ("cancel", S.DRAFT, S.CANCELLED, STAFF, "已取消"), ("cancel", S.DRAFT, S.CANCELLED, STUDENT, None),
        ("cancel", S.DRAFT, S.CANCELLED, TAKEOVER, "已取消"), ("close", S.REJECTED, S.CLOSED, STAFF, "已关闭"),
        ("release", S.AWAITING_PAYMENT, S.CANCELLED, STAFF, "已取消"),
        ("release", S.IN_REVIEW, S.REFUNDING, STAFF, "退款中"), ("release", S.IN_REVIEW, S.CLOSED, STAFF, "已关闭"),
        ("refund", S.APPROVED, S.REFUNDING, STAFF, "退款中"), ("refund", S.APPROVED, S.REFUNDING, STUDENT, None),
        ("refund", S.CLOSED, S.CLOSED, STAFF, None), ("overdue", S.REJECTED, S.REFUNDING, CLOCK, "退款中"),
        ("overdue", S.REJECTED, S.CLOSED, CLOCK, "已关闭"), ("overdue", S.REJECTED, S.REJECTED, CLOCK, None),
        ("abandoned", S.DRAFT, S.CANCELLED, CLOCK, None), ("transfer", S.DRAFT, S.DRAFT, STAFF, "订单转入"),
        ("returned_by_hand", S.REFUNDING, S.REFUNDED, STAFF, "已退款"),
        ("returned_on_page", S.REFUNDING, S.REFUNDED, STAFF, "已退款"),
        ("take", S.IN_REVIEW, S.IN_REVIEW, STAFF, None),
    ],
)  # fmt: skip
def test_what_others_do_to_an_order_is_told(
    event: str, source: State, to: State, actor: Actor, phrase: str | None
) -> None:
    said = told(event, source, to, actor)
    assert (said.fields["phrase2"] if said else None) == phrase


def test_a_grant_says_until_when_and_goes_by_sms() -> None:
    said = told("grant", S.REJECTED, S.REJECTED, order=an_order(S.REJECTED, deadline=T0 + 48 * HOUR))
    assert said is not None
    assert (said.fields["thing3"], said.sms) == ("请在6月3日 10:00前重新提交", ("张*", "湖南大学", "可再次提交"))
    assert told("grant", S.REJECTED, S.REJECTED, order=an_order(S.IN_REVIEW, deadline=None)) is None


@pytest.mark.parametrize(
    ("order", "hint"),
    [
        (an_order(S.REJECTED, rejections=2), "请查看原因并免费更换照片"),
        (an_order(S.REJECTED, rejections=3), "重新提交的次数已用完，请联系分社"),
        (an_order(S.REJECTED, rejections=3, granted=1), "请查看原因并免费更换照片"),  # by whoever was asked since
        (an_order(S.CORRECTION, rejections=3, correcting=True), "请查看原因并免费更换照片"),  # where none counts
    ],
)
def test_the_last_rejection_asks_for_no_other_photo(order: Order, hint: str) -> None:
    said = told("reject", S.IN_REVIEW, order.head.state, order=order)
    assert said is not None
    assert (said.fields["phrase2"], said.fields["thing3"]) == ("未通过", hint)


def test_whoever_lost_an_order_is_told_and_led_to_a_page_she_can_see() -> None:
    record = EventRecord(order_id="o" * 22, seq=4, at=T0, event="transfer", actor=STAFF, source=S.DRAFT, to=S.DRAFT)
    said = farewell(record, an_order(S.DRAFT), a_task())
    assert said is not None
    assert (said.fields["phrase2"], said.sms[-1], said.sms_template) == ("订单转出", "已转到其他账号", "remind")
    assert said.page in json.loads(Path("miniprogram/app.json").read_text())["pages"]  # WeChat sends no other


def test_whatever_ends_an_order_without_its_owner_is_told() -> None:
    """What is not: a payment's or a draft's time that ran out, which the order showed; a refund that ended is told as
    such."""
    silent = {("clock", "expire"), ("clock", "abandoned"), ("channel", "refund_done"), ("channel", "returned_outside")}
    ended = {S.CANCELLED, S.CLOSED, S.REFUNDING, S.EXPIRED}
    found: set[tuple[str, str]] = set()
    for row in ROWS:
        for who in row.who.split(", "):
            kind = {"finance": "staff"}.get(who, who)
            if row.to in ended and kind not in ("student", "purge") and (kind, row.event.name) not in silent:
                actor: Any = Actor(kind=kind)
                assert told(row.event.name, row.sources[0], row.to, actor), (row.event.name, row.to)
                found.add((kind, row.event.name))
    assert ("staff", "release") in found


@pytest.mark.parametrize(
    ("event", "actor", "to"),
    [
        ("refund", STAFF, S.REFUNDING),
        ("release", STAFF, S.CLOSED),
        ("close", STAFF, S.CLOSED),
        ("overdue", CLOCK, S.CLOSED),
    ],
)
def test_whoever_loses_a_contested_order_is_told_by_sms(event: str, actor: Actor, to: State) -> None:
    """It may be the first she hears of it; without a contest the order's page is enough."""
    record = EventRecord(order_id="o" * 22, seq=4, at=T0, event=event, actor=actor, source=S.REJECTED, to=to)
    contested = replace(record, data={ASKER: "somebody"})
    said, usual = (message(one, an_order(record.to), a_task()) for one in (contested, record))
    assert said is not None
    assert usual is not None
    assert (said.sms[-1], said.sms_template) == (said.fields["phrase2"], "remind")
    assert (usual.sms, usual.sms_template, usual.fields) == ((), None, said.fields)


@pytest.mark.parametrize(
    ("event", "asker", "closes_in", "phrase"),
    [
        ("keep", "somebody", 48, "核对完成"), ("release", "somebody", 48, "可以办理"),
        ("release", "somebody", -0.5, "采集已结束"), ("keep", ME.id, 48, None), ("keep", None, 48, None),
    ],
)  # fmt: skip
def test_whoever_asked_for_an_order_is_told_what_was_decided(
    event: str, asker: str | None, closes_in: float, phrase: str | None
) -> None:
    draft = EventRecord(order_id="o" * 22, seq=4, at=T0, event=event, actor=STAFF, source=S.DRAFT, to=S.DRAFT)
    record = replace(draft, data={ASKER: asker} if asker else {})
    said = answer(record, an_order(S.DRAFT), a_task(closes_at=T0 + closes_in * HOUR))
    assert (said.fields["phrase2"] if said else None) == phrase
    assert said is None or (said.sms_template, said.page) == ("remind", "pages/home/home/home")


def test_two_orders_at_one_phone_are_told_apart_and_a_stranger_learns_no_name() -> None:
    record = EventRecord(
        order_id="o" * 22, seq=4, at=T0, event="reject", actor=STAFF, source=S.IN_REVIEW, to=S.REJECTED
    )
    texts = set()
    for name in ("王小明", "李小红", ""):
        order = an_order(S.REJECTED)
        student = replace(order.head.student, name=name, school_name="湖南省某某某某职业技术学院")
        said = message(record, order.but(student=student), a_task())
        assert said is not None
        assert said.fields["phrase2"] == "未通过"
        texts.add(said.sms)
    assert texts == {(name, "湖南省某某某某职业技术学", "审核未通过") for name in ("王*明", "李*红", "您")}
