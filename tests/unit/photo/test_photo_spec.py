"""The default standard holds the published numbers, and a task may change its background and file size."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from chalicelib.photo.codes import CODES, finding, only_soft
from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Background, Covers, Glasses, Spec
from chalicelib.photo.spec import SPECS, spec_for
from drawings import disguises
from tests.worlds.pictures import drawn, encoded

HARD = {
    "bad_format", "file_too_large", "too_many_pixels", "low_resolution", "no_face", "upside_down", "multiple_faces",
    "has_border", "ai_generated",
    "not_colour", "background_colour", "head_too_small", "head_too_large", "crown_margin", "eye_line", "off_centre",
    "shoulders_cut", "same_as_rejected", "same_as_other_person",
}  # fmt: skip


def test_the_published_numbers() -> None:
    spec = spec_for("chsi", None)
    assert (spec.width, spec.height, spec.dpi, spec.quality_min) == (480, 640, 300, 60)
    assert (spec.crown, spec.eyes, spec.face_width) == ((50, 110), (200, 300), (180, 300))
    assert (spec.min_bytes, spec.max_bytes) == (30 * 1024, 40_000)
    assert spec.background.rgb == (100, 197, 255)


def test_a_task_brings_its_background() -> None:
    white = Background((255, 255, 255), 15.0, "normalise")
    assert spec_for("chsi", white) == replace(SPECS["chsi"], background=white, also_grounds=())


@pytest.mark.parametrize("wall", [(100, 197, 255), (255, 255, 255), (240, 240, 240)])
def test_without_a_task_any_of_the_standards_walls_will_do(engine: Engine, wall: tuple[int, int, int]) -> None:
    picture = encoded(drawn(background=wall))
    assert engine.judge(picture, spec_for("chsi")).report.verdict == "PASSED"
    blue_only = engine.judge(picture, spec_for("chsi", SPECS["chsi"].background)).report
    assert (blue_only.verdict == "PASSED") == (wall == (100, 197, 255))


def test_an_unknown_standard_is_an_error() -> None:
    with pytest.raises(KeyError):
        spec_for("passport", None)


def test_the_identity_cards_numbers() -> None:
    spec = spec_for("id_card_ga461")
    assert (spec.width, spec.height, spec.dpi, spec.quality_min) == (358, 441, 350, 70)
    assert (spec.crown, spec.face_width) == ((7, 21), (193, 221))
    assert spec.height - spec.eyes[1] == 207
    assert spec.background.rgb == (255, 255, 255)


def test_a_task_brings_its_file_size() -> None:
    spec = spec_for("chsi", file_bytes=(20_000, 30_000))
    assert (spec.min_bytes, spec.max_bytes) == (20_000, 30_000)
    assert spec.background == SPECS["chsi"].background


def test_the_finished_file_is_as_large_as_the_task_wants(engine: Engine) -> None:
    picture = encoded(drawn())
    for least, most in ((15_000, 20_000), (60_000, 80_000)):
        judged = engine.judge(picture, spec_for("chsi", file_bytes=(least, most)))
        assert judged.report.standard is not None
        assert least <= judged.report.standard.bytes == len(judged.standard or b"") <= most


@pytest.mark.parametrize(("wanted", "says"), [(None, None), ("ALLOW", None), ("DOUBT", "warn"), ("REFUSE", "fail")])
def test_the_task_chooses_what_clear_glasses_are(
    engine: Engine, packaged: Path, wanted: Glasses | None, says: str | None
) -> None:
    spec, picture = spec_for("chsi", glasses=wanted), (packaged / "grace_hopper.jpg").read_bytes()
    found = {one.code: one for one in engine.judge(picture, spec).report.findings}
    assert (found["sunglasses"].severity if "sunglasses" in found else None) == says
    if says:
        assert "本次采集要求不戴眼镜" in found["sunglasses"].message
    assert engine.judge(encoded(drawn()), spec).report.findings == ()


def test_dark_lenses_fail_whatever_the_task_says_of_clear_ones(engine: Engine) -> None:
    for wanted in get_args(Glasses):
        spec = spec_for("chsi", glasses=wanted)
        found = engine.judge(encoded(disguises.sunglasses(drawn())), spec).report.findings[0]
        assert (found.code, found.severity, "有色" in found.message) == ("sunglasses", "fail", True)


@pytest.mark.parametrize(
    ("wanted", "codes"), [(None, {"head_covered"}), ("REFUSE", {"head_covered"}), ("ALLOW", set())]
)
def test_the_task_chooses_whether_covers_are_told(engine: Engine, wanted: Covers | None, codes: set[str]) -> None:
    report = engine.judge(encoded(disguises.cap(drawn())), spec_for("chsi", covers=wanted)).report
    assert {one.code for one in report.findings} == codes


def test_every_code_is_soft_or_hard_in_every_standard() -> None:
    """Nobody may decide otherwise about the file, the number of faces, geometry, or the colours of the standard."""
    for spec in SPECS.values():
        assert not spec.soft & HARD
        assert spec.soft | HARD == set(CODES)


@pytest.mark.parametrize(
    ("fails", "expected"),
    [((), False), (("eyes_closed",), True), (("eyes_closed", "too_dark"), True), (("eyes_closed", "no_face"), False)],
)
def test_only_soft_asks_every_fail(engine: Engine, spec: Spec, fails: tuple[str, ...], expected: bool) -> None:
    report = engine.judge(encoded(drawn()), spec).report
    warned = finding("low_resolution", "warn", words={"width": 1, "height": 1})
    found = tuple(finding(code, "fail") for code in fails)
    assert only_soft(replace(report, findings=(*found, warned)), spec) is expected


def test_what_a_person_may_accept_is_produced_though_it_fails(engine: Engine, spec: Spec) -> None:
    soft, hard = (engine.judge(encoded(drawn(eye=0, **more)), spec) for more in ({}, {"dy": -0.1}))
    assert (soft.report.verdict, hard.report.verdict) == ("FAILED", "FAILED")
    assert soft.standard is not None
    assert soft.report.standard is not None
    assert soft.report.standard.bytes == len(soft.standard)
    assert (hard.standard, hard.before, hard.report.standard) == (None, None, None)


def test_an_identity_card_portrait_is_produced(engine: Engine) -> None:
    judged = engine.judge(encoded(drawn(background=(255, 255, 255))), spec_for("id_card_ga461"))
    assert judged.standard is not None
    assert Image.open(io.BytesIO(judged.standard)).size == (358, 441)
    assert (judged.report.spec, judged.report.spec_rev) == ("id_card_ga461", 5)
