"""The sandbox's time moves on for everything in it, and what it sets going is done when the move is over."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests

from chalicelib.orders.model import State
from chalicelib.pay.bills.model import BillReport
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.ids import out_trade_no
from chalicelib.staff import proofs
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from deploy.schedules import DAY, HOUR
from sandbox import authenticator, travel
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock, parse_instant
from sandbox.seed_staff import TOTP_SECRET
from tests.worlds.app import World
from tests.worlds.messages import friend, told
from tests.worlds.simulators import Shop
from tests.worlds.staff import PASSWORD, code, hire
from tests.worlds.staff_orders import made_order
from tools.suite.patience import wait_for

QUIET = 200  # days on, where no other test has paid: their bills take longer to match than all the rest


@pytest.fixture(autouse=True, scope="module")
def _begin(fresh: None) -> None:
    pass


@pytest.fixture
def world(box: Sandbox, clock: SandboxClock) -> Iterator[World]:
    yield World(box)
    box.faults.clear()


def state(order_id: str) -> State:
    order = wire().stores.orders.load(order_id)
    assert order is not None
    return order.head.state


def report(channel: str, day: datetime) -> BillReport | None:
    return wire().stores.bill_reports.of(channel, day.astimezone(SHANGHAI).date())


# -- what time passing does


def test_an_order_nobody_pays_expires(world: World, clock: SandboxClock) -> None:
    student, task = world.student(), world.plain_task(pay_minutes=30)
    order_id = world.submitted(student, task)
    student.pay(order_id)
    ran = clock.move(minutes=20)
    assert ran.times["expire"] in (4, 5)  # every five minutes, and at the end when that is another minute
    assert state(order_id) == State.AWAITING_PAYMENT
    clock.move(minutes=15)
    assert student.order(order_id)["state"] == "EXPIRED"
    assert world.box.pay.books.trade(out_trade_no(order_id, 1))["state"] == "CLOSED"
    assert student.act(order_id, "reopen")["state"] == "AWAITING_PAYMENT"  # the branch, too, is where the channel is
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    assert student.wait_for(order_id, "IN_REVIEW")["payment"]["attempt_no"] == 2


def test_a_deadline_is_reminded_of_once_and_passes(world: World, clock: SandboxClock) -> None:
    clock.move(days=QUIET, schedules=False)
    student, user = friend(world)
    deadline = wire().clock() + timedelta(days=5)
    order_id = made_order(
        world,
        world.plain_task(price=0),
        State.REJECTED,
        person_id=world.person(student),
        deadline=deadline,
        due_at=deadline,
    )
    clock.move(days=2, schedules=False)
    clock.move(minutes=60)
    assert told(world, user["openid"]) == []
    clock.move(days=3)  # a reminder is looked for some six times
    assert [one["phrase2"] for one in told(world, user["openid"])] == ["待重新提交"]
    assert state(order_id) == State.CLOSED


def test_the_bills_of_yesterday_are_matched(world: World, clock: SandboxClock) -> None:
    clock.move(days=QUIET + 100, schedules=False)  # a day that no other test has matched either
    day = wire().clock()
    world.paid(world.student())
    assert report("wechat", day) is None
    assert clock.move(days=2).times["match_bills"] == 2
    made = report("wechat", day)
    assert made is not None
    assert (made.payments, made.differences) == (1, 0)


def test_what_was_kept_long_enough_goes(world: World, clock: SandboxClock) -> None:
    clock.move(days=QUIET, schedules=False)
    closes = wire().clock() + timedelta(days=1)
    order_id = made_order(world, world.plain_task(price=0, closes_at=closes, retention_days=2), State.DONE)
    clock.move(days=2)
    assert world.objects(f"standard/{order_id}/")
    clock.move(days=3)
    assert not world.objects(f"standard/{order_id}/")
    assert not [key for key in world.tables() if order_id in key]


def test_an_authenticator_goes_along(world: World, clock: SandboxClock) -> None:
    account = hire(StaffRole.MANAGER)
    clock.move(days=3, schedules=False)
    body = {"username": account.username, "password": PASSWORD, "code": code(account)}
    assert world.guest_at_console().call("POST", "/api/staff/login", body)["staff"]["name"] == account.name
    step = proofs.step_of(datetime.now(UTC))
    assert authenticator.current_code() in {proofs.code_at(TOTP_SECRET, one) for one in (step - 1, step)}


def test_a_notice_goes_up_its_ladder(world: World, clock: SandboxClock, shop: Shop) -> None:
    shop.statuses = [500, 500, 500, 200]
    of = world.box.pay.notices.of
    (notice,) = world.box.pay.notices.post(url=shop.url, event="TRANSACTION.SUCCESS", number="ladder0001", content={})
    for tries in range(1, 5):  # from rung to rung it is 15 s and more, and a minute may stop once on its way
        wait_for(lambda tries=tries: len(of("ladder0001")[0]["tries"]) >= tries, "a try that is written down")  # type: ignore[misc]
        clock.move(minutes=1)
    (kept,) = of("ladder0001")
    assert (kept["key"], kept["state"], len(kept["tries"])) == (notice["key"], "DELIVERED", 4)


def test_a_late_notice_arrives(world: World, clock: SandboxClock) -> None:
    student = world.student()
    order_id = world.submitted(student)
    code_url = student.pay(order_id)["params"]["code_url"]
    world.box.faults.set("notice_late", seconds=3 * HOUR)
    world.outside.scan(code_url)
    clock.move(minutes=190)
    assert student.order(order_id)["state"] == "IN_REVIEW"
    (notice,) = world.box.pay.notices.of(out_trade_no(order_id, 1))
    assert (notice["state"], len(notice["tries"])) == ("DELIVERED", 1)


def test_refunds_end(world: World, clock: SandboxClock) -> None:
    student, seconds = world.student(), world.box.pay.refunds.seconds
    order_id = world.paid(student)
    world.box.pay.refunds.seconds = 5 * HOUR
    try:
        student.act(order_id, "refund")
        clock.move(minutes=60)
        assert student.order(order_id)["state"] == "REFUNDING"
        clock.move(minutes=300)
        assert student.order(order_id)["state"] == "REFUNDED"
    finally:
        world.box.pay.refunds.seconds = seconds


# -- who goes along


def test_far_ahead_everything_works(world: World, clock: SandboxClock) -> None:
    """Forms and links to storage, queues, both channels, SMS."""
    clock.move(days=40, schedules=False)
    student = world.student()
    order_id = world.paid(student)
    link = student.order(order_id)["photo"]["preview_url"]
    assert requests.get(link, timeout=10).status_code == 200
    second = world.submitted(student)
    world.outside.scan(student.pay(second, "ALIPAY_NATIVE")["params"]["code_url"])
    student.wait_for(second, "IN_REVIEW")
    clock.move(minutes=10, schedules=False)
    assert requests.get(link, timeout=10).status_code == 403  # it lives for five minutes
    listed = world.box.aws_client("s3").list_objects_v2(Bucket=world.box.env["PHOTO_BUCKET"], Prefix="standard/")
    assert max(one["LastModified"] for one in listed["Contents"]) > datetime.now(UTC) - timedelta(minutes=15)
    world.box.stream.drain()


def test_the_real_time_is_good_for_the_cloud_too(world: World, clock: SandboxClock) -> None:
    """A program beside the sandbox, such as `tools.staff`, is not ahead; and what was on its way arrives."""
    clock.move(days=40, schedules=False)
    travel.go(0)
    try:
        assert world.box.aws_client("dynamodb").list_tables()["TableNames"]
    finally:
        travel.go(40 * DAY)
    assert world.box.aws_client("dynamodb").list_tables()["TableNames"]


def test_waiting_stays_real(clock: SandboxClock) -> None:
    began = time.monotonic()
    clock.move(days=300, schedules=False)
    assert time.monotonic() - began < DAY


def test_a_held_clock_stands_still_until_the_next_move(clock: SandboxClock) -> None:
    clock.move(minutes=1, schedules=False, hold=True)
    assert clock.now() == clock.now()
    clock.move(minutes=1, schedules=False)
    moved = clock.now()
    wait_for(lambda: clock.now() > moved, "a clock that runs")


def test_back_at_the_real_time_everything_works_again(world: World) -> None:
    world.box.clock.move(days=40, schedules=False)
    world.box.clock.back()
    assert (world.box.clock.ahead, world.box.clock.view()["ahead_seconds"]) == (0.0, 0)
    assert abs(datetime.now(UTC).timestamp() - travel.real()) < HOUR
    world.paid(world.student())
    world.box.stream.drain()


# -- how it moves


def test_forward_only_and_not_too_far(clock: SandboxClock) -> None:
    for minutes in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="只能向前"):
            clock.move(minutes=minutes)
    with pytest.raises(ValueError, match="只能向前"):
        clock.to(datetime.now(UTC))
    with pytest.raises(ValueError, match="最多向前 400 天"):
        clock.move(days=401)
    assert clock.ahead == 0


def test_one_moves_at_a_time(box: Sandbox, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Event(), threading.Event()

    def settle() -> None:
        began.set()
        go_on.wait(60)

    monkeypatch.setattr(box._schedule_runner, "settle", settle)
    first = threading.Thread(target=clock.move, kwargs={"minutes": 1})
    first.start()
    began.wait(60)
    with pytest.raises(ValueError, match="正在移动"):
        clock.move(minutes=1)
    assert clock.view()["moving"]
    go_on.set()
    first.join(60)
    assert (clock.ahead, clock.view()["moving"]) == (60, False)


def test_the_page_moves_it(world: World, clock: SandboxClock) -> None:
    before = world.outside.control("GET", "/state")["clock"]
    moved = world.outside.control("POST", "/clock", minutes=5)
    assert [one["step"] for one in moved["ran"]][:1] == ["expire"]
    after = world.outside.control("GET", "/state")["clock"]
    assert (before["ahead_seconds"], after["ahead_seconds"], after["moving"]) == (0, 300, False)
    assert after["now"] - before["now"] >= 300


def test_a_step_that_fails_does_not_stop_time(
    box: Sandbox, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(left: object) -> None:
        raise RuntimeError("no table")

    monkeypatch.setattr(wire().money.sweeper, "expire", away)
    ran = clock.move(minutes=5)
    assert ran.failed["expire"] == ran.times["expire"] > 0
    assert (ran.failed["reconcile"], ran.times["reconcile"], clock.ahead) == (0, 1, 300)


def test_times_are_shanghais_unless_they_say_so() -> None:
    assert parse_instant("2027-06-30T08:00") == parse_instant("2027-06-30T00:00:00Z")
    with pytest.raises(ValueError, match="看不懂"):
        parse_instant("tomorrow")
