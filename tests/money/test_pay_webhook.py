"""Notices over HTTP to the webhook step: what it answers, and what has changed then."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import requests

from chalicelib.orders import events as ev
from chalicelib.orders.errors import PayTimeOver
from chalicelib.orders.model import Actor, Order, State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.clock import system_clock
from chalicelib.shared.ids import out_trade_no
from chalicelib.wire import wire
from sandbox.box import Sandbox
from tests.money.cuts import cut
from tests.protocols.pay_channel import first_start_held
from tests.worlds.pay import World, world_of
from tests.worlds.pay_making import student
from tests.worlds.pay_notice import Notice
from tests.worlds.simulators import until
from tools.suite.patience import PATIENCE


@pytest.fixture(scope="module")
def world(box: Sandbox) -> Iterator[World]:
    with world_of(box) as running:
        yield running


@pytest.fixture
def order(world: World) -> tuple[str, str]:
    """(order id, out_trade_no) of an order that may be paid now."""
    world.clock.ahead = timedelta()
    return world.started(world.task(), student())


def deliver(box: Sandbox, notice: Notice, channel: str = "wechat") -> requests.Response:
    url = f"{box.api_url}/api/pay/notices/{channel}"
    headers = {"Content-Type": "application/json", **notice.headers}
    return requests.post(url, data=notice.raw, headers=headers, timeout=PATIENCE)


def alarms(out: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in out.splitlines() if line.startswith('{"at"')]
    return [line for line in lines if line["level"] == "alarm"]


def whole(world: World, order_id: str) -> tuple[Order, int]:
    return world.load(order_id), len(world.store.history(order_id))


def test_a_good_notice_pays_for_the_order(world: World, order: tuple[str, str]) -> None:
    order_id, number = order
    answer = deliver(world.box, world.paid(number))
    assert (answer.status_code, answer.content) == (204, b"")
    paid = world.load(order_id)
    assert (paid.head.state, paid.attempts[0].state) == (State.IN_REVIEW, AttemptState.OK)
    assert paid.attempts[0].transaction_id == world.box.pay.books.trade(number)["transaction_id"]


@pytest.mark.parametrize("odd", [{"transaction_id": None}, {"trade_state": "NOTPAY"}], ids=["no id", "not paid"])
def test_a_signed_notice_that_is_not_understood_writes_nothing_and_is_alarmed(
    world: World, order: tuple[str, str], capsys: pytest.CaptureFixture[str], odd: dict[str, Any]
) -> None:
    order_id, number = order
    world.paid(number)
    before = whole(world, order_id)
    told = dict(world.box.pay.books.trade(number)) | odd
    answer = deliver(world.box, Notice.of(world.box, told, system_clock()))
    assert (answer.status_code, answer.json()["code"]) == (400, "FAIL")
    assert [one["what"] for one in alarms(capsys.readouterr().out)] == [
        "a notice that is signed is not understood: ask the channel what it means"
    ]
    assert whole(world, order_id) == before


def test_the_same_notice_again_changes_nothing(world: World, order: tuple[str, str]) -> None:
    order_id, number = order
    notice = world.paid(number)
    assert deliver(world.box, notice).status_code == 204
    before = whole(world, order_id)
    assert deliver(world.box, notice).status_code == 204
    assert deliver(world.box, Notice.of_trade(world.box, number, system_clock())).status_code == 204
    assert whole(world, order_id) == before


def test_a_fact_costs_one_read_and_one_transaction_and_its_repetition_one_read(
    world: World, order: tuple[str, str]
) -> None:
    def calls(notice: Notice) -> list[str]:
        with cut(None) as counted:
            wire().money.pay.notice("wechat", notice.headers, notice.raw)
        return counted.calls

    paid = world.paid(order[1])
    assert calls(paid) == ["Query", "TransactWriteItems"]
    assert calls(paid) == ["Query"]
    world.orders.apply(order[0], ev.AskRefund(actor=Actor(kind="student", id="student"), reason="student"))
    world.settle(order[0], "REFUND#01#1")
    world.box.pay.refunds.finish_due()
    (returned,) = world.tills["wechat"].refund_notices(order[1], world.clock())
    assert calls(returned) == ["Query", "TransactWriteItems"]
    assert calls(returned) == ["Query"]
    assert calls(paid) == ["Query"]


def _signature(notice: Notice, text: str) -> Notice:
    return Notice({**notice.headers, "wechatpay-signature": text}, notice.raw)


BAD: dict[str, Callable[[Notice], Notice]] = {
    "wrong signature": lambda one: _signature(one, "QUJD" + one.headers["wechatpay-signature"][4:]),
    "probe": lambda one: _signature(one, "WECHATPAY/SIGNTEST/" + one.headers["wechatpay-signature"][19:]),
    "latin-1 signature": lambda one: _signature(one, "é" * 8),
    "unknown serial": lambda one: Notice({**one.headers, "wechatpay-serial": secrets.token_hex(20).upper()}, one.raw),
    "tampered": lambda one: Notice(one.headers, one.raw.replace(b'"EV-', b'"EV_', 1)),
    "no headers": lambda one: Notice({}, one.raw),
    "empty": lambda one: Notice(one.headers, b""),
    "too large": lambda one: Notice(one.headers, one.raw + b" " * 70_000),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_the_channels_is_refused(world: World, order: tuple[str, str], name: str) -> None:
    order_id, number = order
    notice, before = world.paid(number), whole(world, order_id)
    answer = deliver(world.box, BAD[name](notice))
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == "FAIL"
    assert whole(world, order_id) == before
    assert deliver(world.box, notice).status_code == 204  # the good one that follows a probe


@pytest.mark.parametrize("minutes", [-6, 6])
def test_old_and_future_ones_are_refused(world: World, order: tuple[str, str], minutes: int) -> None:
    order_id, number = order
    world.paid(number)
    before = whole(world, order_id)
    stale = Notice.of_trade(world.box, number, system_clock() + timedelta(minutes=minutes))
    assert deliver(world.box, stale).status_code == 401
    assert whole(world, order_id) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"total": 2999, "currency": "CNY"}},
        {"amount": {"total": 3000, "currency": "USD"}},
        {"mchid": "1900000001"},
        {"appid": "wx0000000000000000"},
    ],
)
def test_money_that_does_not_match_is_suspect(
    world: World, order: tuple[str, str], capsys: pytest.CaptureFixture[str], changes: dict[str, Any]
) -> None:
    order_id, number = order
    world.paid(number)
    wrong = Notice.of_trade(world.box, number, system_clock(), **changes)
    capsys.readouterr()
    assert deliver(world.box, wrong).status_code == 204
    suspect = world.load(order_id)
    assert (suspect.head.state, suspect.attempts[0].state) == (State.AWAITING_PAYMENT, AttemptState.SUSPECT)
    assert [line["order_id"] for line in alarms(capsys.readouterr().out)] == [order_id]


@pytest.mark.parametrize("number", [f"{'0' * 22}_01", "somebody-elses-number", f"{'zZ9' * 7}z_77"])
def test_money_for_an_order_nobody_knows_is_told_to_a_person(
    world: World, order: tuple[str, str], capsys: pytest.CaptureFixture[str], number: str
) -> None:
    world.paid(order[1])
    foreign = Notice.of_trade(world.box, order[1], system_clock(), out_trade_no=number)
    before = whole(world, order[0])
    capsys.readouterr()
    assert deliver(world.box, foreign).status_code == 204
    assert len(alarms(capsys.readouterr().out)) == 1
    assert whole(world, order[0]) == before


def test_money_for_an_attempt_nobody_made_is_told_to_a_person(
    world: World, order: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    world.paid(order[1])
    unknown = Notice.of_trade(world.box, order[1], system_clock(), out_trade_no=out_trade_no(order[0], 2))
    before = whole(world, order[0])
    capsys.readouterr()
    assert deliver(world.box, unknown).status_code == 204
    assert [line["order_id"] for line in alarms(capsys.readouterr().out)] == [order[0]]
    assert whole(world, order[0]) == before


def test_the_channel_comes_again_after_a_fault_of_ours(
    world: World, order: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table is away: 500, and the notice the simulator sends again on its ladder settles it."""
    order_id, number = order
    box, real, failed = world.box, Orders.commit, list[Any]()

    def away(store: Orders, change: Any, also: Any = ()) -> None:
        if change.after.head.order_id == order_id and len(failed) < 2:
            failed.append(change)
            raise ConnectionError("the table is away")
        real(store, change, also)

    monkeypatch.setattr(Orders, "commit", away)
    monkeypatch.setattr(box.pay.notices, "speed", 100.0)
    box.faults.clear()
    box.pay.user_pays(number)
    until(lambda: world.load(order_id).head.state is State.IN_REVIEW)
    (notice,) = until(lambda: [one for one in box.pay.notices.of(number) if one["state"] == "DELIVERED"])
    assert [one["status"] for one in notice["tries"]] == [500, 500, 204]
    box.faults.set("notice_lost", times=10**6)


