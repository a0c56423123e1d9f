"""What hides a face or spoils a picture: too much of it fails under its own code, a little of it passes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from sandbox import bad_pictures, disguises
from tests.unit.photo.pictures import drawn, encoded

BLUE = (100, 197, 255)
Made = Callable[[], bytes]


def over(change: Callable[[Image.Image], Image.Image]) -> Made:
    return lambda: encoded(change(drawn()))


SPOILT: dict[str, tuple[str, Made]] = {
    "brown lenses": ("sunglasses", over(lambda image: disguises.sunglasses(image, (52, 34, 24)))),
    "hair over both eyes": ("eyes_not_visible", over(disguises.fringe)),
    "a smaller reflection": ("eyes_not_visible", over(lambda image: disguises.reflection(image, 0.7))),
    "a white mask": ("face_occluded", over(lambda image: disguises.mask(image, (236, 238, 240)))),
    "a dark mask": ("face_occluded", over(lambda image: disguises.mask(image, (48, 46, 52)))),
    "a mask as pale as skin": ("face_occluded", over(lambda image: disguises.mask(image, (240, 215, 200)))),
    "a red scarf": ("face_occluded", over(lambda image: disguises.mask(image, (150, 30, 40)))),
    "moved a little": ("motion_blurred", over(lambda image: bad_pictures.moved(image, 9))),
    "a photo compressed": ("noisy_or_overcompressed", lambda: bad_pictures.compressed(drawn(), 10)),
    "coarse grain": ("noisy_or_overcompressed", over(lambda image: bad_pictures.noisy(image, 18))),
    "a light shadow": (
        "background_shadow",
        lambda: encoded(drawn_on_shadow(0.2)),
    ),
    "lids": ("eyes_closed", over(disguises.lids)),
    "a hand of the skin's own colour": ("face_occluded", over(disguises.hand)),
    "light on both lenses": ("eyes_not_visible", over(disguises.haze)),
    "stripes": ("background_not_plain", lambda: encoded(drawn_on_pattern("stripes"))),
    "tiles": ("background_not_plain", lambda: encoded(drawn_on_pattern("tiles"))),
    "folds": ("background_not_plain", lambda: encoded(drawn_on_pattern("folds"))),
    "a thin border": ("has_border", over(lambda image: bad_pictures.bordered(image, 5))),
}

TOLERATED: dict[str, Made] = {
    "clear glasses": over(disguises.glasses),
    "hair to the brows": over(lambda image: disguises.fringe(image, -0.45)),
    "hardly moved": over(lambda image: bad_pictures.moved(image, 2)),
    "light from the side": over(lambda image: bad_pictures.side_lit(image, 0.2)),
    "red glints": over(lambda image: bad_pictures.red_eyed(image, 0.03)),
    "pale": over(lambda image: bad_pictures.grey(image, 0.5)),
    "a little green": over(lambda image: bad_pictures.tinted(image, 0.1)),
    "fine grain": over(lambda image: bad_pictures.noisy(image, 4)),
    "a usual JPEG": lambda: bad_pictures.compressed(drawn(), 60),
    "a faint wave": over(lambda image: bad_pictures.screened(image, 0.3)),
    "weak light on the lenses": over(lambda image: disguises.haze(image, 0.15)),
    "narrow eyes": lambda: encoded(drawn(eye=0.55)),
    "faint stripes": lambda: encoded(drawn_on_pattern("stripes", 0.03)),
    "a faint shadow": lambda: encoded(drawn_on_shadow(0.05)),
    "a darker blue jacket": lambda: encoded(drawn(jacket=(60, 120, 165))),
}


def drawn_on_shadow(depth: float) -> Image.Image:
    from sandbox.portrait import draw

    return draw(background=bad_pictures.shadow_beside(600, 800, BLUE, depth))


def drawn_on_pattern(kind: str, depth: float = 0.18) -> Image.Image:
    from sandbox.portrait import draw

    return draw(background=bad_pictures.patterned(600, 800, BLUE, kind, depth))


@pytest.mark.parametrize("name", SPOILT)
def test_it_fails_under_its_own_code(engine: Engine, spec: Spec, name: str) -> None:
    code, made = SPOILT[name]
    report = engine.judge(made(), spec).report
    assert {one.code for one in report.findings if one.severity == "fail"} == {code}


def test_a_cap_as_dark_as_hair_is_a_doubt(engine: Engine, spec: Spec) -> None:
    report = engine.judge(over(lambda image: disguises.cap(image, (40, 32, 28)))(), spec).report
    assert [(one.code, one.severity) for one in report.findings] == [("head_covered", "warn")]


@pytest.mark.parametrize("name", TOLERATED)
def test_it_passes(engine: Engine, spec: Spec, name: str) -> None:
    report = engine.judge(TOLERATED[name](), spec).report
    assert report.findings == ()
