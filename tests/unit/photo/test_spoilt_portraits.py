"""What hides a face or spoils a picture: too much of it fails under its own code or is doubted, a little passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageFilter

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Finding, Spec
from drawings import bad_pictures, disguises
from tests.worlds.pictures import drawn, encoded

BLUE = (100, 197, 255)
DARK = (108, 72, 54)
Rgb = tuple[int, int, int]
Made = Callable[[], bytes]


def over(change: Callable[[Image.Image], Image.Image]) -> Made:
    return lambda: encoded(change(drawn()))


SPOILT: dict[str, tuple[str, Made]] = {
    "hair over both eyes": ("eyes_not_visible", over(disguises.fringe)),
    "a smaller reflection": ("eyes_not_visible", over(lambda image: disguises.reflection(image, 0.7))),
    "a white mask": ("face_occluded", over(lambda image: disguises.mask(image, (236, 238, 240)))),
    "a dark mask": ("face_occluded", over(lambda image: disguises.mask(image, (48, 46, 52)))),
    "a black mask": ("face_occluded", over(lambda image: disguises.mask(image, (18, 18, 20)))),
    "a mask as pale as skin": ("face_occluded", over(lambda image: disguises.mask(image, (240, 215, 200)))),
    "a red scarf": ("face_occluded", over(lambda image: disguises.mask(image, (150, 30, 40)))),
    "moved a little": ("motion_blurred", over(lambda image: bad_pictures.moved(image, 9))),
    "a photo compressed": ("noisy_or_overcompressed", lambda: bad_pictures.compressed(drawn(), 10)),
    "coarse grain": ("noisy_or_overcompressed", over(lambda image: bad_pictures.noisy(image, 18))),
    "a light shadow": (
        "background_shadow",
        lambda: encoded(drawn_on_shadow(0.2)),
    ),
    "a knitted cap of a hair's colour": ("head_covered", over(disguises.ribbed)),
    "lids": ("eyes_closed", over(disguises.lids)),
    "light on both lenses": ("eyes_not_visible", over(disguises.haze)),
    "stripes": ("background_not_plain", lambda: encoded(drawn_on_pattern("stripes"))),
    "tiles": ("background_not_plain", lambda: encoded(drawn_on_pattern("tiles"))),
    "folds": ("background_not_plain", lambda: encoded(drawn_on_pattern("folds"))),
    "a thin border": ("has_border", over(lambda image: bad_pictures.bordered(image, 5))),
    "a white border": ("has_border", over(lambda image: bad_pictures.bordered(image, 20, (255, 255, 255)))),
    "strips above and below": ("has_border", over(lambda image: bad_pictures.banded(image, 10))),
    "one black strip": ("has_border", over(lambda image: bad_pictures.banded(image, 10, sides=1))),
    "a captured screen": ("has_border", over(bad_pictures.captured)),
    "deep strips": ("has_border", over(lambda image: bad_pictures.banded(image, 300))),
    "leaning a little too far": ("head_tilted", lambda: encoded(drawn(roll=8.6))),
    "brown skin out of focus": ("blurred", lambda: encoded(blurred(DARK, 1.5))),
    "the crown cut off": ("crown_margin", over(lambda image: bad_pictures.cut_at(image, 0.12))),
    "grain in a large picture": ("noisy_or_overcompressed", lambda: encoded(grainy_and_large())),
}

DOUBTED: dict[str, tuple[str, Made]] = {
    "brown lenses": ("sunglasses", over(lambda image: disguises.sunglasses(image, (52, 34, 24)))),
    "a cap": ("head_covered", over(disguises.cap)),
    "behind a haze": ("too_bright", over(lambda image: bad_pictures.veiled(image, 0.38))),
    "one strip that is not black": (
        "has_border",
        over(lambda image: bad_pictures.banded(image, 10, sides=1, grey=60)),
    ),
}

TOLERATED: dict[str, Made] = {
    "clear glasses": over(disguises.glasses),
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
    "behind a thin haze": over(lambda image: bad_pictures.veiled(image, 0.28)),
    "brown skin a little soft": lambda: encoded(blurred(DARK, 1.0)),
    "a shade that fades in": over(lambda image: bad_pictures.banded(image, 10, soft=30)),
    "little above the crown": over(lambda image: bad_pictures.cut_at(image, 0.07)),
}


def grainy_and_large() -> Image.Image:
    """As of a telephone in dim light: three px of it make one of the finished portrait."""
    return bad_pictures.noisy(drawn(width=1440, height=1920), 26)


def blurred(skin: Rgb, size: float) -> Image.Image:
    return drawn(skin=skin).filter(ImageFilter.GaussianBlur(size))


def drawn_on_shadow(depth: float) -> Image.Image:
    return drawn(background=bad_pictures.shadow_beside(600, 800, BLUE, depth))


def drawn_on_pattern(kind: str, depth: float = 0.18) -> Image.Image:
    return drawn(background=bad_pictures.patterned(600, 800, BLUE, kind, depth))


def cases() -> Iterator[object]:
    """The first of each code; the others are for the long runs."""
    seen = set[str]()
    for name, (code, _) in SPOILT.items():
        yield pytest.param(name, marks=[pytest.mark.slow] if code in seen else [])
        seen.add(code)


@pytest.mark.parametrize("name", cases())
def test_it_fails_under_its_own_code(engine: Engine, spec: Spec, name: str) -> None:
    code, made = SPOILT[name]
    report = engine.judge(made(), spec).report
    told = [one for one in report.findings if one.severity == "fail"]
    assert {one.code for one in told} == {code}
    assert min(map(beyond, told)) > 0.02, "so near its limit another processor's rounding decides"


def beyond(told: Finding) -> float:
    """By what share of the limit the measure has passed it."""
    assert told.measured is not None
    assert told.allowed is not None
    least, most = told.allowed
    limit = least if least is not None and told.measured < least else most
    assert limit is not None
    return abs(told.measured - limit) / (limit or 1)


@pytest.mark.parametrize("name", DOUBTED)
def test_it_is_a_doubt(engine: Engine, spec: Spec, name: str) -> None:
    code, made = DOUBTED[name]
    report = engine.judge(made(), spec).report
    assert report.verdict == "PASSED"
    assert code in {one.code for one in report.findings}


@pytest.mark.parametrize("name", TOLERATED)
def test_it_passes(engine: Engine, spec: Spec, name: str) -> None:
    report = engine.judge(TOLERATED[name](), spec).report
    assert report.findings == ()


@pytest.mark.parametrize(
    ("light", "codes"), [(0.03, {"no_face", "too_dark"}), (0.2, {"too_dark"})], ids=["none", "little"]
)
def test_a_face_against_the_light_is_too_dark_whether_found_or_not(
    engine: Engine, spec: Spec, light: float, codes: set[str]
) -> None:
    report = engine.judge(over(lambda image: bad_pictures.against_the_light(image, light))(), spec).report
    assert {one.code for one in report.findings if one.severity == "fail"} == codes


@pytest.mark.parametrize(
    ("crown", "codes"),
    [(0.05, {"shoulders_cut"}), (0.1, {"head_too_large"}), (0.1375, {"head_too_large", "crown_margin"})],
    ids=["whole", "tight", "cut"],
)
def test_a_cut_crown_is_told_beside_a_head_too_large(engine: Engine, spec: Spec, crown: float, codes: set[str]) -> None:
    image = bad_pictures.cut_at(drawn(width=900, height=1200), crown, 0.72)
    report = engine.judge(encoded(image), spec).report
    assert {one.code for one in report.findings if one.severity == "fail"} == codes
