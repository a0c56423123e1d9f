"""Measures of maps that are drawn by hand: what is painted where is told, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.photo.face import Face
from chalicelib.photo.measures import measure_parts
from chalicelib.photo.parts.maps import Part
from tests.unit.photo.parts_world import Labels, bare_head, face, paint, parts

NAMES = {
    "occluded_upper", "occluded_lower", "occluded_lips", "head_cover", "hair_over_brow", "hair_over_eye",
    "hair_over_ear", "worn_over_eye", "worn_over_both", "worn_around_eye", "worn_beside_face", "worn_at_neck",
}  # fmt: skip
SEEN = face()
# What is painted: its part, left, top, right, bottom from the middle of the face; what it raises and to how much.
PAINTED: dict[str, tuple[Part, tuple[float, ...], dict[str, tuple[float, float]]]] = {
    "a mask": (Part.OTHERS, (-48, 16, 48, 69), {"occluded_lower": (0.9, 1), "occluded_lips": (1, 1)}),
    "a hand at the mouth": (
        Part.BODY_SKIN, (-20, 30, 20, 60), {"occluded_lips": (0.9, 1), "occluded_lower": (0.2, 0.4)}
    ),
    "a phone over an eye": (
        Part.OTHERS, (0, -50, 50, 10),
        {"occluded_upper": (0.15, 0.5), "worn_over_eye": (1, 1), "worn_around_eye": (0.95, 1)},
    ),
    "sunglasses": (
        Part.OTHERS, (-44, -30, 44, -8),
        {"worn_over_eye": (1, 1), "worn_over_both": (1, 1), "worn_around_eye": (0.4, 0.8)},
    ),
    "a hat": (Part.OTHERS, (-60, -110, 60, -68), {"head_cover": (0.6, 1)}),
    "a hood": (Part.CLOTHES, (-60, -110, 60, -68), {"head_cover": (0.6, 1)}),
    "a fringe": (Part.HAIR, (-50, -70, 50, -32), {"hair_over_brow": (0.6, 1)}),
    "hair before an eye": (Part.HAIR, (-40, -70, 0, 0), {"hair_over_brow": (0.9, 1), "hair_over_eye": (1, 1)}),
    "hair over an ear": (Part.HAIR, (50, -20, 65, 15), {"hair_over_ear": (0.9, 1)}),
    "an earring": (Part.OTHERS, (55, 15, 62, 30), {"worn_beside_face": (0.03, 0.3)}),
    "a necklace": (Part.OTHERS, (-30, 85, 30, 95), {"worn_at_neck": (0.1, 0.4)}),
}  # fmt: skip


def of(labels: Labels) -> dict[str, float]:
    return {name: -1.0 if value is None else value for name, value in measure_parts(parts(labels, SEEN), SEEN).items()}


def test_nothing_is_told_of_a_bare_head() -> None:
    values = of(bare_head(SEEN))
    assert values.keys() == NAMES
    assert {name: value for name, value in values.items() if not 0 <= value < 0.02} == {}


@pytest.mark.parametrize("what", PAINTED)
def test_what_is_painted_is_told_and_nothing_else(what: str) -> None:
    part, box, raised = PAINTED[what]
    labels = bare_head(SEEN)
    paint(labels, SEEN, part, box)
    values, bare = of(labels), of(bare_head(SEEN))
    assert {name: value for name, value in values.items() if name in raised and not between(value, raised[name])} == {}
    assert {name: value for name, value in values.items() if name not in raised and abs(value - bare[name]) > 0.1} == {}


def between(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


@pytest.mark.parametrize("seen", [face(size=3), face(roll=20), face(x=50, y=900, size=0.5, roll=-35)])
def test_size_place_and_lean_do_not_matter(seen: Face) -> None:
    for part, box, _ in PAINTED.values():
        labels, leaning = bare_head(SEEN), bare_head(seen)
        paint(labels, SEEN, part, box)
        paint(leaning, seen, part, box)
        values, others = measure_parts(parts(labels, SEEN), SEEN), measure_parts(parts(leaning, seen), seen)
        assert {name: values[name] for name in NAMES if abs((values[name] or 0) - (others[name] or 0)) > 0.06} == {}


def test_where_there_is_only_wall_nobody_is_measured() -> None:
    values = measure_parts(parts(np.full((256, 256), Part.WALL, np.uint8), SEEN), SEEN)
    nobody = {"head_cover", "hair_over_ear", "worn_beside_face", "worn_at_neck"}
    assert {name for name, value in values.items() if value is None} == nobody
    assert values["occluded_upper"] == values["occluded_lower"] == 1


def test_a_head_at_the_edge_is_measured_where_it_is_seen() -> None:
    covered = bare_head(SEEN)
    paint(covered, SEEN, Part.OTHERS, (0, -110, 130, 110))
    left_half = parts(covered, SEEN)
    left_half.seen[:, 128:] = False
    values = measure_parts(left_half, SEEN)
    assert {name: value for name, value in values.items() if value is None or value > 0.03} == {}


def test_of_what_is_not_in_the_picture_nothing_is_known() -> None:
    nothing = parts(bare_head(SEEN), SEEN)
    nothing.seen[:] = False
    assert set(measure_parts(nothing, SEEN).values()) == {None}


def test_a_small_face_far_away_is_measured_like_any() -> None:
    far = face(x=-10_000, y=-10_000, size=0.01)
    assert measure_parts(parts(bare_head(far), far), far).keys() == NAMES


def test_a_person_is_whatever_is_not_wall() -> None:
    seen = parts(bare_head(SEEN), SEEN)
    assert np.array_equal(seen.person == 1, seen.labels != Part.WALL)
