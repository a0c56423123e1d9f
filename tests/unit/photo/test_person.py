"""Hair over brows, eyes that look aside, jewellery: what networks see of people, judged by the limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.face import CHEEKS, CHIN
from chalicelib.photo.judge import judge
from chalicelib.photo.limits.person import PERSON
from chalicelib.photo.measures.expression import AHEAD, PER_DEGREE, expression
from chalicelib.photo.measures.pose import pose
from chalicelib.photo.model import Measures, Spec
from chalicelib.photo.nets.mesh import LOOKS_LEFT, LOOKS_RIGHT, SMILE, UPPER_LIP, MeshReader
from chalicelib.photo.portrait import Portrait
from tests.worlds.pictures import drawn

CLEAN: Measures = {
    "enlargement": 1.0, "occluded_lower": 0.05, "worn_around_eye": 0.0, "worn_over_eye": 0.0, "head_cover": 0.05,
    "yaw": 2.0, "look": 3.0, "hair_over_brow": 0.05, "worn_beside_face": 0.02, "worn_at_neck": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def portrait(engine: Engine, spec: Spec) -> Portrait:
    seen = engine.look(np.asarray(drawn()), spec).portrait
    assert seen is not None
    return seen


def told(spec: Spec, **measures: float | None) -> list[tuple[str, str]]:
    found = judge({**CLEAN, **measures}, PERSON, spec, lambda row: None)
    return [(one.code, one.severity) for one in found]


@pytest.mark.parametrize(
    ("measures", "code"),
    [
        ({}, None),
        ({"hair_over_brow": 0.31}, "hair_over_brows"),
        ({"hair_over_brow": 0.25}, None),
        ({"look": 12.5}, "eyes_aside"),
        ({"look": -12.5}, "eyes_aside"),
        ({"look": 11.0}, None),
        ({"look": 30.0, "yaw": 17.0}, None),  # the head is told
        ({"look": 30.0, "worn_over_eye": 0.6}, None),  # dark lenses
        ({"look": 30.0, "occluded_lower": 0.6}, None),  # a mask
        ({"worn_beside_face": 0.12}, "jewellery"),
        ({"worn_at_neck": 0.06}, "jewellery"),
        ({"worn_beside_face": 0.3, "worn_around_eye": 0.1}, None),  # the arms of glasses
        ({"worn_beside_face": 0.3, "occluded_lower": 0.4}, None),  # a mask's strap
        ({"worn_beside_face": 0.3, "head_cover": 0.6}, None),
        ({"worn_beside_face": None, "worn_at_neck": None, "hair_over_brow": None}, None),
    ],
)
def test_it_is_a_doubt_and_nothing_else_is_taken_for_it(
    spec: Spec, measures: dict[str, float | None], code: str | None
) -> None:
    assert told(spec, **measures) == ([(code, "warn")] if code else [])
    assert told(spec, **measures, enlargement=1.5) == []  # too few px


@pytest.mark.parametrize("yaw", [-12.0, 0.0, 12.0])
def test_eyes_that_turn_back_as_far_as_the_head_turns_look_at_the_camera(portrait: Portrait, yaw: float) -> None:
    def look(gaze: float) -> float:
        found = expression(replace(portrait, face=replace(portrait.face, yaw=yaw, gaze=gaze)))["look"]
        assert found is not None
        return found

    assert look(AHEAD - yaw * PER_DEGREE) == pytest.approx(0)
    assert look(AHEAD) == pytest.approx(yaw)
    assert look(AHEAD + (20 - yaw) * PER_DEGREE) == pytest.approx(20)


def test_what_the_network_says_of_either_side_goes_together(
    models_dir: object, engine: Engine, portrait: Portrait, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader: MeshReader = engine._mesh
    scores = np.zeros(52)
    scores[[*SMILE, *UPPER_LIP]] = 0.2, 0.4, 0.1, 0.3
    scores[[*LOOKS_RIGHT, *LOOKS_LEFT]] = 0.6, 0.4, 0.1, 0.1

    class Told:
        def setInput(self, points: object) -> None: ...

        def forward(self) -> object:
            return scores

    monkeypatch.setattr(reader, "_expression", Told())
    said = reader.expression(portrait.face.points)
    assert (said.smile, said.lip_raised, said.gaze) == pytest.approx((0.3, 0.2, 0.4))


def test_a_drawn_face_rests_and_looks_ahead(portrait: Portrait) -> None:
    found = expression(portrait)
    assert found["smile"] is not None
    assert found["smile"] < 0.5
    assert found["look"] is not None
    assert abs(found["look"]) < 12


def shoulders(portrait: Portrait, left: int, right: int, *, hair: bool = False) -> float | None:
    """Of a head on shoulders so many rows lower than its chin."""
    window, face = portrait.bust.window, portrait.face
    chin = int(face.outline((CHIN,), window)[0, 1])
    middle = round(float(face.outline(CHEEKS, window)[:, 0].mean()))
    matte = np.zeros((window.height, window.width), np.float32)
    matte[chin + left :, :middle] = matte[chin + right :, middle:] = 1
    if hair:
        matte[chin - 20 :, :middle] = 1
    return pose(replace(portrait, bust=replace(portrait.bust, matte=matte)))["shoulders"]


def test_shoulders_are_level_or_not(portrait: Portrait) -> None:
    level = shoulders(portrait, 30, 30)
    right_lower, left_lower = shoulders(portrait, 30, 40), shoulders(portrait, 40, 30)
    apart = 1.85 * float(np.ptp(portrait.face.outline(CHEEKS, portrait.bust.window)[:, 0]))
    assert level == 0
    assert right_lower == pytest.approx(np.degrees(np.arctan2(10, apart)))
    assert left_lower == pytest.approx(-np.degrees(np.arctan2(10, apart)))


def test_shoulders_behind_hair_or_beyond_the_picture_are_not_measured(portrait: Portrait) -> None:
    assert shoulders(portrait, 30, 30, hair=True) is None
    assert shoulders(portrait, 1000, 30) is None
    narrow = replace(portrait, width=int(portrait.face.eyes[0]))
    assert shoulders(narrow, 30, 30) is None
    assert abs(pose(portrait)["shoulders"] or 0) < 2
