"""What reviewers practise on: the engine agrees with what they are told of each picture."""

from __future__ import annotations

import io
from collections import Counter

import pytest

from chalicelib.desk.review.reasons import catalogue
from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Spec
from tools.practice import FAULTS, FOLDER, people, unpacked

GOOD = [f"{person.no:02}" for person in people()]
FAULTY = [(f"{person.no:02}", code) for person in people() for code in person.faults]
EYE_ALONE = {"glasses_glare"}  # a reason that only a person gives


def shipped(name: str) -> bytes:
    """The picture as an upload: PNG changes nothing of it."""
    file = io.BytesIO()
    unpacked(name).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("name", GOOD)
def test_one_without_a_fault_passes(engine: Engine, spec: Spec, name: str) -> None:
    """With a doubt at most: hair cut straight over the brows reminds the engine of a cap."""
    report = engine.judge(shipped(name), spec).report
    assert report.verdict == "PASSED"
    assert {one.code for one in report.findings} <= {"head_covered"}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "code"), FAULTY)
def test_a_fault_is_seen(engine: Engine, spec: Spec, name: str, code: str) -> None:
    found = {one.code for one in engine.judge(shipped(f"{name}-{code}"), spec).report.findings}
    assert code in found or code in EYE_ALONE


def test_every_fault_is_a_reason_and_comes_about_as_often() -> None:
    times = Counter(code for _, code in FAULTY)
    assert times.keys() == FAULTS.keys() <= {code for code, *_ in catalogue()}
    assert max(times.values()) - min(times.values()) <= 2


def test_a_picture_is_light() -> None:
    sizes = {path.stem: path.stat().st_size for path in FOLDER.glob("*.svg")}
    assert sizes.keys() == {*GOOD, *(f"{name}-{code}" for name, code in FAULTY)}
    assert max(sizes.values()) <= 15 * 1024
