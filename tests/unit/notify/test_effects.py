"""Each way of telling is an effect of its own: what is said stays said, and one that fails holds no other up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from chalicelib.notify.once import Outcome
from chalicelib.notify.wording import message
from chalicelib.orders.model import CHANNEL, CLOCK, Actor, EventRecord, Order, Rejection, State
from chalicelib.orders.money_model import AttemptState, RefundState
from chalicelib.shared.errors import OutsideBusy
from tests.unit.notify.ways import Waiting, Ways, notify
from tests.worlds.orders import BLURRED, HOUR, T0, a_refund, a_task, an_attempt, an_order

DAY = 24 * HOUR
REJECTED = EventRecord(
    order_id="o" * 22,
    seq=4,
    at=T0,
    event="reject",
    actor=Actor(kind="staff"),
    source=State.IN_REVIEW,
    to=State.REJECTED,
)
CONTESTED = replace(REJECTED, event="contest", source=State.IN_REVIEW, to=State.IN_REVIEW)


@pytest.mark.parametrize(("broken", "other"), [("sms", "wechat"), ("wechat", "sms")])
def test_a_way_that_fails_is_tried_again_alone(broken: str, other: str) -> None:
    ways = Ways(broken=broken)
    handling = notify(ways)
    for _ in range(3):
        with pytest.raises(OutsideBusy):
            handling.handle(CONTESTED)
    assert ways.told == [other]
    ways.broken = ""
    handling.handle(CONTESTED)
    handling.handle(CONTESTED)
    assert ways.told == [other, broken]


@pytest.mark.parametrize(
    ("wechat", "told"),
    [
        ({}, ["wechat"]), ({"untaken": "wechat"}, ["sms"]), ({"refusing": "wechat"}, ["sms"]), ({"full": "wechat"}, []),
    ],
)  # fmt: skip
def test_an_sms_goes_where_wechat_did_not(wechat: dict[str, str], told: list[str]) -> None:
    ways = Ways(**wechat)  # type: ignore[arg-type]
    notify(ways).handle(REJECTED)
    assert ways.told == told


def test_where_wechat_does_not_answer_an_sms_goes_at_once() -> None:
    ways = Ways(broken="wechat")
    with pytest.raises(OutsideBusy):
        notify(ways).handle(REJECTED)
    assert ways.told == ["sms"]


def test_what_wechat_took_before_the_process_died_goes_by_no_sms() -> None:
    ways = Ways()
    notify(ways).handle(REJECTED)
    ways.marks.drop(f"NOTICE#message_sms#{REJECTED.order_id}#{REJECTED.seq}")
    notify(ways).handle(REJECTED)
    assert ways.told == ["wechat"]


@pytest.mark.parametrize("refusing", ["", "sms", "wechat"])
def test_what_is_refused_is_noted_for_the_day_its_cause_is_gone(refusing: str) -> None:
    ways = Ways(refusing=refusing, untaken="wechat" if refusing == "sms" else "")
    notify(ways).handle(REJECTED)
    assert ways.unfinished == ([REJECTED.order_id] if refusing else [])


def test_what_cannot_be_noted_is_told_and_nobody_is_asked_again(capsys: pytest.CaptureFixture[str]) -> None:
    def full(order_id: str) -> None:
        raise ValueError(order_id)

    outcome = notify(Ways(refusing="sms", untaken="wechat"), unfinished=full).handle(REJECTED)
    assert (outcome.done, outcome.refused) == (True, ("message_sms",))
    assert '"what": "not noted"' in capsys.readouterr().out


def test_a_shipping_record_that_fails_holds_no_message_up() -> None:
    ways = Ways(broken="shipping")
    delivered = EventRecord(
        order_id="o" * 22,
        seq=6,
        at=T0,
        event="deliver",
        actor=Actor(kind="deliver"),
        source=State.APPROVED,
        to=State.IN_PRODUCTION,
    )
    with pytest.raises(OutsideBusy):
        notify(ways, load=lambda _: an_order(State.IN_PRODUCTION)).handle(delivered)
    assert (ways.told, ways.noted) == (["wechat"], [State.IN_PRODUCTION])


CORRECTED = EventRecord(
    order_id="o" * 22,
    seq=7,
    at=T0,
    event="correct",
    actor=Actor(kind="staff"),
    source=State.DONE,
    to=State.CORRECTION,
)


@pytest.mark.parametrize(
    ("seq", "said", "hint"),
    [
        (7, Rejection(reasons=(), note="衣领没有翻好"), "请更正：衣领没有翻好"),
        (7, Rejection(reasons=(BLURRED,)), "请更正：照片模糊"),
        (9, Rejection(reasons=(BLURRED,)), "请免费重新提交照片"),  # of another photo since
        (8, None, "请免费重新提交照片"),
    ],
)
def test_a_correction_says_what_it_is_about_and_never_what_came_later(
    seq: int, said: Rejection | None, hint: str
) -> None:
    told = message(CORRECTED, an_order(State.CORRECTION, seq=seq, rejection=said), a_task())
    assert told is not None
    assert (told.fields["phrase2"], told.fields["thing3"], told.sms) == ("待勘误", hint, ("张*", "湖南大学", "待勘误"))


def test_what_is_refused_for_good_holds_nobody_up_and_can_be_fed_again() -> None:
    ways = Ways(refusing="shipping")
    posted = EventRecord(
        order_id="o" * 22,
        seq=7,
        at=T0,
        event="post",
        actor=Actor(kind="staff"),
        source=State.IN_PRODUCTION,
        to=State.IN_PRODUCTION,
    )
    task = a_task(task_type="INDIVIDUAL")
    handling = notify(ways, load=lambda _: an_order(State.IN_PRODUCTION), task_of=lambda _: task)
    assert handling.handle(posted) == Outcome(done=True, refused=("shipping",))
    assert handling.handle(posted) == Outcome(refused=("shipping",))
    assert ways.told == ["wechat"]
    ways.refusing = ""
    assert handling.handle(posted) == Outcome(done=True)
    assert ways.told == ["wechat", "shipping"]


def rejected(**changes: Any) -> Order:
    return an_order(State.REJECTED, **{"state_at": T0, "deadline": T0 + 7 * DAY} | changes)


def test_what_comes_too_often_is_held_until_it_is_told() -> None:
    ways, held = Ways(full="sms", untaken="wechat"), Waiting()
    handling = notify(ways, held=held, load=lambda _: rejected())
    assert handling.handle(REJECTED) == Outcome(done=True, held=("message_sms",))
    assert held.events == {(REJECTED.order_id, REJECTED.seq)}
    assert not handling.retry(REJECTED.order_id, REJECTED.seq)
    assert held.events
    ways.full = ""
    assert handling.retry(REJECTED.order_id, REJECTED.seq)
    assert (ways.told, held.events) == (["sms"], set())
    assert not handling.retry(REJECTED.order_id, REJECTED.seq)  # a job that came twice


def test_what_does_not_answer_stays_held() -> None:
    held = Waiting({(REJECTED.order_id, REJECTED.seq)})
    with pytest.raises(OutsideBusy):
        notify(Ways(broken="sms", untaken="wechat"), held=held, load=lambda _: rejected()).retry(
            REJECTED.order_id, REJECTED.seq
        )
    assert held.events


@pytest.mark.parametrize(
    ("order", "days"),
    [
        (rejected(), 6), (rejected(deadline=None), 0), (rejected(erased_at=T0), 0), (an_order(State.IN_REVIEW), 0),
        (None, 0),
    ],
)  # fmt: skip
def test_what_nobody_needs_any_more_is_not_told(order: Order | None, days: int) -> None:
    ways, held = Ways(), Waiting({(REJECTED.order_id, REJECTED.seq)})
    handling = notify(ways, held=held, load=lambda _: order, clock=lambda: T0 + days * DAY)
    assert not handling.retry(REJECTED.order_id, REJECTED.seq)
    assert (ways.told, held.events) == ([], set())


OVERDUE = EventRecord(
    order_id="o" * 22,
    seq=5,
    at=T0 + 14 * HOUR,
    event="overdue",
    actor=CLOCK,
    source=State.REJECTED,
    to=State.REFUNDING,
)
BACK = replace(
    OVERDUE,
    event="refund_done",
    actor=CHANNEL,
    source=State.REFUNDING,
    to=State.REFUNDED,
    data={"attempt_no": 1},
)
MIDNIGHT, MORNING = T0 + 14 * HOUR, T0 + 23 * HOUR


@pytest.mark.parametrize(
    ("record", "untaken", "told"),
    [(OVERDUE, "", ["wechat"]), (OVERDUE, "wechat", []), (BACK, "", ["wechat"]), (BACK, "wechat", ["sms"])],
)
def test_what_happens_by_itself_at_night_is_told_by_day_and_once(
    record: EventRecord, untaken: str, told: list[str]
) -> None:
    ways, held, now = Ways(untaken=untaken), Waiting(), [MIDNIGHT]
    money = AttemptState.RETURNED if record is BACK else AttemptState.OK
    order = an_order(record.to, attempts=(an_attempt(state=money),))
    handling = notify(ways, held=held, load=lambda _: order, event_of=lambda *_: record, clock=lambda: now[0])
    assert handling.handle(record) == handling.handle(record) == Outcome(held=("message",))
    assert (ways.told, len(held.events)) == ([], 1)
    now[0] = MORNING
    assert handling.retry(record.order_id, record.seq)
    assert not handling.retry(record.order_id, record.seq)
    assert (ways.told, held.events) == (told, set())


@pytest.mark.parametrize(
    ("state", "requested_at", "pushed"),
    [
        (RefundState.REQUESTED, OVERDUE.at, [(OVERDUE.order_id, "REFUND#01#1")]),
        (RefundState.REQUESTED, T0, []),
        (RefundState.PROCESSING, OVERDUE.at, []),
    ],
)
def test_a_refund_goes_to_the_channel_with_the_event_that_requested_it(
    state: RefundState, requested_at: datetime, pushed: list[tuple[str, str]]
) -> None:
    ways, asked = Ways(), a_refund(state=state, requested_at=requested_at)
    order = replace(an_order(State.REFUNDING), refunds=(asked,))
    notify(ways, load=lambda _: order).handle(OVERDUE)
    assert ways.pushed == pushed


def test_a_refund_that_cannot_be_queued_keeps_no_message_back() -> None:
    def away(*_: str) -> None:
        raise OutsideBusy

    ways, asked = Ways(), a_refund(requested_at=REJECTED.at)
    notify(ways, load=lambda _: replace(an_order(State.REJECTED), refunds=(asked,)), push=away).handle(REJECTED)
    assert ways.told == ["wechat"]


def test_by_then_money_that_is_back_is_not_on_its_way() -> None:
    ways, order = Ways(), an_order(State.REFUNDED)
    handling = notify(ways, load=lambda _: order, event_of=lambda *_: OVERDUE, clock=lambda: MORNING)
    assert not handling.retry(OVERDUE.order_id, OVERDUE.seq)
    assert ways.told == []


def test_what_somebody_does_at_night_is_told_at_once() -> None:
    ways = Ways()
    late = replace(REJECTED, at=MIDNIGHT)
    notify(ways, load=lambda _: rejected(), clock=lambda: MIDNIGHT).handle(late)
    assert ways.told == ["wechat"]


def test_a_correction_that_was_taken_back_is_told() -> None:
    over = replace(CORRECTED, event="uncorrect", source=State.CORRECTION, to=State.DONE)
    told = message(over, an_order(State.DONE), a_task())
    assert told is not None
    assert (told.fields["phrase2"], told.fields["thing3"]) == ("勘误已撤销", "照片不用更换，请忽略之前的通知")
