"""The network of parts on two real people whose pictures ship inside packages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chalicelib.photo.engine import Engine
from chalicelib.photo.face import OVAL, Face
from chalicelib.photo.measures import measure_parts
from chalicelib.photo.model import Spec
from chalicelib.photo.nets.parts import PartsReader
from chalicelib.photo.parts.maps import UNKNOWN, Part, Parts
from chalicelib.photo.pixels.masks import filled
from chalicelib.photo.reading.picture import open_picture
from chalicelib.photo.reading.window import Pixels

PICTURES = ("astronaut.png", "grace_hopper.jpg")


@pytest.fixture(scope="module")
def reader(models_dir: Path) -> PartsReader:
    return PartsReader(models_dir)


@pytest.fixture(scope="module")
def people(engine: Engine, spec: Spec, packaged: Path) -> dict[str, tuple[Pixels, Face]]:
    found = {}
    for name in PICTURES:
        rgb = np.asarray(open_picture((packaged / name).read_bytes()))
        portrait = engine.look(rgb, spec).portrait
        assert portrait is not None
        found[name] = rgb, portrait.face
    return found


@pytest.fixture(scope="module")
def seen(reader: PartsReader, people: dict[str, tuple[Pixels, Face]]) -> dict[str, tuple[Parts, Face]]:
    return {name: (reader.look(rgb, face), face) for name, (rgb, face) in people.items()}


@pytest.mark.parametrize("name", PICTURES)
def test_the_maps_are_shares_of_every_px(seen: dict[str, tuple[Parts, Face]], name: str) -> None:
    parts, _ = seen[name]
    assert parts.maps.shape == (len(Part), 256, 256)
    assert parts.maps.min() >= 0
    assert np.abs(parts.maps.sum(0) - 1).max() < 1e-5
    assert parts.seen.mean() > 0.7


@pytest.mark.parametrize("name", PICTURES)
def test_the_skin_of_the_face_covers_the_meshs_oval(seen: dict[str, tuple[Parts, Face]], name: str) -> None:
    parts, face = seen[name]
    oval = filled((256, 256), [face.outline(OVAL, parts.window)])
    share = parts.share(oval, Part.FACE_SKIN)
    assert share is not None
    assert share > 0.85
    outside = parts.maps[Part.FACE_SKIN][~oval]
    assert outside.mean() < 0.1


def test_a_cap_and_glasses_are_told_from_hair_and_a_bare_face(seen: dict[str, tuple[Parts, Face]]) -> None:
    bare, officer = (measure_parts(*seen[name]) for name in PICTURES)
    assert (bare["head_cover"] or 0) < 0.02
    assert (officer["head_cover"] or 0) > 0.8
    assert (bare["worn_around_eye"] or 0) < 0.02
    assert (officer["worn_around_eye"] or 0) > 0.1
    assert (officer["worn_over_eye"] or 0) < 0.1
    for values in (bare, officer):
        assert all((values[name] or 0) < 0.13 for name in ("occluded_upper", "occluded_lower", "occluded_lips"))


def test_a_hand_of_paint_is_told_on_a_real_face(reader: PartsReader, people: dict[str, tuple[Pixels, Face]]) -> None:
    rgb, face = people["astronaut.png"]
    left, top = face.points[[61], :2].min(0).astype(int) - 30
    covered = rgb.copy()
    covered[top : top + 70, left : left + 90] = (40, 90, 60)
    values = measure_parts(reader.look(covered, face), face)
    assert (values["occluded_lips"] or 0) > 0.5
    assert (values["occluded_lower"] or 0) > 0.3


def test_equal_pictures_give_equal_maps(
    reader: PartsReader, models_dir: Path, people: dict[str, tuple[Pixels, Face]], seen: dict[str, tuple[Parts, Face]]
) -> None:
    rgb, face = people["astronaut.png"]
    for again in (reader, PartsReader(models_dir)):
        assert np.array_equal(again.look(rgb, face).maps, seen["astronaut.png"][0].maps)


def test_a_face_beyond_the_edge_is_looked_at_all_the_same(
    reader: PartsReader, people: dict[str, tuple[Pixels, Face]]
) -> None:
    rgb, face = people["astronaut.png"]
    cut = rgb[:120, :230]
    parts = reader.look(cut, face)
    inside = parts.window.inside(cut.shape[1], cut.shape[0])
    assert 0 < inside.mean() < 1
    assert np.array_equal(parts.labels != UNKNOWN, inside)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="selfie_multiclass_256x256"):
        PartsReader(tmp_path)
