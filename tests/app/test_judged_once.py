"""However often a photo's form is posted, the engine looks once, and whoever dies meanwhile, there is a verdict."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.orders.model import Photo, PhotoState
from chalicelib.orders.photos.judge import NOTHING, POSTABLE
from chalicelib.orders.store import turns
from chalicelib.orders.store.turns import ComeAgain
from chalicelib.photo.model import Spec
from chalicelib.shared.crypto import sha256_hex
from chalicelib.storage.objects import Objects, StoredObject
from chalicelib.wire import wire
from drawings.portrait import draw
from sandbox.clock import SandboxClock
from sandbox.cloud.template import CONFIG
from tests.worlds.app import World, jpeg
from tests.worlds.staff_orders import order_of
from tools.suite.patience import PATIENCE

POSTS = 8


class Killed(BaseException):
    """The process died: nothing that it would have done afterwards is done."""


class Broken(Exception):
    """Something that the step needs did not answer."""


class Judging:
    """A photo whose form was handed out, what lies under its key, and how often the engine looked.

    before: what happens as the engine begins to look.
    """

    def __init__(self, world: World) -> None:
        student = world.student()
        self.order_id, self.lies = world.draft(student), jpeg(draw(600, 800))
        self.runs, self.before = 0, list[Callable[[], object]]()
        self._engine = wire().student.engine
        wanted = {"purpose": "PHOTO", "type": "image/jpeg", "size": 9, "order_id": self.order_id}
        self.key = str(student.call("POST", "/api/uploads", wanted)["fields"]["key"])

    def judge(self, data: bytes, spec: Spec) -> Any:
        self.runs += 1
        if self.before:
            self.before.pop(0)()
        return self._engine.judge(data, spec)

    def arrived(self) -> str:
        return wire().student.photo_judge.arrived(self.key)

    @property
    def photo(self) -> Photo:
        order = order_of(self.order_id)
        return order.photos[-1]


@pytest.fixture
def judging(world: World, monkeypatch: pytest.MonkeyPatch) -> Judging:
    """The picture is read as if it lay in quarantine: one that does would wake another judge."""
    one = Judging(world)

    def get(objects: Objects, key: str, limit: int) -> StoredObject:
        return StoredObject(data=one.lies, etag="", version_id=None, content_type="image/jpeg")

    monkeypatch.setattr(Objects, "get", get)
    monkeypatch.setattr(wire().student.photo_judge, "_engine", lambda: one)
    return one


def raises(error: BaseException) -> Callable[[], None]:
    def now() -> None:
        raise error

    return now


def test_posts_of_one_form_at_once_are_judged_once(judging: Judging) -> None:
    gate = threading.Barrier(POSTS)

    def post(_: int) -> str:
        gate.wait(PATIENCE)
        return judging.arrived()

    with ThreadPoolExecutor(POSTS) as posts:
        told = list(posts.map(post, range(POSTS)))
    assert (judging.runs, told.count("PASSED")) == (1, 1)
    assert set(told) <= {"PASSED", NOTHING}
    assert judging.photo.state is PhotoState.PASSED


def test_another_picture_under_the_same_form_leaves_the_one_that_is_judged(judging: Judging) -> None:
    """No client sends one: it asks for a form for each picture.  She sees which one the verdict is of."""
    first, second, told = judging.lies, jpeg(draw(600, 800, hair=0.5, dy=0.02)), list[str]()

    def post() -> None:
        judging.lies = second
        told.append(judging.arrived())

    judging.before = [post]
    assert judging.arrived() == "PASSED"
    assert (judging.runs, told) == (1, [NOTHING])
    assert judging.photo.source_sha256 == sha256_hex(first)
    assert judging.arrived() == NOTHING


def test_one_who_died_leaves_the_photo_to_the_next_try(judging: Judging, clock: SandboxClock) -> None:
    judging.before = [raises(Killed())]
    with pytest.raises(Killed):
        judging.arrived()
    assert judging.arrived() == NOTHING
    clock.move(seconds=turns.FRESH.seconds + 1, schedules=False)
    with pytest.raises(ComeAgain):  # a retry that comes early is not lost
        judging.arrived()
    assert judging.runs == 1
    clock.move(seconds=turns.FRESH.seconds, schedules=False)
    assert judging.arrived() == "PASSED"
    assert judging.runs == 2


def test_one_who_died_after_the_next_had_begun_writes_nothing_over(judging: Judging, clock: SandboxClock) -> None:
    """As a step that was frozen: its time is over, and another one judges."""

    def sleep() -> None:
        clock.move(seconds=turns.LIFE.seconds + 1, schedules=False)
        assert judging.arrived() == "PASSED"

    judging.before = [sleep]
    assert judging.arrived() == "judged already"
    assert (judging.runs, judging.photo.state) == (2, PhotoState.PASSED)


def test_a_fault_leaves_the_photo_to_the_next_try_at_once(judging: Judging) -> None:
    judging.before = [raises(Broken())]
    with pytest.raises(Broken):
        judging.arrived()
    assert judging.arrived() == "PASSED"
    assert judging.runs == 2


def test_what_is_judged_in_vain_is_judged_so_often_while_its_form_is_good(
    judging: Judging, clock: SandboxClock
) -> None:
    judging.before = [raises(Broken())] * turns.MOST
    for _ in range(turns.MOST):
        with pytest.raises(Broken):
            judging.arrived()
    for _ in range(POSTS):
        with pytest.raises(ComeAgain):  # so that the event ends in the queue of those that failed
            judging.arrived()
    assert judging.runs == turns.MOST
    assert judging.photo.state is PhotoState.WAITING
    clock.move(seconds=POSTABLE.total_seconds(), schedules=False)
    assert judging.arrived() == "PASSED"  # as the runbook sends it again


def test_a_turn_whose_answer_was_lost_is_had(judging: Judging, monkeypatch: pytest.MonkeyPatch) -> None:
    update = turns._updated
    monkeypatch.setattr(turns, "_updated", lambda *what: update(*what) and False)
    assert judging.arrived() == "PASSED"


def test_a_turn_lasts_as_long_as_the_step_may_run() -> None:
    (stage,) = json.loads(CONFIG.read_text())["stages"].values()
    assert turns.LIFE.seconds == stage["lambda_functions"]["validate"]["lambda_timeout"]
