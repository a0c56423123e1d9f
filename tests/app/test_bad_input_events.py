"""Storage tells late, twice, at once, out of order or of nothing: a judged number never changes."""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import ExifTags, Image

from chalicelib.shared.ids import random_id
from clients.student import Student
from tests.worlds.app import World, portrait, unchanged, without_face


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


def asked(student: Student, order_id: str, size: int | None = None) -> dict[str, Any]:
    """A form for the order's next photo of this size in bytes, or a portrait's."""
    wanted = {"purpose": "PHOTO", "type": "image/jpeg", "size": size or len(portrait()), "order_id": order_id}
    return dict(student.call("POST", "/api/uploads", wanted))


def post(student: Student, form: dict[str, Any], data: bytes) -> None:
    assert student.post_form(form, data, "image/jpeg").status_code == 204


def is_kept(world: World, order_id: str, photo: dict[str, Any], *candidates: bytes) -> None:
    """The objects a verdict names are there, hold what their names say, and come from one of these files."""
    report, number = photo["report"], photo["photo_no"]
    digest = report["source"]["sha256"]
    original = world.objects(f"original/{order_id}/{number}/")[f"original/{order_id}/{number}/{digest}"]
    assert hashlib.sha256(original).hexdigest() == digest
    assert original in candidates
    if report["standard"]:
        digest = report["standard"]["sha256"]
        standard = world.objects(f"standard/{order_id}/{number}/")[f"standard/{order_id}/{number}/{digest}.jpg"]
        assert hashlib.sha256(standard).hexdigest() == digest
        digest = report["standard"]["before_sha256"]
        (before,) = world.objects(f"standard/{order_id}/{number}/before/{digest}.jpg").values()
        assert hashlib.sha256(before).hexdigest() == digest


def test_told_twice_changes_nothing(world: World, student: Student) -> None:
    order_id = world.draft(student)
    form = asked(student, order_id)
    post(student, form, portrait())
    verdict = student.verdict(order_id, 1)
    key, before, kept = form["fields"]["key"], world.tables(), world.objects("")
    assert world.arrived(key) == {key: "nothing to do"}
    assert world.arrived(key, key) == {key: "nothing to do"}
    assert (world.tables(), world.objects("")) == (before, kept)
    is_kept(world, order_id, verdict, portrait())


def test_what_is_kept_of_an_upload_says_nothing_of_its_place_and_device(world: World, student: Student) -> None:
    exif = Image.Exif()
    exif.update({ExifTags.Base.Artist: "OWNER-WANG", ExifTags.Base.Make: "DEVICE-X"})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (28.0, 11.0, 42.5)})
    order_id, out = world.draft(student), io.BytesIO()
    with Image.open(io.BytesIO(portrait())) as picture:
        picture.save(out, "JPEG", quality="keep", exif=exif, comment=b"COMMENT-SECRET")
    data = out.getvalue()
    form = asked(student, order_id, len(data))
    post(student, form, data)
    verdict = student.verdict(order_id, 1)
    digest = hashlib.sha256(data).hexdigest()
    assert (verdict["state"], verdict["report"]["source"]["sha256"]) == ("PASSED", digest)
    (original,) = world.objects(f"original/{order_id}/").values()
    with Image.open(io.BytesIO(original)) as kept, Image.open(io.BytesIO(data)) as came:
        assert not kept.getexif()
        assert kept.tobytes() == came.tobytes()
    stored = b"".join(data for key, data in world.objects("").items() if order_id in key and not key.startswith("in/"))
    assert not any(secret in stored for secret in (b"OWNER-WANG", b"DEVICE-X", b"COMMENT-SECRET"))


def test_a_file_that_is_no_picture_is_not_kept(world: World, student: Student) -> None:
    order_id = world.draft(student)
    post(student, asked(student, order_id), b"%PDF-1.7 OWNER-WANG")
    assert student.verdict(order_id, 1)["state"] == "UNREADABLE"
    assert world.objects(f"original/{order_id}/") == {}


