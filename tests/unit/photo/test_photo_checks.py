"""Every finding both ways: a picture with the fault has it, pictures without it do not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from chalicelib.photo.codes import CODES
from chalicelib.photo.engine import Engine
from chalicelib.photo.face import Face
from chalicelib.photo.limits import only_doubted, rows_for
from chalicelib.photo.model import Background, Finding, Spec
from chalicelib.photo.portrait import Portrait
from chalicelib.photo.spec import spec_for
from drawings.faulty_portraits import FAULTS, faulty
from sandbox import seed
from sandbox.play import story
from tests.worlds.findings import findings
from tests.worlds.pictures import drawn, encoded

HAN = re.compile(r"[\u4e00-\u9fff]{3,}")
UNREADABLE = ("bad_format", "file_too_large", "too_many_pixels")
# Not the engine's: see test_sameness.py and test_age.py in tests/unit/orders.
BY_COMPARISON = {"same_as_rejected", "same_as_other_person", "not_recent"}
OF_PEOPLE = {"hair_over_brows", "eyes_aside", "jewellery"}  # networks do not see them in drawings: see test_person.py
ALSO = {"too_dark": {"background_colour"}, "too_bright": {"background_colour"}}  # light changes the wall too


@pytest.fixture(scope="module")
def portrait(engine: Engine, spec: Spec) -> Portrait:
    seen = engine.look(np.asarray(drawn()), spec).portrait
    assert seen is not None
    return seen


@pytest.fixture(scope="module")
def narrow(engine: Engine, spec: Spec) -> Portrait:
    seen = engine.look(np.asarray(drawn(eye=0.6)), spec).portrait
    assert seen is not None
    return seen


def test_there_is_a_fault_for_every_code(spec: Spec) -> None:
    assert set(FAULTS) == set(CODES) - BY_COMPARISON - OF_PEOPLE
    assert {*(row.code for row in rows_for(spec)), *UNREADABLE} == set(FAULTS) | OF_PEOPLE


def speaks_to_a_student(found: Finding) -> None:
    """In Chinese, with something to do, and with its blanks filled."""
    assert HAN.search(found.message)
    assert HAN.search(found.cure)
    assert found.message != found.cure
    assert not re.search(r"[{}]|None", found.message + found.cure)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_the_fault_is_found_and_nothing_else(engine: Engine, spec: Spec, code: str) -> None:
    report = engine.judge(faulty(code), spec).report
    speaks_to_a_student(next(one for one in report.findings if one.code == code))
    if code in only_doubted(rows_for(spec)):
        assert [(one.code, one.severity) for one in report.findings] == [(code, "warn")]
        return
    assert report.verdict == ("UNREADABLE" if code in UNREADABLE else "FAILED")
    assert {one.code for one in report.findings if one.severity == "fail"} == {code, *ALSO.get(code, ())}


@pytest.mark.parametrize("code", story.FAULTS)
def test_a_sample_of_the_sandbox_shows_its_fault_in_the_sandboxs_tasks(engine: Engine, code: str) -> None:
    for task in seed._tasks(seed.Seeded(), 3000, 60):
        spec = spec_for(task.spec, Background(**vars(task.background)))
        assert [one.code for one in engine.judge(faulty(code), spec).report.findings if one.severity == "fail"] == [
            code
        ]


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"seed": 2},
        {"hair": 0.3},
        {"skin": (108, 72, 54)},
        {"skin": (245, 215, 195)},
        {"hair_rgb": (150, 110, 60)},
        {"eye": 0.6},
        {"yaw": 0.25},
        {"yaw": -0.25},
        {"roll": 4},
        {"roll": -4},
        {"scale": 0.7},
        {"dx": 0.05},
        {"dy": 0.1},
        {"width": 480, "height": 640},
        {"width": 900, "height": 1200},
        {"width": 1000, "height": 800, "scale": 0.7},
    ],
    ids=str,
)
def test_a_good_portrait_has_no_finding(engine: Engine, spec: Spec, look: dict[str, object]) -> None:
    judged = engine.judge(encoded(drawn(**look)), spec)
    assert judged.report.findings == ()
    assert judged.report.verdict == "PASSED"
    assert judged.standard is not None


def test_a_doubt_is_told_but_does_not_fail(engine: Engine, spec: Spec) -> None:
    report = engine.judge(encoded(drawn(roll=6.5)), spec).report
    assert [(one.code, one.severity) for one in report.findings] == [("head_tilted", "warn")]
    assert report.verdict == "PASSED"


def test_all_problems_come_at_once_fails_first(engine: Engine, spec: Spec) -> None:
    report = engine.judge(encoded(drawn(eye=0, mouth=0.7, roll=6.5, background=(190, 60, 60))), spec).report
    assert [one.code for one in report.findings] == ["eyes_closed", "mouth_open", "background_colour", "head_tilted"]
    assert [one.severity for one in report.findings] == ["fail", "fail", "fail", "warn"]


@pytest.mark.parametrize("rgb", [(255, 255, 255), (240, 240, 240), (0, 163, 230)])
def test_the_task_chooses_the_background(engine: Engine, rgb: tuple[int, int, int]) -> None:
    wanted = spec_for("chsi", Background(rgb, 20.0, "keep"))
    assert engine.judge(encoded(drawn(background=rgb)), wanted).report.verdict == "PASSED"
    other = engine.judge(encoded(drawn(background=(120, 60, 20))), wanted).report
    assert [one.code for one in other.findings] == ["background_colour"]


@pytest.mark.parametrize(
    ("yaw", "pitch", "bad"),
    [
        (9.9, 3.0, None),
        (10.1, 3.0, "warn"),
        (-15.1, 3.0, "fail"),
        (0, 17.1, "warn"),
        (0, 21.1, "fail"),
        (0, -15.1, "fail"),
    ],
)
def test_frontal_limits(portrait: Portrait, spec: Spec, yaw: float, pitch: float, bad: str | None) -> None:
    turned = replace(portrait, face=replace(portrait.face, yaw=yaw, pitch=pitch))
    found = findings(turned, spec).get("not_frontal")
    assert (found and found.severity) == bad


@pytest.mark.parametrize(("pitch", "words"), [(30.0, "低头"), (-20.0, "仰头")])
def test_pitch_is_told_in_words(portrait: Portrait, spec: Spec, pitch: float, words: str) -> None:
    turned = replace(portrait, face=replace(portrait.face, yaw=0.0, pitch=pitch))
    assert words in findings(turned, spec)["not_frontal"].message


@pytest.mark.parametrize(
    ("blink", "bad"),
    [((0.4, 0.1), None), ((0.1, 0.4), None), ((0.41, 0.1), "warn"), ((0.1, 1.0), "warn")],
)
def test_one_closed_eye_is_enough(narrow: Portrait, spec: Spec, blink: tuple[float, float], bad: str | None) -> None:
    found = findings(replace(narrow, face=replace(narrow.face, blink=blink)), spec).get("eyes_closed")
    assert (found and found.severity) == bad
    if found is not None and found.box is not None:
        assert (found.box[0] < 0.5) == (blink[0] > blink[1])


@pytest.mark.parametrize(
    ("ratio", "blink", "bad"), [(0.155, 0.1, None), (0.145, 0.1, "warn"), (0.085, 0.39, "warn"), (0.085, 0.41, "fail")]
)
def test_an_eye_is_shut_where_lids_and_network_agree(
    narrow: Portrait, spec: Spec, monkeypatch: pytest.MonkeyPatch, ratio: float, blink: float, bad: str | None
) -> None:
    monkeypatch.setattr(Face, "eye_ratios", (ratio, ratio + 0.01))
    found = findings(replace(narrow, face=replace(narrow.face, blink=(blink, 0.1))), spec).get("eyes_closed")
    assert (found and found.severity) == bad


def test_eyes_that_had_to_be_enlarged_are_not_judged(portrait: Portrait, spec: Spec) -> None:
    shut = replace(portrait, face=replace(portrait.face, blink=(1.0, 1.0)))
    for source_px, told in ((385, True), (375, False)):
        window = replace(shut.placement.window, scale=spec.width / source_px)
        small = replace(shut, placement=replace(shut.placement, window=window))
        assert ("eyes_closed" in findings(small, spec)) == told


@pytest.mark.parametrize(("jaw", "bad"), [(0.19, None), (0.27, "warn"), (0.36, "fail")])
def test_jaw_limits(portrait: Portrait, spec: Spec, jaw: float, bad: str | None) -> None:
    found = findings(replace(portrait, face=replace(portrait.face, jaw_open=jaw)), spec).get("mouth_open")
    assert (found and found.severity) == bad


def without_room(portrait: Portrait, *sides: str) -> Portrait:
    edges: dict[str, Any] = dict.fromkeys(sides, 30.0)
    return replace(portrait, placement=replace(portrait.placement, **edges))


@pytest.mark.parametrize(("side", "word"), [("left", "左"), ("right", "右")])
def test_the_side_without_room_is_named(portrait: Portrait, spec: Spec, side: str, word: str) -> None:
    found = findings(without_room(portrait, side), spec)["off_centre"]
    assert f"{word}侧" in found.message
    assert found.measured == (-30.0 if side == "left" else 30.0)


@pytest.mark.parametrize("sides", [("left", "right"), ("top", "bottom")])
def test_no_room_on_opposite_sides_means_too_large(portrait: Portrait, spec: Spec, sides: tuple[str, str]) -> None:
    tight = without_room(portrait, *sides)
    assert list(findings(tight, spec)) == ["head_too_large"]


def test_the_box_of_sunglasses_is_as_high_as_a_lens(engine: Engine, spec: Spec) -> None:
    picture = faulty("sunglasses")
    found = {one.code: one.box for one in engine.judge(picture, spec).report.findings}
    box = found["sunglasses"]
    assert box is not None
    assert box[3] * 4 > box[2]  # as shares of a picture that is higher than wide


def test_boxes_are_shares_of_the_picture(engine: Engine, spec: Spec) -> None:
    boxes = [
        one.box
        for code in ("eyes_closed", "mouth_open", "multiple_faces")
        for one in engine.judge(faulty(code), spec).report.findings
    ]
    assert boxes
    for box in boxes:
        assert box is not None
        x, y, w, h = box
        assert 0 <= x < 1
        assert 0 <= y < 1
        assert 0 < w <= 1 - x
        assert 0 < h <= 1 - y
