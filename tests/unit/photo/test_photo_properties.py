"""What holds of every picture: its mirror image and its size change no verdict, and more of a fault never helps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageOps

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from drawings import bad_pictures, disguises
from tests.worlds.pictures import drawn, encoded

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "good": lambda: drawn(),
    "turned": lambda: drawn(yaw=0.8),
    "tilted": lambda: drawn(roll=12),
    "eyes shut": lambda: drawn(eye=0),
    "masked": lambda: disguises.mask(drawn()),
    "aside": lambda: drawn(dx=0.2),
    "lit from one side": lambda: bad_pictures.side_lit(drawn(), 0.6),
}
STRONGER: dict[str, tuple[str, Callable[[float], Image.Image], tuple[float, ...]]] = {
    "blur": ("blurred", lambda size: drawn().filter(ImageFilter.GaussianBlur(size)), (0.5, 1.5, 3, 5)),
    "dark": ("too_dark", lambda factor: drawn().point(lambda value: int(value / factor)), (1, 3, 5, 9)),
    "roll": ("head_tilted", lambda roll: drawn(roll=roll), (2, 7, 11, 16)),
    "yaw": ("not_frontal", lambda yaw: drawn(yaw=yaw), (0.1, 0.4, 0.7, 1.0)),
    "lids": ("eyes_closed", lambda shut: drawn(eye=1 - shut), (0.2, 0.6, 0.9, 1.0)),
    "grain": ("noisy_or_overcompressed", lambda grain: bad_pictures.noisy(drawn(), grain), (3, 9, 14, 25)),
    "bright": (
        "too_bright",
        lambda factor: drawn().point(lambda value: min(255, int(value * factor))),
        (1, 1.5, 2.2, 3),
    ),
    "mouth": ("mouth_open", lambda gap: drawn(mouth=gap), (0, 0.2, 0.5, 0.9)),
    "tint": ("colour_cast", lambda green: bad_pictures.tinted(drawn(), green), (0.05, 0.2, 0.35, 0.5)),
    "small": ("head_too_small", lambda by: drawn(scale=1 / by), (1, 1.5, 2.2, 3)),
    "side light": ("uneven_light", lambda dimmer: bad_pictures.side_lit(drawn(), dimmer), (0.1, 0.3, 0.5, 0.7)),
}


MAGIC = (
    b"",
    b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\xff\0\0\0WEBPVP8 ",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
)


def fails(engine: Engine, spec: Spec, image: Image.Image) -> set[str]:
    report = engine.judge(encoded(image, "JPEG", quality=95), spec).report
    return {one.code for one in report.findings if one.severity == "fail"}


@pytest.mark.parametrize("sizes", [(0.8, 2.4), pytest.param((1.2, 3.2), marks=pytest.mark.slow)], ids=str)
@pytest.mark.parametrize("name", PICTURES)
def test_neither_mirroring_nor_size_changes_a_verdict(
    engine: Engine, spec: Spec, name: str, sizes: tuple[float, ...]
) -> None:
    image = PICTURES[name]()
    found = fails(engine, spec, image)
    assert fails(engine, spec, ImageOps.mirror(image)) == found
    for by in sizes:
        size = (round(image.width * by), round(image.height * by))
        assert fails(engine, spec, image.resize(size, Image.Resampling.LANCZOS)) == found, by


@pytest.mark.parametrize("name", STRONGER)
def test_more_of_a_fault_never_helps(engine: Engine, spec: Spec, name: str) -> None:
    code, spoilt, strengths = STRONGER[name]
    found = [code in fails(engine, spec, spoilt(strength)) for strength in strengths]
    assert found == sorted(found)
    assert (found[0], found[-1]) == (False, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_whatever_the_bytes_are_there_is_a_report(engine: Engine, spec: Spec, magic: bytes, rest: bytes) -> None:
    report = engine.judge(magic + rest, spec).report
    assert report.verdict == "UNREADABLE"
    assert [one.severity for one in report.findings] == ["fail"]
