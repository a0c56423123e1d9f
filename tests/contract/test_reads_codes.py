"""Reading collection codes on the emulator: what is read, what is refused and why, and who may use a read."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial
from typing import Any

import boto3
import pytest
from PIL import Image

from chalicelib.collect_codes import errors
from chalicelib.identity.model import Who
from chalicelib.orders.claims import proof
from chalicelib.orders.photos.upload_sizes import LIMITS
from chalicelib.shared.ids import random_id
from chalicelib.tasks.levels import Level
from tests.worlds.reads import World, card, picture, refusal


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


# ---- what is read


def test_a_picture_tells_the_student(world: World) -> None:
    task, text = world.task(), card(cjm="abc123XYZ")
    kept = world.read(task, picture(text))
    student = kept.read.student
    assert (student.name, student.school_code, student.school_name) == ("张*三", "10532", "湖南大学")
    assert (student.level, student.student_no, student.college) == ("BACHELOR", "2023010101", "信息学院")
    assert student.class_name == "软件2201"
    assert proof.matches(world.keys, kept.read.enrolment, "012x", student.id_tail or "")
    assert kept.read.source == "picture"
    assert kept.expires_at == world.now + timedelta(minutes=60)
    assert kept.read.enrolment == world.keys.digest("enrolment", "abc123XYZ")
    assert world.keys.unseal(student.sealed["collect_code"], about="collect_code") == text


def test_nothing_is_stored_and_what_is_kept_does_not_show_the_code(world: World, aws: Any) -> None:
    task, text = world.task(), card(cjm="SECRETCODE42")
    kept = world.read(task, picture(text))
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=aws.tables["inbox"])
    rows = [row["pk"]["S"] for page in pages for row in page["Items"] if world.who.person_id in repr(row)]
    assert [row.split("#")[:2] for row in rows] == [["RATE", "reads"]]
    assert "SECRETCODE42" not in repr(kept)
    assert text not in repr(kept)


def test_the_text_reads_as_the_picture_does(world: World) -> None:
    task, text = world.task(), card()
    seen = world.read(task, picture(text)).read
    said = world.reads.from_text(world.who, task.task_id, f" {text}\n").read
    assert said.source == "text"
    assert said.enrolment == seen.enrolment
    assert said.student.student_no == seen.student.student_no


def test_a_code_that_tells_nothing_takes_the_tasks_only_school_and_level(world: World) -> None:
    one = world.read(world.task(schools=("10554",)), picture(random_id(16))).read.student
    assert (one.school_code, one.school_name, one.level, one.name) == ("10554", "湖南工商大学", "BACHELOR", "")
    several = world.task(levels=(Level.BACHELOR, Level.MASTER))
    many = world.read(several, picture(random_id(16))).read.student
    assert (many.school_code, many.school_name, many.level) == ("", "", "")


def test_among_several_codes_the_collection_code_is_taken(world: World) -> None:
    kept = world.read(world.task(), picture("https://example.org/", card(xh="2023099999"), "somethingelse"))
    assert kept.read.student.student_no == "2023099999"


def test_of_two_students_codes_neither_is_taken(world: World) -> None:
    task = world.task()
    two = picture(card(cjm="CODEOFMINE1"), card(cjm="CODEOFHERS1"))
    refused = refusal(errors.QrSeveral, lambda: world.read(task, two))
    assert (refused.field, refused.text) == ("upload_id", "图片中有 2 个采集码，无法判断哪一个是您的")
    bare = picture(random_id(16), random_id(16))
    assert refusal(errors.QrSeveral, lambda: world.read(task, bare)).code == "qr_several"


def test_one_code_shown_twice_is_one(world: World) -> None:
    text = card(cjm="CODEOFMINE1")
    assert world.read(world.task(), picture(text, text)).read.student.student_no == "2023010101"
    again = world.read(world.task(), picture(text, card(cjm="CODEOFMINE1", bj="软件2202")))
    assert again.read.enrolment == world.keys.digest("enrolment", "CODEOFMINE1")


# ---- pictures that give no code


def test_a_picture_that_is_not_there(world: World) -> None:
    task = world.task()
    for upload_id in (random_id(), "../" + random_id(19), "short"):
        refused = refusal(
            errors.UploadMissing,
            partial(world.reads.from_picture, world.who, task.task_id, upload_id),
        )
        assert refused.code == "upload_missing"


def test_somebody_elses_picture_is_not_there(world: World) -> None:
    task, upload_id = world.task(), world.upload(picture(card()))
    other = Who(person_id=random_id())
    refusal(errors.UploadMissing, lambda: world.reads.from_picture(other, task.task_id, upload_id))


def test_a_file_that_is_no_picture(world: World) -> None:
    refused = refusal(errors.BadFormat, lambda: world.read(world.task(), b"%PDF-1.7 no picture"))
    assert (refused.status, refused.code) == (415, "bad_format")


def test_a_file_that_is_too_large(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "QR", 100)
    refused = refusal(errors.FileTooLarge, lambda: world.read(world.task(), picture(card())))
    assert (refused.status, refused.code) == (413, "file_too_large")


def test_a_picture_with_too_many_pixels(world: World) -> None:
    bomb = io.BytesIO()
    Image.new("1", (8000, 8000)).save(bomb, "PNG")
    refused = refusal(errors.TooManyPixels, lambda: world.read(world.task(), bomb.getvalue()))
    assert (refused.status, refused.code) == (422, "too_many_pixels")


def test_a_picture_without_a_code(world: World) -> None:
    refused = refusal(errors.QrNotFound, lambda: world.read(world.task(), picture()))
    assert refused.code == "qr_not_found"


def test_a_code_that_is_seen_but_not_clear(world: World) -> None:
    """Its middle is torn out: the finder patterns stay, and more is gone than the code can mend."""
    torn = Image.open(io.BytesIO(picture(card())))
    torn.paste(255, (70, 110, torn.width - 40, torn.height - 110))
    file = io.BytesIO()
    torn.save(file, "PNG")
    refused = refusal(errors.QrUnclear, lambda: world.read(world.task(), file.getvalue()))
    assert refused.code == "qr_unclear"


def test_a_code_nobody_understands(world: World) -> None:
    refused = refusal(errors.QrUnreadable, lambda: world.read(world.task(), picture("你好，世界")))
    assert refused.code == "qr_unreadable"


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("wxp://f2f0abcdef", "payment", "付款或收款码"),
        ("https://qr.alipay.com/fkx123", "payment", "付款或收款码"),
        ("https://u.wechat.com/EAbc123", "contact", "名片码"),
        ("https://example.org/a?b=1", "url", "网页链接"),
    ],
)
def test_another_kind_of_code(world: World, text: str, kind: str, says: str) -> None:
    refused = refusal(errors.QrOther, lambda: world.read(world.task(), picture(text)))
    assert (refused.code, refused.data, says in refused.text) == ("qr_other", {"kind": kind}, True)


def test_a_payment_code_is_not_named_if_there_is_another(world: World) -> None:
    two = picture("wxp://f2f0abcdef", "https://example.org/a?b=1")
    assert refusal(errors.QrOther, lambda: world.read(world.task(), two)).data == {"kind": "url"}
    three = picture("wxp://f2f0abcdef", "你好，世界", "https://u.wechat.com/EAbc123")
    assert refusal(errors.QrUnreadable, lambda: world.read(world.task(), three)).code == "qr_unreadable"


def test_a_payment_code_hides_no_collection_code(world: World) -> None:
    text = card(xh="2023099999")
    assert world.read(world.task(), picture("wxp://f2f0abcdef", text)).read.student.student_no == "2023099999"


def test_a_text_nobody_understands(world: World) -> None:
    task = world.task()
    refused = refusal(errors.TextUnreadable, lambda: world.reads.from_text(world.who, task.task_id, "我的采集码"))
    assert refused.code == "collect_code_text_unreadable"
