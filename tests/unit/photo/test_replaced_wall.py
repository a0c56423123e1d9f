"""A replaced wall is looked at again: a shadow goes with it, and what stays of it is told."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from chalicelib.photo.engine import Engine
from chalicelib.photo.leftover import shade_left
from chalicelib.photo.model import Background, Policy, Rgb, Spec
from chalicelib.photo.pixels.colour import lab_of, lab_of_pixels
from chalicelib.photo.portrait import Portrait
from chalicelib.photo.spec import spec_for
from drawings.bad_pictures import shadow_beside
from tests.worlds.findings import findings
from tests.worlds.pictures import drawn, encoded

BLUE: Rgb = (100, 197, 255)
WALLS: tuple[Rgb, ...] = (BLUE, (225, 210, 185), (240, 240, 240))
SEEN = 10.0  # ΔE 1976 from the wanted colour


@pytest.fixture(scope="module")
def replacing() -> Spec:
    return spec_for("chsi", Background(BLUE, 20.0, "normalise"))


def shaded(wall: Rgb, depth: float) -> Image.Image:
    return drawn(background=shadow_beside(600, 800, wall, depth))


def drawn_before(wall: NDArray[np.floating]) -> Image.Image:
    return drawn(background=wall.astype(np.float32))


def portrait_in(engine: Engine, spec: Spec, image: Image.Image) -> Portrait:
    seen = engine.look(np.asarray(image), spec).portrait
    assert seen is not None
    return seen


def with_person(portrait: Portrait, rows: slice, columns: slice, share: float) -> Portrait:
    """As if both networks had taken a part of the frame for the person (1), the wall (0) or neither."""
    changed = replace(portrait)
    changed.__dict__["person"] = portrait.person.copy()
    changed.person[rows, columns] = share
    return changed


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("depth", [0.1, 0.3, 0.4])
def test_a_shadow_goes_with_the_wall_it_lies_on(engine: Engine, replacing: Spec, wall: Rgb, depth: float) -> None:
    image = shaded(wall, depth)
    assert engine.judge(encoded(image), replacing).report.findings == ()
    portrait = portrait_in(engine, replacing, image)
    off = np.linalg.norm(lab_of_pixels(portrait.finished) - lab_of(BLUE), axis=2)
    assert np.mean(off[portrait.person < 0.05] > SEEN) < 0.002


@pytest.mark.parametrize("wall", WALLS)
def test_a_shadow_too_deep_to_go_is_told(engine: Engine, replacing: Spec, wall: Rgb) -> None:
    """With so little light left it is half taken for hair."""
    judged = engine.judge(encoded(shaded(wall, 0.7)), replacing)
    assert judged.report.verdict == "FAILED"
    (told,) = (one for one in judged.report.findings if one.code == "background_shadow")
    assert (told.severity, told.unit, told.allowed) == ("fail", "%", (None, 0.6))
    assert told.measured is not None
    assert told.measured > 2


@pytest.mark.parametrize("far", [0.8, 0.6])
def test_light_that_falls_off_goes_with_the_wall(engine: Engine, replacing: Spec, far: float) -> None:
    wall = np.array(WALLS[1]) * np.linspace(1, far, 600)[None, :, None] * np.ones((800, 1, 1))
    assert engine.judge(encoded(drawn_before(wall)), replacing).report.findings == ()


@pytest.mark.parametrize("wall", [(225, 200, 165), (170, 130, 95)])
def test_ears_and_temples_are_no_wall_of_their_hue(engine: Engine, replacing: Spec, wall: Rgb) -> None:
    portrait = portrait_in(engine, replacing, drawn(background=wall))
    assert "background_shadow" not in findings(portrait, replacing)


@pytest.mark.parametrize("light", [0.6, 1.5])
def test_a_blotch_that_stays_beside_the_neck_is_told(engine: Engine, replacing: Spec, light: float) -> None:
    image = drawn(background=(150, 150, 150))
    assert shade_left(portrait_in(engine, replacing, image), BLUE) == 0
    portrait = portrait_in(engine, replacing, image)
    finished = portrait.finished.copy()
    finished[380:410, 90:120] = np.clip(np.array(BLUE) * light, 0, 255)
    spotted = replace(portrait)
    spotted.__dict__["finished"] = finished
    assert findings(spotted, replacing)["background_shadow"].severity == "fail"


def test_nothing_is_left_of_the_hangar_behind_an_astronaut(engine: Engine, replacing: Spec, packaged: Path) -> None:
    codes = {one.code for one in engine.judge((packaged / "astronaut.png").read_bytes(), replacing).report.findings}
    assert codes == {"low_resolution", "head_too_small", "mouth_open"}


def test_a_thing_that_stays_on_the_wall_is_told(engine: Engine, replacing: Spec) -> None:
    image = drawn(background=WALLS[1]).copy()
    assert engine.judge(encoded(image), replacing).report.findings == ()
    ImageDraw.Draw(image).rectangle((30, 60, 70, 120), fill=(170, 40, 40))
    findings = engine.judge(encoded(image), replacing).report.findings
    assert [(one.code, one.severity) for one in findings] == [("background_not_plain", "fail")]


def test_a_shadow_taken_for_the_person_is_told(engine: Engine, replacing: Spec) -> None:
    image = shaded(WALLS[1], 0.3)
    portrait = portrait_in(engine, replacing, image)
    assert "background_shadow" not in findings(portrait, replacing)
    taken = with_person(portrait, slice(100, 260), slice(370, 440), 1.0)
    told = findings(taken, replacing)["background_shadow"]
    assert (told.code, told.severity, told.message) == ("background_shadow", "fail", "背景上有人影")


def test_clothes_that_went_with_the_wall_are_told(engine: Engine, replacing: Spec) -> None:
    white = portrait_in(engine, replacing, drawn(background=WALLS[2], jacket=(238, 238, 238)))
    eaten = with_person(white, slice(540, None), slice(None), 0.0)
    told = findings(eaten, replacing)["clothes_like_background"]
    assert (told.severity, told.message) == ("fail", "衣服与背景颜色接近")


def test_an_edge_lost_in_the_old_wall_is_a_doubt(engine: Engine, replacing: Spec) -> None:
    white = portrait_in(engine, replacing, drawn(background=WALLS[2], jacket=(238, 238, 238)))
    assert findings(white, replacing)["clothes_like_background"].severity == "warn"
    dark = portrait_in(engine, replacing, drawn(background=WALLS[2]))
    assert "clothes_like_background" not in findings(dark, replacing)
    hazy = with_person(dark, slice(625, None), slice(110, 370), 0.5)
    assert "clothes_like_background" not in findings(hazy, replacing)


def test_clothes_that_half_went_with_the_wall_fail(engine: Engine, replacing: Spec) -> None:
    white = portrait_in(engine, replacing, drawn(background=WALLS[2], jacket=(238, 238, 238)))
    told = findings(with_person(white, slice(540, None), slice(None), 0.5), replacing)["clothes_like_background"]
    assert (told.severity, told.unit, told.allowed) == ("fail", "%", (None, 5.0))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("policy", ["keep", "normalise"])
@pytest.mark.parametrize("clothes", [(0, 0, 0), (34, 38, 52)])
def test_before_a_black_wall_nothing_is_divided_by_its_light(engine: Engine, policy: Policy, clothes: Rgb) -> None:
    wanted = spec_for("chsi", Background(BLUE, 20.0, policy))
    report = engine.judge(encoded(drawn(background=(0, 0, 0), jacket=clothes)), wanted).report
    assert ("background_colour" in {one.code for one in report.findings}) == (policy == "keep")


def test_without_a_wall_in_sight_nothing_is_replaced(engine: Engine, replacing: Spec) -> None:
    portrait = portrait_in(engine, replacing, drawn(background=WALLS[1]))
    filled = with_person(portrait, slice(None), slice(None), 1.0)
    assert np.array_equal(filled.finished, filled.rgb)
    assert not {"background_shadow", "clothes_like_background"} & findings(filled, replacing).keys()


def test_wall_beside_the_jaw_goes_too(engine: Engine, replacing: Spec) -> None:
    """The face's outline is drawn wider than the face is."""
    portrait = portrait_in(engine, replacing, drawn(background=WALLS[2]))
    points = portrait.face.points.copy()
    middle = points[:, 0].mean()
    points[:, 0] = middle + (points[:, 0] - middle) * 1.25
    wide = replace(portrait, face=replace(portrait.face, points=points))
    beside = wide.oval & (wide.person < 0.05)
    assert np.count_nonzero(beside) > 500
    off = np.linalg.norm(lab_of_pixels(wide.finished) - lab_of(BLUE), axis=2)
    assert np.mean(off[beside] > SEEN) < 0.02


