"""The crop finder: whenever it says there is room, the whole geometry is right and lies within the picture."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from chalicelib.photo.crop import MOST_TURNED, SPARE, Placement, place, scale_range
from chalicelib.photo.head import Head
from chalicelib.photo.model import Spec

HEAD = Head(x=300, y=330, roll=0, crown=180, chin=200, width=220, centre=0)


def checked(placement: Placement, head: Head, width: int, height: int, spec: Spec) -> None:
    """Measures the geometry again, from the window alone."""
    window = placement.window
    turn = np.radians(window.roll)
    crown = np.array([[head.x + head.crown * np.sin(turn), head.y - head.crown * np.cos(turn)]])
    centre = np.array([[head.x + head.centre * np.cos(turn), head.y + head.centre * np.sin(turn)]])
    assert spec.crown[0] - 0.01 <= window.to_window(crown)[0][1] <= spec.crown[1] + 0.01
    assert spec.eyes[0] - 0.01 <= window.to_window(np.array([[head.x, head.y]]))[0][1] <= spec.eyes[1] + 0.01
    assert spec.face_width[0] - 0.01 <= head.width * window.scale <= spec.face_width[1] + 0.01
    assert abs(window.to_window(centre)[0][0] - spec.width / 2) <= spec.centre_offset + 0.01
    spare = (SPARE + 0.01) / window.scale
    corners = window.corners()
    assert corners.min() >= -spare
    assert corners[:, 0].max() <= width + spare
    assert corners[:, 1].max() <= height + spare


def test_an_exact_picture_is_taken_whole(spec: Spec) -> None:
    head = Head(x=240, y=240, roll=0, crown=160, chin=180, width=220, centre=0)
    placement = place(head, 480, 640, spec)
    assert placement.has_room
    assert placement.window.scale == pytest.approx(1.0)
    assert (placement.window.x, placement.window.y) == pytest.approx((240, 320))


@pytest.mark.parametrize("seed", range(200))
def test_room_means_the_whole_geometry_is_right(spec: Spec, seed: int) -> None:
    dice = random.Random(seed)
    width, height = dice.randint(480, 3000), dice.randint(640, 4000)
    face = dice.uniform(150, 900)
    head = Head(
        x=dice.uniform(0.3, 0.7) * width,
        y=dice.uniform(0.25, 0.6) * height,
        roll=dice.uniform(-8, 8),
        crown=face * dice.uniform(0.65, 1.1),
        chin=face * 0.85,
        width=face,
        centre=face * dice.uniform(-0.1, 0.1),
    )
    placement = place(head, width, height, spec)
    if placement.has_room:
        checked(placement, head, width, height, spec)


def test_most_generous_pictures_have_room(spec: Spec) -> None:
    for seed in range(50):
        dice = random.Random(seed)
        face = dice.uniform(200, 600)
        head = replace(
            HEAD, width=face, crown=face * 0.8, chin=face * 0.85, x=face * 3, y=face * 3, roll=dice.uniform(-5, 5)
        )
        placement = place(head, round(face * 6), round(face * 7), spec)
        assert placement.has_room
        assert placement.window.roll == pytest.approx(head.roll if abs(head.roll) > 1 else 0)
        checked(placement, head, round(face * 6), round(face * 7), spec)


@pytest.mark.parametrize(
    ("head", "side"),
    [
        (replace(HEAD, y=190), "top"),
        (replace(HEAD, y=700), "bottom"),
        (replace(HEAD, x=130), "left"),
        (replace(HEAD, x=470), "right"),
    ],
)
def test_the_side_without_room_is_found(spec: Spec, head: Head, side: str) -> None:
    placement = place(head, 600, 900, spec)
    lacking = {name for name in ("left", "top", "right", "bottom") if getattr(placement, name) > 0}
    assert lacking == {side}


def test_a_picture_without_room_in_its_corners_is_not_turned(spec: Spec) -> None:
    head = Head(x=240, y=260, roll=3, crown=190, chin=220, width=295, centre=0)
    placement = place(head, 482, 642, spec)
    assert placement.has_room
    assert placement.window.roll < 3


def test_turning_back_is_limited(spec: Spec) -> None:
    head = replace(HEAD, roll=7.5, x=900, y=900)
    assert place(head, 2000, 2400, spec).window.roll == MOST_TURNED


def test_a_very_high_crown_fits_at_no_size(spec: Spec) -> None:
    low, high = scale_range(replace(HEAD, crown=HEAD.width * 1.5), spec)
    assert low > high


@pytest.mark.parametrize("crown", [0.0, 2.0, 150.0, 400.0])
def test_the_face_keeps_its_size_wherever_the_crown_is_seen(spec: Spec, crown: float) -> None:
    placement = place(replace(HEAD, crown=crown), 600, 900, spec)
    assert spec.face_width[0] - 0.01 <= placement.face_width <= spec.face_width[1] + 0.01
