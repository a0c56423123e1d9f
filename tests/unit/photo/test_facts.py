"""What a file says of itself is read wherever it stands, and whatever the bytes are there is an answer."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from chalicelib.orders.model import PhotoState
from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.reading.ai_label import MADE, MOST, PERHAPS, SILENT, SUSPECTED, ai_label
from chalicelib.photo.reading.facts import Facts, read_facts
from drawings.faulty_portraits import labelled, signed
from tests.unit.photo.damaged import mutated
from tests.worlds.pictures import drawn, encoded

SMALL = Image.new("RGB", (16, 16), (200, 10, 10))
KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
Tags = Mapping[Any, Any]
TAGS, LENS, COMMENT = ExifTags.Base, "iPhone 6 front camera 2.65mm f/2.2", '{"BeautyInfo":{"IsAIBeauty":false}}'
FROM_26_MM = 0.319  # m: the drawn face is 264 px wide, the picture has a diagonal of 1,000
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
PLACES = {
    "an element": '<TC260:AIGC xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">{}</TC260:AIGC>',
    "an attribute": 'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" TC260:AIGC="{}"',
    "an object": '{{"AIGC":{}}}',
    "a bare name": "AIGC{}",
}


def with_exif(kind: str, tags: Tags, inner: Tags) -> bytes:
    exif = Image.Exif()
    exif.update(tags)
    exif.get_ifd(ExifTags.IFD.Exif).update(inner)
    return encoded(SMALL, kind, exif=exif.tobytes())


@pytest.mark.parametrize("kind", KINDS)
def test_exif_is_read_in_every_container(kind: str) -> None:
    inner = {TAGS.DateTimeOriginal: "2025:09:30 12:00:00", TAGS.LensModel: LENS, TAGS.FocalLengthIn35mmFilm: 31}
    facts = read_facts(with_exif(kind, {TAGS.Software: "Snapseed 2.0"}, inner))
    assert facts == Facts(date(2025, 9, 30), SILENT, beautified=False, edited=True, front_lens=True, focal_length=31)


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_says_nothing(kind: str) -> None:
    assert read_facts(encoded(SMALL, kind)) == Facts()


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("2025-09-30T08:00:00", date(2025, 9, 30)),
        ("2025:02:30 08:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("0000:00:00 00:00:00", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_a_day_that_is_none_is_not_told(said: str, taken: date | None) -> None:
    assert read_facts(with_exif("JPEG", {}, {TAGS.DateTimeOriginal: said})).taken == taken


@pytest.mark.parametrize(
    ("tags", "inner", "beautified", "edited"),
    [
        ({TAGS.Software: "BeautyPlus"}, {}, True, False),
        ({TAGS.Artist: "Meitu"}, {}, True, False),
        ({}, {TAGS.UserComment: b"ASCII\0\0\0" + COMMENT.encode()}, True, False),
        ({TAGS.Software: "美图秀秀".encode()}, {}, True, False),
        ({TAGS.ImageDescription: '{"product":"retouch"}'}, {}, True, False),
        ({TAGS.Software: "Adobe Photoshop 26.5 (Windows)"}, {}, False, True),
        ({}, {TAGS.UserComment: b"UNICODE\0" + "用美图拍摄".encode("utf-16-le")}, True, False),
        ({TAGS.ImageDescription: "Reminiscence of Xi Pitus, airbrushed"}, {}, False, False),
        ({TAGS.Software: "17.5.1"}, {}, False, False),
        ({TAGS.Make: "Meizu"}, {TAGS.LensModel: "back camera"}, None, None),
    ],
)
def test_programs_that_sign(tags: Tags, inner: Tags, beautified: bool, edited: bool) -> None:
    facts = read_facts(with_exif("JPEG", tags, inner))
    assert (facts.beautified, facts.edited) == (beautified, edited)


def test_a_program_that_signs_in_xmp() -> None:
    packet = '<x:xmpmeta><rdf:Description xmp:CreatorTool="Meitu 11.2"/></x:xmpmeta>'
    assert read_facts(encoded(SMALL, "JPEG", xmp=packet.encode())).beautified is True


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("label", "said"), [("1", MADE), ("2", PERHAPS), ("3", SUSPECTED), (1, MADE), ("7", SILENT)])
def test_the_national_label_is_read_wherever_it_stands(kind: str, place: str, label: object, said: int) -> None:
    written = json.dumps({"ContentProducer": "one", "Label": label, "ReservedCode1": {}})
    text = PLACES[place].format(html.escape(written) if place == "an attribute" else written)
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", text)
        data = encoded(SMALL, kind, pnginfo=info)
    else:
        data = encoded(SMALL, kind, xmp=text.encode())
    assert read_facts(data).ai == said


def test_the_national_label_as_a_text_within_json_and_as_a_png_text() -> None:
    assert ai_label(json.dumps({"AIGC": json.dumps({"Label": "3", "ProduceID": "x"})}).encode()) == SUSPECTED
    assert read_facts(labelled("2")).ai == PERHAPS


@pytest.mark.parametrize(
    "said",
    [
        b"AIGC",
        b"AIGC{",
        b'AIGC{"Label":"1"}',  # whose label?
        b"AIGC[1]",
        b'AIGC{"Label":"1","ProduceID":',
        b"AIGC" + b'{"a":' * 800,
        b'a picture about AIGC, with {"Label":"1","ProduceID":"x"}',
        SOURCE_TYPE.encode() + b"digitalCapture",
        b"AIGC " * 2 * MOST,
    ],
)
def test_what_is_no_label_is_none(said: bytes) -> None:
    assert ai_label(said) == SILENT


@pytest.mark.parametrize("kind", ["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"])
def test_a_source_type_is_read_in_xmp_and_in_a_manifest(kind: str) -> None:
    packet = f'<rdf:Description Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}{kind}"/>'
    jumbf = b"\0\0\1\0jumb\0\0\0\x1ejumdc2pa" + b"qdigitalSourceTypex" + (SOURCE_TYPE + kind).encode()
    jpeg = encoded(SMALL, "JPEG")
    segment = b"\xff\xeb" + (len(jumbf) + 10).to_bytes(2) + b"JP\0\1\0\0\0\1" + jumbf
    assert ai_label(encoded(SMALL, "JPEG", xmp=packet.encode())) == MADE
    assert ai_label(jpeg[:2] + segment + jpeg[2:]) == MADE


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from([b"", b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"AIGC{", b"CreatorTool>"])
)
def test_whatever_the_bytes_are_there_are_facts(rest: bytes, begin: bytes) -> None:
    assert isinstance(read_facts(begin + rest), Facts)


@pytest.mark.filterwarnings("ignore")
def test_damaged_files_have_facts() -> None:
    inner = {TAGS.DateTimeOriginal: "2025:09:30 12:00:00", TAGS.LensModel: LENS}
    whole = with_exif("JPEG", {TAGS.Software: "Snapseed 2.0"}, inner)
    for at in range(0, min(len(whole), 400)):
        for value in (0, 0x7F, 0xFF):
            assert isinstance(read_facts(whole[:at] + bytes([value]) + whole[at + 1 :]), Facts)
    assert all(isinstance(read_facts(mutated(number)), Facts) for number in range(50))


@pytest.mark.parametrize(("label", "verdict", "severity"), [("1", "FAILED", "fail"), ("2", "PASSED", "warn")])
def test_a_label_that_leaves_it_open_only_warns(
    engine: Engine, spec: Spec, label: str, verdict: str, severity: str
) -> None:
    judged = engine.judge(labelled(label), spec)
    assert [(one.code, one.severity) for one in judged.report.findings] == [("ai_generated", severity)]
    assert judged.report.verdict == PhotoState(verdict)
    assert ("可能" in judged.report.findings[0].message) == (severity == "warn")
    assert (judged.standard is None) == (severity == "fail")  # nobody may decide otherwise


def test_studios_program_is_kept_and_not_told(engine: Engine, spec: Spec) -> None:
    judged = engine.judge(signed("Adobe Photoshop CS6 (Windows)"), spec)
    assert judged.report.findings == ()
    assert (judged.report.measures["edited"], judged.report.measures["beautified"]) == (1, 0)
    assert judged.taken is None


def test_the_day_is_told_beside_the_report(engine: Engine, spec: Spec) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[TAGS.DateTimeOriginal] = "2024:03:01 10:00:00"
    judged = engine.judge(encoded(drawn(), exif=exif.tobytes()), spec)
    assert judged.taken == date(2024, 3, 1)
    assert judged.report.findings == ()


@pytest.mark.parametrize(
    ("length", "size", "nearer"),
    [(26, (600, 800), 1.0), (26, (2400, 1800), 1.0), (52, (600, 800), 0.5), (26, (800, 800), None), (26, None, None)],
)
def test_how_far_the_camera_was(
    engine: Engine, spec: Spec, length: int, size: tuple[int, int] | None, nearer: float | None
) -> None:
    """A lens twice as long was twice as far off; a picture of another shape than it was taken in was cropped."""
    exif = Image.Exif()
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[TAGS.FocalLengthIn35mmFilm] = length
    if size:
        inner[TAGS.ExifImageWidth], inner[TAGS.ExifImageHeight] = size
    found = engine.judge(encoded(drawn(), exif=exif.tobytes()), spec).report.measures["camera_distance"]
    assert found == (nearer and pytest.approx(FROM_26_MM / nearer, rel=0.02))
