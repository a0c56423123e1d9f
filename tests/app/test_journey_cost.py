"""What one student's journey costs the database: a request or a write more is seen here first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from unittest import mock

import pytest

from chalicelib.identity import sessions
from chalicelib.identity.sms_limits import networks
from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.recent import Recent
from clients.outside import new_phone
from drawings.portrait import draw
from sandbox.box import Sandbox
from sandbox.seed import Seeded
from tests.worlds.app import World, card, jpeg, student_no
from tests.worlds.db_costs import Meter
from tools.suite.patience import wait_for

# Of eight students together, who follow a ninth of their class: nothing is polled, and their events come in one batch,
# of as many as the stream has in the worst minute (docs/capacity.md).
STUDENTS = 8
MOST = {
    "requests": 345,
    "items": 314,
    "units": 508,
    "index": 144,
}  # index: 2 a photo are its place in what is due until its verdict
# Another picture for each, which looks different to the engine, too: people do not share a look.  Hair, shift, scale.
BUILDS = (
    (0, 0, 1), (0, 0, 1.03), (0, 0.01, 1), (0, 0.01, 1.03), (0.25, 0, 1), (0.25, 0, 1.03), (0.25, 0.01, 1.03),
    (0.5, 0.02, 1), (0.5, 0.02, 1.03),
)  # fmt: skip
_faces = (draw(600, 800, hair=hair, dy=dy, scale=scale) for hair, dy, scale in BUILDS)
ALONE = 60


@pytest.fixture(autouse=True)
def _slow_machine() -> Iterator[None]:
    """What a process remembers for some seconds it remembers for the whole test, however long that takes."""
    with (
        mock.patch.object(Recent, "_is_new", return_value=True),
        mock.patch.object(sessions, "CACHE", timedelta(hours=1)),
    ):
        yield


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network of a few, however many other tests have had codes sent from this one: one that is crowded pays a write
    more for each code that is entered."""
    monkeypatch.setattr(networks, "QUIET", 10**6)


def _journey(world: World, meter: Meter, code: str) -> None:
    """From the login to the list, as the pages make it: both texts with the login, the face's before its photo.  The
    verdict and the money are waited for, not polled."""
    student, phone, begun = world.guest(), new_phone(), len(meter.calls)
    student.ask_code(phone, world.outside.solved(student.captcha()))
    student.login(phone, world.outside.sms_code(phone), _texts(ConsentKind.TERMS, ConsentKind.PRIVACY))
    task = student.lookup(code.lower(), school="湖南大学", task_type="GROUP")["task"]
    read = student.read_code(task["task_id"], card(student_no=student_no(), bh="软件2201"))
    order = student.open(task["task_id"], read["read_id"], contact_phone=phone)
    student.call("POST", "/api/me/consents", {"texts": _texts(ConsentKind.FACE)})
    student.upload("PHOTO", jpeg(next(_faces)), "image/jpeg", order["order_id"])
    _over(meter, begun, "validate")
    student.act(order["order_id"], "submit", photo_no=1)
    world.outside.scan(student.pay(order["order_id"])["params"]["code_url"])
    _over(meter, begun, "pay_webhook")
    assert [one["state"] for one in student.call("GET", "/api/orders")["orders"]] == ["IN_REVIEW"]


def _texts(*kinds: ConsentKind) -> list[dict[str, str]]:
    return [{"kind": kind, "version": current(kind).version} for kind in kinds]


def _over(meter: Meter, begun: int, step: str) -> None:
    wait_for(lambda: any(call.name.startswith(step) for call in meter.calls[begun:]), f"the end of {step}")


def test_a_journey_costs_no_more_than_it_did(world: World, box: Sandbox, seeded: Seeded) -> None:
    box.stream.drain()
    meter = Meter(box)
    with meter.counting():
        _journey(world, meter, seeded.encrypted)
        meter.deliver()
        alone = meter.total()["requests"]
        assert alone <= ALONE, meter.table()
        meter.calls.clear()
        for _ in range(STUDENTS):
            _journey(world, meter, seeded.encrypted)
        meter.deliver()
    marks = sum("SAME#" in asked for call in meter.calls for asked in call.asked)
    assert marks == STUDENTS, meter.table()  # a picture that is known already would cost less
    total = meter.total()
    assert {name: total[name] for name, most in MOST.items() if total[name] > most} == {}, meter.table()
