"""What is kept of an upload has its pixels, colours and right side up, and tells no place, owner or device."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from chalicelib.photo.reading.bare import bare_file
from chalicelib.photo.reading.facts import NOTHING_SAID, read_facts
from chalicelib.photo.reading.picture import read_picture
from tests.unit.photo.damaged import mutated
from tests.worlds.pictures import encoded

KINDS = ("JPEG", "PNG", "WEBP", "HEIF")
TAGS = ExifTags.Base
PICTURE = Image.new("RGB", (48, 64), (200, 10, 10))
PICTURE.paste((10, 10, 200), (0, 0, 48, 20))  # so that every side is told from the others
PICTURE.paste((10, 200, 10), (0, 0, 12, 64))
SECRETS = (b"OWNER-WANG", b"SERIAL-0042", b"MAKER-NOTE", b"XMP-SECRET", b"COMMENT-SECRET")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def telling(kind: str, side: int = 1, **more: Any) -> bytes:
    exif, outer = Image.Exif(), dict[int, Any]()
    outer |= {TAGS.Artist: "OWNER-WANG", TAGS.Software: "COMMENT-SECRET", TAGS.Orientation: side}
    exif.update(outer)
    inner: dict[int, Any] = {TAGS.BodySerialNumber: "SERIAL-0042", TAGS.MakerNote: b"MAKER-NOTE"}
    exif.get_ifd(ExifTags.IFD.Exif).update(inner | {TAGS.DateTimeOriginal: "2026:05:01"})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (28.0, 11.0, 42.5), 3: "E", 4: (112.0, 56.0, 31.25)})
    options: dict[str, dict[str, Any]] = {"JPEG": {"comment": b"COMMENT-SECRET"}, "WEBP": {"lossless": True}}
    own: dict[str, Any] = options.get(kind, {})
    if kind == "PNG":
        own["pnginfo"] = PngInfo()
        own["pnginfo"].add_text("Comment", "COMMENT-SECRET")
        own["pnginfo"].add_itxt("XML:com.adobe.xmp", "<x>XMP-SECRET</x>")
    else:
        own["xmp"] = b"<x:xmpmeta>XMP-SECRET</x:xmpmeta>"
    return encoded(PICTURE, kind, exif=exif.tobytes(), icc_profile=SRGB, **own, **more)


def pixels(data: bytes) -> Any:
    return np.asarray(read_picture(data).image)


def bare(data: bytes) -> bytes:
    result = bare_file(data)
    assert result is not None
    return result


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_told_any_more_and_the_pixels_stay(kind: str) -> None:
    data = telling(kind)
    assert sum(secret in data for secret in SECRETS) >= 4
    kept = bare(data)
    assert not any(secret in kept for secret in SECRETS)
    assert read_facts(kept) == NOTHING_SAID
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        assert image.info.get("icc_profile") == SRGB
    assert (pixels(kept) == pixels(data)).all()
    assert bare_file(kept) == kept


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", range(1, 9))
def test_the_right_side_stays_up(kind: str, side: int) -> None:
    data = telling(kind, side)
    kept = bare(data)
    assert (pixels(kept) == pixels(data)).all()
    if kind != "HEIF":  # its container turns it, EXIF does not
        with Image.open(io.BytesIO(kept)) as image:
            assert image.getexif().get(TAGS.Orientation, 1) == side


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_says_nothing_stays_as_it_is(kind: str) -> None:
    data = encoded(PICTURE, kind)
    assert pixels(bare(data)).shape == pixels(data).shape
    assert len(bare(data)) <= len(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_comes_behind_the_picture_goes(kind: str) -> None:
    """A phone puts a film there, with its own place."""
    data = encoded(PICTURE, kind)
    assert bare(data + b"\0\0\0\x18ftypmp42 +28.1912+112.9388/") == bare(data)


def test_the_second_picture_of_a_jpeg_goes() -> None:
    other = telling("JPEG")
    kept = bare(encoded(PICTURE, "JPEG") + other)
    assert not any(secret in kept for secret in SECRETS)
    assert kept.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("how", [{"progressive": True}, {"optimize": True}, {"restart_marker_blocks": 1}])
def test_every_way_of_writing_a_jpeg(how: dict[str, Any]) -> None:
    data = telling("JPEG", **how)
    assert (pixels(bare(data)) == pixels(data)).all()


def test_colours_of_a_printers_jpeg_stay() -> None:
    """Adobe's segment tells that the four colours are inverted."""
    data = encoded(PICTURE.convert("CMYK"), "JPEG", comment=b"COMMENT-SECRET")
    assert b"Adobe" in data
    kept = bare(data)
    assert b"COMMENT-SECRET" not in kept
    assert (pixels(kept) == pixels(data)).all()


def test_transparency_stays() -> None:
    for kind in ("PNG", "WEBP"):
        clear = PICTURE.convert("RGBA")
        clear.putalpha(100)
        exif = Image.Exif()
        exif[TAGS.Artist] = "OWNER-WANG"
        data = encoded(clear, kind, exif=exif.tobytes())
        assert (pixels(bare(data)) == pixels(data)).all()


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"\0\0\0\x18ftypheic", b"<svg/>"])
def test_what_is_no_picture_is_none_or_next_to_nothing(data: bytes) -> None:
    kept = bare_file(data)
    assert kept is None or len(kept) <= max(12, len(data))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_was_damaged_there_is_an_answer(number: int) -> None:
    data = mutated(number)
    kept = bare_file(data)
    assert kept is None or len(kept) <= len(data) + 64


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=9))
def test_hostile_heads_have_an_answer(kind: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(telling(kind))
    for at, byte in changes:
        data[at % len(data)] = byte
    kept = bare_file(bytes(data))
    assert kept is None or len(kept) <= len(data) + 64
