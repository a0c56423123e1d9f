"""HEIC, as iPhones store pictures: read like any other, in a process that hostile files may crash or exhaust."""

from __future__ import annotations

import io
import os
import resource
import struct
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from chalicelib.photo.reading import heic, heic_process
from chalicelib.photo.reading.picture import MAX_PIXELS, open_picture, read_picture
from chalicelib.photo.reading.picture_error import PictureError
from tests.worlds.pictures import colour, drawn, encoded

MARKED = Image.new("RGB", (64, 96), (200, 10, 10))
MARKED.paste((10, 10, 200), (0, 0, 64, 32))  # blue on top
SMALL = encoded(MARKED, "HEIF", quality=80)


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same file with another size in its header."""
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", width, height) + data[at + 8 :]


def refusal(data: bytes) -> str:
    with pytest.raises(PictureError) as refused:
        open_picture(data)
    return refused.value.code


@pytest.mark.parametrize("orientation", range(1, 9))
def test_its_own_turning_is_applied_once(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    turned = MARKED if stored is None else MARKED.transpose(stored)
    image = open_picture(encoded(turned, "HEIF", exif=exif.tobytes(), quality=90))  # and a box that says the same
    assert (image.size, image.mode) == ((64, 96), "RGB")
    assert colour(image, 32, 10)[2] > 150
    assert colour(image, 32, 80)[0] > 150


def test_many_tiles_make_one_picture() -> None:
    image = open_picture(encoded(drawn().resize((300, 400)), "HEIF", quality=60, tile_size=128))
    assert image.size == (300, 400)
    assert image.info == {}


def test_transparency_becomes_white() -> None:
    clear = encoded(Image.new("RGBA", (64, 64), (0, 0, 0, 0)), "HEIF", quality=90)
    assert min(colour(open_picture(clear), 30, 30)) > 250


def test_ten_bits_become_eight() -> None:
    deep = Image.new("I;16", (64, 64), 0x8000)
    assert abs(colour(open_picture(encoded(deep, "HEIF", quality=90)), 30, 30)[0] - 128) <= 2


def test_foreign_colours_are_converted() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.new("RGB", (64, 64), (120, 120, 120)), "HEIF", icc_profile=profile, quality=95)
    assert abs(colour(open_picture(data), 30, 30)[0] - 120) <= 2


def test_a_portrait_is_judged_like_any_other(engine: Engine, spec: Spec) -> None:
    judged = engine.judge(encoded(drawn(width=480, height=640), "HEIF", quality=85), spec)
    assert (judged.report.verdict, judged.report.findings) == ("PASSED", ())
    assert (judged.report.source.w, judged.report.source.h) == (480, 640)
    assert Image.open(io.BytesIO(judged.standard or b"")).size == (480, 640)


def test_size_is_checked_before_anything_is_decoded() -> None:
    """A process that goes too far is ended at CPU_SECONDS; these end by themselves, with much less."""
    before = cpu_of_children()
    assert refusal(claiming(SMALL, 8000, 5001)) == "too_many_pixels"
    assert refusal(claiming(SMALL, 2**31, 2**31)) in ("too_many_pixels", "bad_format")
    assert cpu_of_children() - before < heic.CPU_SECONDS


def cpu_of_children() -> float:
    """Seconds of a processor of all that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_more_pixels_than_the_header_admits_are_not_decoded() -> None:
    assert refusal(claiming(encoded(drawn(), "HEIF", quality=20), 64, 64)) == "bad_format"


@pytest.mark.parametrize("part", [12, 40, 300, len(SMALL) - 20])
def test_a_part_of_a_file_is_no_picture(part: int) -> None:
    assert refusal(SMALL[:part]) == "bad_format"


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "SECONDS", 0.01)
    assert refusal(SMALL) == "bad_format"


def test_a_process_that_crashes_is_a_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert refusal(SMALL) == "bad_format"


def test_memory_and_time_of_the_process_are_bounded() -> None:
    greedy = "from chalicelib.photo.reading.heic import bound_this_process as bound; bound(); bytearray(2 * 10**9)"
    done = subprocess.run([sys.executable, "-c", greedy], capture_output=True, text=True)
    assert "MemoryError" in done.stderr


def test_the_process_sees_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "AWS_SECRET_ACCESS_KEY", "secret")
    seen: dict[str, Any] = {}
    real = subprocess.run

    def run(*command: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return real(*command, **options)

    monkeypatch.setattr(subprocess, "run", run)
    assert open_picture(SMALL).size == (64, 96)
    assert set(seen) == {"PYTHONPATH", "LD_LIBRARY_PATH"}


def test_a_large_picture_comes_back_small_and_tells_its_true_size() -> None:
    data = encoded(drawn().resize((303, 400)), "HEIF", quality=30)
    picture = read_picture(data, enough=100)
    assert (picture.width, picture.height, picture.zoom) == (303, 400, 4)
    whole = open_picture(data)
    assert whole.size == (303, 400)
    assert np.array_equal(np.asarray(picture.image), np.asarray(whole.reduce(4)))


def test_a_picture_there_is_no_room_for_is_told_how_many_pixels_may_be() -> None:
    with pytest.raises(PictureError) as refused:
        read_picture(SMALL, room=heic_process.ITSELF + 10_000)
    assert (refused.value.code, refused.value.measured) == ("too_many_pixels", 64 * 96)
    assert (refused.value.limit or 0) > 0


@pytest.mark.slow
def test_the_largest_allowed_picture_fits_into_the_process() -> None:
    """Forty million pixels, ten bits each, one tile."""
    deep = Image.new("I;16", (8000, MAX_PIXELS // 8000), 0x8000)
    picture = read_picture(encoded(deep, "HEIF", quality=1), enough=1600)
    assert (picture.width, picture.height, picture.zoom) == (8000, 5000, 4)
