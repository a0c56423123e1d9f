"""The bucket's event of a stored picture is lost: the clock finds the photo, and it is judged all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.orders.model import PhotoState
from chalicelib.orders.photos.judge import NOTHING, POSTABLE
from chalicelib.orders.store.items import JUDGED_WITHIN, DueSlot
from chalicelib.wire import wire
from sandbox.clock import SandboxClock
from tests.worlds.app import World, portrait
from tests.worlds.staff_orders import order_of

MINUTES = JUDGED_WITHIN / timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_notifications(world: World) -> Iterator[None]:
    s3, bucket = world.box.aws_client("s3"), world.box.env["PHOTO_BUCKET"]
    kept = s3.get_bucket_notification_configuration(Bucket=bucket)
    kept.pop("ResponseMetadata")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    yield
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=kept)


def asked(world: World, *, stored: bool) -> str:
    """An order whose photo 1 was asked for, and posted."""
    student = world.student()
    order_id, data = world.draft(student), portrait()
    wanted = {"purpose": "PHOTO", "type": "image/jpeg", "size": len(data), "order_id": order_id}
    form = student.call("POST", "/api/uploads", wanted)
    if stored:
        student.post_form(form, data, "image/jpeg")
    return order_id


def state(order_id: str) -> PhotoState:
    (photo,) = order_of(order_id).photos
    return photo.state


def slots(order_id: str) -> list[DueSlot]:
    """Where the photo is due, be it later."""
    found = wire().stores.orders.due("DUE", wire().clock() + timedelta(days=2))
    return [slot for slot in found if slot.order_id == order_id and slot.part != "HEAD"]


def look(order_id: str) -> str:
    return wire().student.photo_judge.judge_overdue(order_id, "PHOTO#0001")


def test_the_clock_has_it_judged(world: World, clock: SandboxClock, capsys: pytest.CaptureFixture[str]) -> None:
    order_id = asked(world, stored=True)
    clock.move(minutes=MINUTES - 1)
    assert state(order_id) is PhotoState.WAITING
    capsys.readouterr()
    clock.move(minutes=2)
    assert state(order_id) is PhotoState.PASSED
    assert not slots(order_id)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"PhotoWait"' in line]
    (waited,) = [line["PhotoWait"] for line in lines if line["order_id"] == order_id]
    assert 120 <= waited < 240


def test_what_the_queue_brings_twice_is_judged_once(world: World, clock: SandboxClock) -> None:
    order_id = asked(world, stored=True)
    clock.move(seconds=JUDGED_WITHIN.seconds + 1, schedules=False)
    assert [look(order_id), look(order_id)] == ["PASSED", NOTHING]


def test_a_picture_that_never_came_is_looked_for_as_long_as_its_form_is_good(world: World, clock: SandboxClock) -> None:
    order_id = asked(world, stored=False)
    clock.move(minutes=MINUTES, schedules=False)
    assert (look(order_id), state(order_id)) == (NOTHING, PhotoState.WAITING)
    assert slots(order_id)[0].place > order_of(order_id).photos[0].asked_at.isoformat()
    clock.move(seconds=POSTABLE.seconds, schedules=False)
    assert (look(order_id), state(order_id), slots(order_id)) == (NOTHING, PhotoState.WAITING, [])


def test_a_picture_that_came_late_has_two_minutes_of_its_own(world: World, clock: SandboxClock) -> None:
    order_id = asked(world, stored=False)
    clock.move(minutes=MINUTES, schedules=False)
    (photo,) = order_of(order_id).photos
    world.put(f"in/photo/{order_id}/1/{photo.upload_id}", portrait())
    assert (look(order_id), state(order_id)) == (NOTHING, PhotoState.WAITING)
    clock.move(seconds=JUDGED_WITHIN.seconds + 1, schedules=False)
    assert look(order_id) == "PASSED"


def test_a_photo_that_cannot_be_judged_is_tried_ever_more_rarely(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = asked(world, stored=True)
    (photo,) = order_of(order_id).photos
    monkeypatch.setattr(wire().student.photo_judge, "arrived", lambda *_: NOTHING)
    for minutes, pause in ((3, POSTABLE), (57, timedelta(minutes=60))):
        clock.move(minutes=minutes, schedules=False)
        look(order_id)
        due = photo.asked_at + timedelta(minutes=3 if minutes == 3 else 60) + pause
        assert slots(order_id)[0].place[:16] in {f"{due + timedelta(minutes=late):%Y-%m-%dT%H:%M}" for late in (0, 1)}


def test_no_student_is_reminded_of_a_photo(world: World) -> None:
    order_id, now = asked(world, stored=True), wire().clock()
    found = wire().stores.orders.due_between(now, now + JUDGED_WITHIN)
    assert order_id not in list(found)
