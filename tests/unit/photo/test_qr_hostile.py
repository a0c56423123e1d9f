"""Hostile pictures, in processes whose memory and time are bounded: each is read or refused, and that ends."""

from __future__ import annotations

import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from chalicelib.collect_codes.service import PICTURE_ERRORS
from drawings import qr_card
from drawings.faulty_portraits import huge_png
from drawings.hard_qr import FINDER
from tests.worlds.pictures import ROOT, encoded
from tools.suite.patience import PATIENCE

Answers = dict[str, dict[str, Any]]

# Address space with the libraries in it, and seconds of a processor: the budget of 1.5, one view begun just before its
# end, and twice that again on a crowded machine.  A child that passes them dies.
MEMORY_MB, CPU_S = 600, 15
RSS_MB = 300
TEXT = qr_card.chsi_like_text(seed=4)
CARD = qr_card.draw(TEXT)
CHILD = """
import json, pickle, resource, sys
from tools.bench.peak import peak_mib
resource.setrlimit(resource.RLIMIT_AS, ({memory} << 20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, ({cpu},) * 2)
from chalicelib.photo.reading.picture_error import PictureError
from chalicelib.photo.qr import scan
from chalicelib.photo.qr.scan import read_qr
views = []
def counted(step):
    return scan.Pass(step.name, step.views, lambda view: views.append(step.name) or step.decode(view))
scan.PASSES = tuple(map(counted, scan.PASSES))
for name, data in pickle.load(sys.stdin.buffer).items():
    views.clear()
    try:
        said = [found.text for found in read_qr(data)]
    except PictureError as refused:
        said = refused.code
    print(json.dumps([name, {{"said": said, "views": len(views), "mb": peak_mib()}}]), flush=True)
"""


def read_apart(files: dict[str, bytes]) -> Answers:
    """What read_qr says of each in a bounded child, after how many views; and the most MB the child held so far."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(memory=MEMORY_MB, cpu=CPU_S)],
        input=pickle.dumps(files),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        timeout=PATIENCE,
        check=False,
    )
    found: Answers = dict(map(json.loads, done.stdout.splitlines()))
    assert done.returncode == 0, (*files.keys() - found.keys(), done.stderr.decode()[-2000:])
    return found


def flood(module: int, width: int, height: int) -> Image.Image:
    """Finder patterns all over: a decoder tries every three of them; unbounded, 12 megapixels take it a minute."""
    tile = np.pad(255 - 255 * np.kron(FINDER, np.ones((module, module))), 1, constant_values=255)
    pixels = np.tile(tile, (height // len(tile) + 1, width // len(tile) + 1))[:height, :width]
    return Image.fromarray(pixels.astype(np.uint8))


def animation(frames: int) -> bytes:
    file = io.BytesIO()
    pictures = [CARD.convert("P").rotate(turn) for turn in range(frames)]
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:])
    return file.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width), np.uint8))


NO_HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(2000)

Made = Callable[[], bytes]  # when a test wants it, not when each worker reads this file
REFUSED: dict[str, tuple[Made, str]] = {
    "900 megapixels": (huge_png, "too_many_pixels"),
    "2**31 pixels wide": (lambda: huge_png(2**31 - 1, 2**31 - 1), "too_many_pixels"),
    "1 bit, 60 megapixels": (lambda: encoded(Image.new("1", (10000, 6000))), "too_many_pixels"),
    "header of 36 megapixels, no data": (lambda: huge_png(6000, 6000), "bad_format"),
    "animated GIF": (lambda: animation(20), "bad_format"),
    "HEIC's beginning": (lambda: NO_HEIC, "bad_format"),
    "truncated JPEG": (lambda: encoded(CARD, "JPEG")[:9000], "bad_format"),
    "truncated PNG": (lambda: encoded(CARD)[:900], "bad_format"),
    "HTML": (lambda: b"<html><img src=x></html>", "bad_format"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "bad_format"),
    "nothing": (lambda: b"", "bad_format"),
    "21 MB": (lambda: bytes(21 << 20), "file_too_large"),
}
READ: dict[str, Made] = {
    "CMYK": lambda: encoded(CARD.convert("CMYK"), "JPEG"),
    "16 bit": lambda: encoded(Image.fromarray(np.asarray(CARD.convert("L"), np.uint16) * 257)),
    "palette": lambda: encoded(CARD.convert("P")),
    "1 bit": lambda: encoded(CARD.convert("1")),
    "WebP": lambda: encoded(CARD, "WEBP", quality=60),
    "progressive JPEG": lambda: encoded(CARD, "JPEG", progressive=True),
    "HEIC": lambda: encoded(CARD, "HEIF", quality=70),
    "turned by EXIF": lambda: encoded(
        CARD.rotate(90, expand=True), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    ),
}
EMPTY: dict[str, Made] = {
    "finders of 7 px, 12 megapixels": lambda: encoded(flood(1, 4000, 3000)),
    "finders of 14 px, 12 megapixels": lambda: encoded(flood(2, 4000, 3000)),
    "finders of 21 px, 12 megapixels": lambda: encoded(flood(3, 4000, 3000)),
    "noise, 12 megapixels": lambda: encoded(noise(4000, 3000)),
    "20000 by 2": lambda: encoded(Image.new("RGB", (20000, 2))),
    "noise, 2 by 20000": lambda: encoded(noise(2, 20000)),
    "1 by 1": lambda: encoded(Image.new("L", (1, 1))),
    "40 megapixels": lambda: encoded(Image.new("L", (8000, 5000), 200), "JPEG"),
}


@pytest.fixture(scope="module")
def refused() -> Answers:
    return read_apart({name: made() for name, (made, _) in REFUSED.items()})


@pytest.fixture(scope="module")
def read() -> Answers:
    return read_apart({name: made() for name, made in READ.items()})


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_refused_at_once_with_a_cure(refused: Answers, name: str) -> None:
    _, code = REFUSED[name]
    assert refused[name]["said"] == code
    assert refused[name]["views"] == 0
    refusal = PICTURE_ERRORS[code]
    assert all(any("一" <= sign <= "鿿" for sign in words) for words in (refusal.message, refusal.action))


@pytest.mark.parametrize("name", READ)
def test_unusual_files_are_read(read: Answers, name: str) -> None:
    assert read[name]["said"] == [TEXT]


@pytest.mark.parametrize("name", EMPTY)
def test_what_holds_no_code_ends_in_time_and_memory(name: str) -> None:
    found = read_apart({name: EMPTY[name]()})[name]
    assert found["said"] == []
    assert found["mb"] <= RSS_MB
    assert found["views"] > 0


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {}), ("PNG", {"compress_level": 1})], ids=["JPEG", "PNG"])
def test_a_phones_photo_of_12_megapixels_is_read_in_little_memory(kind: str, options: dict[str, int]) -> None:
    photo = Image.new("RGB", (4032, 3024), (90, 110, 80))
    photo.paste(CARD.resize((420, 665)), (2500, 1200))
    found = read_apart({kind: encoded(photo, kind, **options)})[kind]
    assert found["said"] == [TEXT]
    assert found["mb"] <= RSS_MB