def test_told_by_many_at_once_there_is_one_verdict(world: World, student: Student) -> None:
    order_id = world.draft(student)
    form = asked(student, order_id)
    post(student, form, portrait())
    with ThreadPoolExecutor(4) as pool:
        outcomes = [one for answer in pool.map(world.arrived, [form["fields"]["key"]] * 4) for one in answer.values()]
    assert set(outcomes) <= {"PASSED", "judged already", "nothing to do"}
    verdict = student.verdict(order_id, 1)
    assert (verdict["state"], outcomes.count("PASSED") <= 1) == ("PASSED", True)
    assert len(world.objects(f"original/{order_id}/")) == 1
    assert len(world.objects(f"standard/{order_id}/")) == 2  # the finished photo, and the frame before its wall went
    is_kept(world, order_id, verdict, portrait())


def test_a_photo_replaced_while_it_is_checked(world: World, student: Student) -> None:
    order_id = world.draft(student)
    form, files = asked(student, order_id), (portrait(), without_face(), portrait(seed=2))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda data: post(student, form, data), files[:2]))
        pool.submit(world.arrived, form["fields"]["key"]).result()
    verdict = student.verdict(order_id, 1)
    is_kept(world, order_id, verdict, *files[:2])
    post(student, form, files[2])
    assert world.arrived(form["fields"]["key"]) == {form["fields"]["key"]: "nothing to do"}
    world.heard_of(form["fields"]["key"], files[2])
    after = student.call("GET", f"/api/orders/{order_id}/photos/1")
    assert (after["state"], after["report"]) == (verdict["state"], verdict["report"])
    is_kept(world, order_id, after, *files[:2])
    originals = world.objects(f"original/{order_id}/1/").values()
    assert files[2] not in originals


def test_told_in_another_order_the_newest_photo_counts(world: World, student: Student) -> None:
    order_id = world.draft(student)
    first, second = asked(student, order_id), asked(student, order_id)
    assert (first["photo_no"], second["photo_no"]) == (1, 2)
    post(student, second, portrait())
    assert student.verdict(order_id, 2)["state"] == "PASSED"
    post(student, first, portrait(seed=2))
    assert student.verdict(order_id, 1)["state"] == "PASSED"
    unchanged(world, lambda: student.act(order_id, "submit", photo_no=1), 409, "photo_not_ready")
    assert student.act(order_id, "submit", photo_no=2)["photo"]["photo_no"] == 2


def test_an_object_that_is_gone(world: World, student: Student) -> None:
    order_id = world.photographed(student)
    form = asked(student, order_id)
    key = form["fields"]["key"]
    assert world.arrived(key) == {key: "GONE"}
    gone = student.call("GET", f"/api/orders/{order_id}/photos/2")
    assert (gone["state"], gone["says"], gone["report"]) == ("GONE", "照片没有上传成功，请重新上传", None)
    assert world.arrived(key) == {key: "nothing to do"}
    assert student.act(order_id, "submit", photo_no=1)["state"] == "AWAITING_PAYMENT"


def test_keys_that_nobody_was_given(world: World, student: Student) -> None:
    order_id = world.photographed(student)
    form = asked(student, order_id)
    upload_id = form["fields"]["key"].rsplit("/", 1)[1]
    photo = f"in/photo/{order_id}"
    keys = [
        f"{photo}/2/{random_id()}", f"{photo}/1/{upload_id}", f"{photo}/3/{upload_id}", f"{photo}/²/{upload_id}",
        f"{photo}/{'9' * 5000}/{upload_id}", f"{photo}/2", f"in/photo/{random_id()}/2/{upload_id}",
        f"in/photo/x/2/{upload_id}", "in/photo/", "in/", "", "a b+c/%2F", f"standard/{order_id}/1/x.jpg",
        f"in/qr/{world.person(student)}/{upload_id}", f"in/avatar/nobody/{upload_id}",
    ]  # fmt: skip
    before, kept = world.tables(), world.objects("")
    assert set(world.arrived(*keys).values()) <= {"nothing to do", "not ours"}
    assert (world.tables(), world.objects("")) == (before, kept)
    assert world.box.steps.call("validate", {"Service": "Amazon S3", "Event": "s3:TestEvent"}) == {}


def test_an_avatar_that_is_no_picture(world: World, student: Student) -> None:
    form = student.upload("AVATAR", b"<html></html>", "image/png")
    assert world.arrived(form["fields"]["key"]) == {form["fields"]["key"]: "nothing to do"}
    assert world.objects(f"avatars/{world.person(student)}/") == {}
