"""Two real people whose pictures ship inside packages, and marks set by hand on them and on drawn portraits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Finding, Spec
from chalicelib.photo.reading.picture import open_picture
from chalicelib.photo.spec import spec_for
from tests.worlds.pictures import drawn

HERE = Path(__file__).parent
# Pupils and the highest hair, source px, set by eye on enlarged pictures with a scale, the engine's own marks unseen.
MARKS: dict[str, dict[str, Any]] = json.loads((HERE / "marks.json").read_text())
DRAWN: dict[str, dict[str, Any]] = {"upright": {"hair": 0.3, "seed": 2}, "leaning": {"roll": 4}}


def found(engine: Engine, picture: Path, spec: Spec) -> dict[str, Finding]:
    return {one.code: one for one in engine.judge(picture.read_bytes(), spec).report.findings}


def test_an_astronaut_smiles_in_a_small_picture(engine: Engine, spec: Spec, packaged: Path) -> None:
    codes = found(engine, packaged / "astronaut.png", spec)
    assert set(codes) == {"low_resolution", "head_too_small", "mouth_open"}


def test_an_officers_cap_is_told(engine: Engine, spec: Spec, packaged: Path) -> None:
    codes = found(engine, packaged / "grace_hopper.jpg", spec)
    assert codes.pop("head_covered").severity == "fail"
    assert set(codes) == {"low_resolution", "background_not_plain", "background_colour", "crown_margin"}


def test_her_glasses_are_a_doubt_where_a_task_minds_them(engine: Engine, packaged: Path) -> None:
    codes = found(engine, packaged / "grace_hopper.jpg", spec_for("chsi", glasses="DOUBT"))
    assert codes["sunglasses"].severity == "warn"


@pytest.mark.parametrize("name", MARKS)
def test_crown_eyes_and_roll_lie_where_a_person_marks_them(
    engine: Engine, spec: Spec, packaged: Path, name: str
) -> None:
    image: Image.Image = drawn(**DRAWN[name]) if name in DRAWN else open_picture((packaged / name).read_bytes())
    (left, right), crown = np.array(MARKS[name]["eyes"]), MARKS[name]["crown"]
    seen = engine.look(np.asarray(image), spec).portrait
    assert seen is not None
    percent = spec.height / seen.placement.window.scale / 100  # of the frame's height, source px
    middle, lean = (left + right) / 2, np.arctan2(*(right - left)[::-1])
    assert abs(seen.head.y - middle[1]) < percent
    assert abs(seen.face.roll - np.degrees(lean)) < 1
    if crown is not None:
        assert abs((middle[1] - crown) * np.cos(lean) - seen.head.crown) < percent