def test_the_channel_comes_again_while_it_does_not_say_whose_refund_it_was(
    world: World, order: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    order_id, number = order
    world.deliver(world.paid(number))
    world.orders.apply(order_id, ev.AskRefund(actor=Actor(kind="staff", id="s"), reason="r"))
    world.box.pay.refunds.outside(number)
    notice, before = Notice.of_trade(world.box, number, world.clock()), whole(world, order_id)
    capsys.readouterr()
    world.box.faults.set("pay_5xx", times=10)
    assert deliver(world.box, notice).status_code == 503
    assert alarms(capsys.readouterr().out) == []
    world.box.faults.set("pay_5xx", times=0)
    assert whole(world, order_id) == before
    assert deliver(world.box, notice).status_code == 204


def test_a_prepay_that_lands_after_the_order_expired_is_closed(world: World) -> None:
    world.clock.ahead = timedelta()
    who = student()
    order_id = world.awaiting(world.task(), who).head.order_id
    with ThreadPoolExecutor(1) as together, first_start_held(world.channel) as held:
        begun = together.submit(world.pay.start, who, order_id, "WECHAT_NATIVE", "slow-prepay")
        assert held.left.wait(PATIENCE)
        assert world.attempts(order_id) == [AttemptState.PENDING]
        world.time_over(order_id)
        world.settle(order_id)
        assert world.load(order_id).head.state is State.EXPIRED
        held.may.set()
        with pytest.raises(PayTimeOver):
            begun.result(PATIENCE)
    assert world.trade_state(out_trade_no(order_id, 1)) == "CLOSED"
    assert world.attempts(order_id) == [AttemptState.CLOSED]
