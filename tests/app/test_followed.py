"""What a request causes in other steps is told under its number (编号), and what happens is counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests

from chalicelib.staff.model import StaffRole
from clients.outside import new_phone
from sandbox.watch.watcher import NAMESPACE
from tests.worlds.app import World, portrait, sms_login
from tests.worlds.review_desk import reject
from tests.worlds.staff import colleague
from tools.suite.patience import PATIENCE, wait_for

Line = dict[str, Any]


class Told:
    """The log's lines so far."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._lines = capsys, list[Line]()

    def of(self, what: str, **fields: object) -> list[Line]:
        text = self._capsys.readouterr().out
        self._lines += [json.loads(line) for line in text.splitlines() if line.startswith('{"at"')]
        return [one for one in self._lines if one["what"] == what and fields.items() <= one.items()]

    def one(self, what: str, **fields: object) -> Line:
        """The only such line, or the first once there is one: a step may write it after its work can be seen."""
        return wait_for(lambda: self.of(what, **fields), what, bool)[0]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    return Told(capsys)


@pytest.fixture
def counted(world: World) -> Callable[[], dict[str, float]]:
    """The sums of the metrics since the test began."""

    def sums() -> dict[str, float]:
        return {name: sum_ for name, (_, sum_, _) in world.box.watch.metrics.totals(NAMESPACE).items()}

    before = sums()
    return lambda: {name: sum_ - before.get(name, 0) for name, sum_ in sums().items()}


def test_one_journey_is_followed_from_request_to_message_and_counted(
    world: World, told: Told, counted: Callable[[], dict[str, float]]
) -> None:
    world.box.stream.skip()
    student = world.guest()
    sms_login(world, student, new_phone())
    order_id = world.draft(student)
    student.judge(order_id, portrait())
    upload = told.one("request", path="/api/uploads", method="POST")
    judged = told.one("judged", order_id=order_id, outcome="PASSED")
    assert judged["ref"] == upload["ref"] != "-"
    assert judged["VerdictSeconds"] >= 0

    student.act(order_id, "submit", photo_no=1)
    world.outside.scan(student.pay(order_id)["params"]["code_url"])
    student.wait_for(order_id, "IN_REVIEW")
    reject(colleague(world.box.console_url, StaffRole.REVIEWER), order_id)
    world.box.stream.drain()
    moved = told.one("moved", order_id=order_id, event="reject")
    messages = told.of("told", order_id=order_id, event="reject")
    assert {one["ref"] for one in messages} == {moved["ref"]}
    assert moved["ref"] in {one["ref"] for one in told.of("request", status=200)}

    assert told.one("opened", order_id=order_id)["OrdersOpened"] == 1
    assert told.one("moved", order_id=order_id, event="paid")["OrdersPaid"] == 1
    assert (judged["FirstPhotos"], judged["FirstPhotosPassed"]) == (1, 1)
    now = counted()
    assert {name for name in ("OrdersOpened", "OrdersPaid", "FirstPhotosPassed") if now[name] < 1} == set()
    assert now["SmsSent"] >= 2  # the code, and the rejection


def test_the_control_page_shows_what_is_counted_and_what_alarms(world: World) -> None:
    world.draft(world.student())
    shown = requests.get(f"{world.box.control_url}/api/watch", timeout=PATIENCE).json()
    assert "OrdersOpened" in {one["name"] for one in shown["metrics"] if one["sum"] >= 1}
    silent = [one["name"] for one in shown["alarms"] if one["name"].endswith("Silent")]
    assert silent  # no clock runs here, and no test has run every schedule by hand
    assert all(one["means"] for one in shown["alarms"])


def test_a_request_tells_its_caller_as_a_digest_alone(world: World, told: Told) -> None:
    first, second = world.student(), world.student()
    for student in (first, first, second):
        student.call("GET", "/api/me")
    people = [one["person"] for one in told.of("request", path="/api/me", method="GET")][-3:]
    assert people[0] == people[1] != people[2]
    assert world.person(first) not in people
    assert all(len(person) == 12 for person in people)


def test_a_guest_has_none(world: World, told: Told) -> None:
    world.guest().call("GET", "/api/schools?q=湖南")
    assert "person" not in told.of("request", method="GET")[-1]