def test_the_same_frame_on_its_own_wall_is_kept_beside_the_finished_one(engine: Engine, replacing: Spec) -> None:
    judged = engine.judge(encoded(drawn(background=WALLS[1])), replacing)
    made = judged.report.standard
    assert made is not None
    assert judged.before is not None
    assert judged.standard is not None
    assert (made.background_replaced, made.before_sha256) == (True, sha256(judged.before).hexdigest())
    before, after = (np.asarray(Image.open(BytesIO(file))).astype(int) for file in (judged.before, judged.standard))
    assert before.shape == after.shape == (640, 480, 3)
    assert np.abs(before[:40] - WALLS[1]).mean() < 4  # above the head
    assert np.abs(before[200:400, 180:300] - after[200:400, 180:300]).mean() < 4  # eyes, nose, mouth


def test_the_heads_place_is_told(engine: Engine, replacing: Spec, spec: Spec) -> None:
    replaced, kept = (engine.judge(encoded(drawn()), one) for one in (replacing, spec))
    assert replaced.report.standard is not None
    assert kept.report.standard is not None
    assert kept.before is None
    assert (kept.report.standard.background_replaced, kept.report.standard.before_sha256) == (False, None)
    head = kept.report.standard.head
    assert head == replaced.report.standard.head
    assert head is not None
    assert 50 / 640 <= head.top <= 110 / 640  # where the standard wants the crown
    assert 0.6 < head.chin < 0.75


def test_a_picture_that_nobody_may_accept_leaves_nothing_to_compare(engine: Engine, replacing: Spec) -> None:
    failed = engine.judge(encoded(drawn(dy=-0.1, background=WALLS[1])), replacing)
    assert (failed.standard, failed.before, failed.report.standard) == (None, None, None)
