"""Pictures that are none, or not what they say: as a collection code, as a photo, as an upload."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import pytest
import segno
from PIL import Image

from chalicelib.orders.photos.upload_sizes import LIMITS
from chalicelib.shared.ids import random_id
from clients.student import Student
from drawings import qr_card
from drawings.faulty_portraits import huge_png
from tests.worlds.app import World, card, jpeg, portrait, refused, unchanged

HTML = "<html><body>这不是图片</body></html>".encode()
URL, PAYMENT, OTHER = "https://example.com/a?b=c", "wxp://f2f0Aq3bCdEfGh", "你好，同学！"


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def qr(text: str) -> bytes:
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=8)
    return file.getvalue()


def encoded(kind: str) -> bytes:
    """A card in another format."""
    file = io.BytesIO()
    qr_card.draw("CJM0001").save(file, kind)
    return file.getvalue()


def truncated() -> bytes:
    """The first half of a JPEG."""
    whole = jpeg(Image.radial_gradient("L").resize((600, 800)))
    return whole[: len(whole) // 2]


# -- as a collection code -----------------------------------------------------------------------------------------

CODES: list[tuple[bytes, str, int, str]] = [
    (png(Image.new("RGB", (600, 800), "white")), "image/png", 422, "qr_not_found"),
    (qr(URL), "image/png", 422, "qr_other"),
    (qr(PAYMENT), "image/png", 422, "qr_other"),
    (qr(OTHER), "image/png", 422, "qr_unreadable"),
    (huge_png(), "image/png", 422, "too_many_pixels"),
    (truncated(), "image/jpeg", 415, "bad_format"),
    (HTML, "image/jpeg", 415, "bad_format"),
    (b"\x00", "image/webp", 415, "bad_format"),
    (encoded("GIF"), "image/png", 415, "bad_format"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), "image/jpeg", 415, "bad_format"),
    (png(Image.new("RGB", (20000, 2))), "image/png", 422, "qr_not_found"),
]
CODE_IDS = [
    "no QR", "a link", "a payment", "a text", "900 megapixels", "truncated", "HTML", "a byte", "GIF", "no HEIC",
    "20000 by 2",
]  # fmt: skip


@pytest.mark.parametrize(("picture", "type_", "status", "code"), CODES, ids=CODE_IDS)
def test_a_picture_without_a_collection_code(
    world: World, student: Student, picture: bytes, type_: str, status: int, code: str
) -> None:
    task = world.task()
    unchanged(world, lambda: student.read_code(task.task_id, picture, type_), status, code, "upload_id")


def test_what_a_foreign_code_is_instead_is_said(world: World, student: Student) -> None:
    task = world.task()
    link, payment = (
        refused(partial(student.read_code, task.task_id, qr(text)), 422, "qr_other", "upload_id")
        for text in (URL, PAYMENT)
    )
    assert (link["data"], payment["data"]) == ({"kind": "url"}, {"kind": "payment"})
    assert ("网页链接" in link["message"], "付款" in payment["message"]) == (True, True)


def test_a_text_that_is_no_collection_code(world: World, student: Student) -> None:
    task = world.task()
    for text in (URL, PAYMENT, OTHER, "短"):
        body = {"text": text, "task_id": task.task_id}
        asked = partial(student.call, "POST", "/api/collect-codes", body)
        unchanged(world, asked, 422, "collect_code_text_unreadable", "text")


def test_both_or_neither_of_picture_and_text(world: World, student: Student) -> None:
    task = world.task()
    for more in ({}, {"text": "CJM0001", "upload_id": random_id()}):
        body = {"task_id": task.task_id, **more}
        unchanged(world, partial(student.call, "POST", "/api/collect-codes", body), 422, "invalid", "upload_id")


def test_an_upload_that_is_somebody_elses_or_not_there(world: World, student: Student) -> None:
    task = world.task()
    theirs = world.student().upload("QR", card(), "image/png")["upload_id"]
    asked = student.call("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 9})["upload_id"]
    for upload_id in (theirs, asked, random_id(), "../" + theirs, "é" * 22):
        body = {"upload_id": upload_id, "task_id": task.task_id}
        unchanged(world, partial(student.call, "POST", "/api/collect-codes", body), 404, "upload_missing", "upload_id")


# -- as a photo ---------------------------------------------------------------------------------------------------

PHOTOS: list[tuple[bytes, str, str, list[str]]] = [
    (huge_png(), "image/png", "UNREADABLE", ["too_many_pixels"]),
    (truncated(), "image/jpeg", "UNREADABLE", ["bad_format"]),
    (HTML, "image/jpeg", "UNREADABLE", ["bad_format"]),
    (qr_card.png("CJM0001"), "image/png", "FAILED", ["no_face", "too_bright"]),  # as a burnt-out portrait would be
]
PHOTO_IDS = ["900 megapixels", "truncated", "HTML", "a collection code"]


@pytest.mark.parametrize(("picture", "type_", "state", "codes"), PHOTOS, ids=PHOTO_IDS)
def test_a_photo_that_is_none(
    world: World, student: Student, picture: bytes, type_: str, state: str, codes: list[str]
) -> None:
    order_id = world.draft(student)
    photo = student.judge(order_id, picture, type_)
    assert (photo["state"], photo["preview_url"]) == (state, None)
    assert [finding["code"] for finding in photo["report"]["findings"]] == codes
    for finding in photo["report"]["findings"]:
        assert all(any("一" <= sign <= "鿿" for sign in finding[word]) for word in ("message", "cure"))
    assert world.objects(f"standard/{order_id}/") == {}
    unchanged(world, lambda: student.act(order_id, "submit", photo_no=1), 409, "photo_not_ready")
    assert student.judge(order_id, portrait())["state"] == "PASSED"


# -- asking for an upload -----------------------------------------------------------------------------------------

MB = 1024 * 1024
ASKED: list[tuple[dict[str, Any], int, str, str]] = [
    ({"type": "image/gif"}, 415, "upload_type", "type"),
    ({"type": "image/avif"}, 415, "upload_type", "type"),
    ({"type": "text/html"}, 415, "upload_type", "type"),
    ({"type": "IMAGE/JPEG"}, 415, "upload_type", "type"),
    ({"type": ""}, 415, "upload_type", "type"),
    ({"size": LIMITS["QR"] + 1}, 413, "upload_too_large", "size"),
    ({"purpose": "AVATAR", "size": LIMITS["AVATAR"] + 1}, 413, "upload_too_large", "size"),
    ({"size": 0}, 422, "invalid", "size"),
    ({"size": -1}, 422, "invalid", "size"),
    ({"size": 10**30}, 422, "invalid", "size"),
    ({"size": 1.5}, 422, "invalid", "size"),
    ({"purpose": "VIDEO"}, 422, "invalid", "purpose"),
    ({"purpose": "PHOTO"}, 422, "invalid", "order_id"),
    ({"purpose": "PHOTO", "order_id": ""}, 404, "order_not_found", ""),
    ({"key": "in/qr/x"}, 422, "invalid", "key"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "status", "code", "field"), ASKED)
def test_an_upload_that_is_not_given(
    world: World, student: Student, wrong: dict[str, Any], status: int, code: str, field: str
) -> None:
    body = {"purpose": "QR", "type": "image/png", "size": 9} | wrong
    unchanged(world, lambda: student.call("POST", "/api/uploads", body), status, code, field or None)


def posted(student: Student, data: bytes, type_: str = "image/png", **lies: str) -> int:
    """What storage answers to a form with some fields changed."""
    form = student.call("POST", "/api/uploads", {"purpose": "QR", "type": "image/png", "size": 9})
    changed = {**form, "fields": {**form["fields"], **lies}}
    return student.post_form(changed, data, type_).status_code


def test_storage_takes_what_was_asked_for_and_nothing_else(world: World, student: Student) -> None:
    mine = f"in/qr/{world.person(student)}/"
    before = world.objects("")
    assert posted(student, b"x", key=mine + random_id()) == 403
    assert posted(student, b"x", key=f"standard/{random_id()}/1/x.jpg") == 403
    assert posted(student, b"x", **{"Content-Type": "text/html"}) == 403
    assert posted(student, bytes(10)) == 400  # one byte more than was asked for
    assert posted(student, b"") == 400
    assert world.objects("") == before
    assert posted(student, b"x") == 204
    assert len(world.objects(mine)) == len([key for key in before if key.startswith(mine)]) + 1
