"""A picture on its side or upside down is told so, and nothing about a person who only lies the wrong way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Finding, Spec
from chalicelib.photo.reading.picture import open_picture
from drawings import disguises
from tests.worlds.pictures import drawn, encoded

Way = Image.Transpose
WAYS = {  # how the picture lies, and what is said of it
    Way.ROTATE_90: ("照片是横着的", "向右旋转 90 度", 90),
    Way.ROTATE_180: ("照片上下颠倒了", "旋转 180 度", 180),
    Way.ROTATE_270: ("照片是横着的", "向左旋转 90 度", 270),
}


def found(engine: Engine, spec: Spec, image: Image.Image) -> tuple[Finding, ...]:
    return engine.judge(encoded(image), spec).report.findings


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("look", [{}, {"skin": (108, 72, 54)}, {"eye": 0, "background": (60, 60, 60)}], ids=str)
def test_a_turned_portrait_is_told_so_alone(engine: Engine, spec: Spec, way: Way, look: dict[str, object]) -> None:
    (told,) = found(engine, spec, drawn(**look).transpose(way))
    message, cure, degrees = WAYS[way]
    assert (told.code, told.severity, told.message) == ("upside_down", "fail", message)
    assert cure in told.cure
    assert (told.measured, told.allowed, told.unit) == (degrees, (0, 0), "deg")


@pytest.mark.parametrize("way", WAYS)
def test_real_people_are_found_the_wrong_way_up(engine: Engine, spec: Spec, packaged: Path, way: Way) -> None:
    for name in ("astronaut.png", "grace_hopper.jpg"):
        turned = open_picture((packaged / name).read_bytes()).transpose(way)
        codes = {one.code for one in found(engine, spec, turned)}
        assert codes - {"low_resolution"} == {"upside_down"}


@pytest.mark.parametrize("way", [Way.ROTATE_90, Way.ROTATE_270])
def test_the_size_of_a_picture_on_its_side_is_that_of_the_upright_one(engine: Engine, spec: Spec, way: Way) -> None:
    codes = [one.code for one in found(engine, spec, drawn(width=480, height=640).transpose(way))]
    assert codes == ["upside_down"]


@pytest.mark.parametrize(
    "made",
    [
        lambda: disguises.mask(drawn()),
        lambda: disguises.sunglasses(drawn()),
        lambda: drawn(yaw=0.8),
        lambda: drawn(roll=40),
        lambda: drawn(roll=-40),
        lambda: drawn(scale=0.3),
        lambda: drawn().crop((0, 0, 600, 330)).resize((600, 800)),
        lambda: drawn().rotate(35, fillcolor=(100, 197, 255)),
        lambda: drawn().rotate(-45, fillcolor=(100, 197, 255)),
    ],
    ids=[
        "mask",
        "sunglasses",
        "aside",
        "leaning right",
        "leaning left",
        "far away",
        "cut below the eyes",
        "a picture turned a little",
        "a picture turned half-way",
    ],
)
def test_an_upright_face_is_never_told_to_be_turned(
    engine: Engine, spec: Spec, made: Callable[[], Image.Image]
) -> None:
    assert "upside_down" not in {one.code for one in found(engine, spec, made())}


@pytest.mark.parametrize("way", WAYS)
def test_where_no_face_is_however_it_is_turned_none_is_missed(engine: Engine, spec: Spec, way: Way) -> None:
    headless = drawn().crop((0, 560, 600, 800)).resize((600, 800))
    codes = {one.code for one in found(engine, spec, headless.transpose(way))}
    assert "no_face" in codes
    assert "upside_down" not in codes
