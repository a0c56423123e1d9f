"""An avatar's way: upload, re-encode, choose, show."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from PIL import Image

from chalicelib.identity import limits
from chalicelib.identity.limits import UPLOADS
from chalicelib.photo.reading.picture_error import PictureError
from chalicelib.storage.objects import Objects, StoredObject
from chalicelib.wire import wire
from clients.student import ApiError, Student
from sandbox.clock import SandboxClock
from tests.worlds.app import World, picture, refused
from tests.worlds.clock import at
from tools.suite.patience import PATIENCE, wait_for


def test_an_avatar_is_re_encoded_and_shown_by_a_link(world: World) -> None:
    student = world.student()
    upload = student.upload("AVATAR", picture(), "image/png")
    me = chosen(student, upload["upload_id"])
    shown = Image.open(io.BytesIO(requests.get(me["avatar_url"], timeout=PATIENCE).content))
    assert (shown.format, shown.size) == ("JPEG", (256, 256))
    refused(lambda: student.call("PATCH", "/api/me", {"avatar": "0" * 22}), 409, "avatar_not_ready", "avatar")
    assert student.call("GET", "/api/me")["avatar_url"].partition("?")[0] == me["avatar_url"].partition("?")[0]


def chosen(student: Student, upload_id: str) -> dict[str, str]:
    """What a client does: tries again while the picture is being made."""

    def choose() -> dict[str, str] | None:
        try:
            return dict(student.call("PATCH", "/api/me", {"avatar": upload_id}))
        except ApiError as error:
            if error.code != "avatar_not_ready":
                raise
            return None

    chosen = wait_for(choose, "the picture")
    assert chosen is not None
    return chosen


def test_pictures_without_an_order_are_counted(world: World) -> None:
    """Each may wake the step that looks at it, and an avatar is kept: nobody asks for them without end."""
    student = world.student()
    wanted = {"purpose": "QR", "type": "image/png", "size": 9}

    def ask_without_end() -> None:
        for purpose in ("AVATAR", "QR") * UPLOADS:  # a window may end between two
            student.call("POST", "/api/uploads", wanted | {"purpose": purpose})

    assert 0 < refused(ask_without_end, 429, "too_many_uploads")["retry_after"] <= 600


def test_pictures_without_an_order_have_a_bound_for_the_day_too(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies in quarantine costs by the byte, and each form takes ten million of them."""
    monkeypatch.setattr(limits, "UPLOADS_PER_DAY", 3)
    clock.to(at(9, days=1), schedules=False)  # a day that does not end meanwhile
    student = world.student()
    wanted = {"purpose": "QR", "type": "image/png", "size": 9}
    for _ in range(3):
        student.call("POST", "/api/uploads", wanted)
    error = refused(lambda: student.call("POST", "/api/uploads", wanted), 429, "too_many_uploads")
    assert error["retry_after"] > 3600
    clock.move(days=1, schedules=False)
    assert student.call("POST", "/api/uploads", wanted)["upload_id"]


def test_a_form_that_is_posted_again_costs_no_second_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    student = world.student()
    upload = student.upload("AVATAR", picture(), "image/png")
    me, judge = chosen(student, upload["upload_id"]), wire().student.photo_judge
    person_id = world.person(student)
    looked = list[bytes]()
    monkeypatch.setattr(judge, "_small_avatar", looked.append)
    assert judge.arrived(f"in/avatar/{person_id}/{upload['upload_id']}") == "nothing to do"
    assert looked == []
    assert me["avatar_url"]


def test_so_many_pictures_a_day_are_looked_at_for_an_avatar(
    world: World, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no picture becomes no avatar, however often its form is posted: each look is counted before it is had."""
    monkeypatch.setattr(limits, "PHOTOS_PER_DAY", 3)
    clock.to(at(9, days=1), schedules=False)
    student = world.student()
    person_id = world.person(student)
    judge, looked = wire().student.photo_judge, list[bytes]()

    def look(data: bytes) -> bytes:
        looked.append(data)
        raise PictureError("bad_format")

    def get(objects: Objects, key: str, limit: int) -> StoredObject:
        return StoredObject(data=b"torn", etag="", version_id=None, content_type="image/jpeg")

    monkeypatch.setattr(judge, "_small_avatar", look)
    monkeypatch.setattr(Objects, "get", get)
    with ThreadPoolExecutor(8) as posts:
        told = set(posts.map(judge.arrived, [f"in/avatar/{person_id}/{'A' * 22}"] * 8))
    assert (told, len(looked)) == ({"nothing to do"}, 3)


def test_a_session_in_doubt_brings_no_avatar(world: World) -> None:
    student = world.student()
    person_id = world.person(student)
    student.token = wire().student.sessions.start(person_id, "mini", None, False)
    wanted = {"purpose": "AVATAR", "type": "image/png", "size": 9}
    refused(lambda: student.call("POST", "/api/uploads", wanted), 403, "prove_first")
    assert student.call("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 9})["upload_id"]
