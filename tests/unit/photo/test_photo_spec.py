"""The default standard holds the published numbers, and a task may change its background and file size."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import get_args

import pytest
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Background, Glasses
from chalicelib.photo.spec import SPECS, spec_for
from drawings import disguises
from tests.worlds.pictures import drawn, encoded


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
def test_the_task_chooses_what_clear_glasses_are(engine: Engine, wanted: Glasses | None, says: str | None) -> None:
    spec = spec_for("chsi", glasses=wanted)
    found = {one.code: one for one in engine.judge(encoded(disguises.glasses(drawn())), spec).report.findings}
    assert {code: one.severity for code, one in found.items()} == ({"sunglasses": says} if says else {})
    if says:
        assert "本次采集要求不戴眼镜" in found["sunglasses"].message
    assert engine.judge(encoded(drawn()), spec).report.findings == ()


def test_dark_lenses_fail_whatever_the_task_says_of_clear_ones(engine: Engine) -> None:
    for wanted in get_args(Glasses):
        spec = spec_for("chsi", glasses=wanted)
        found = engine.judge(encoded(disguises.sunglasses(drawn())), spec).report.findings[0]
        assert (found.code, found.severity, "有色" in found.message) == ("sunglasses", "fail", True)


def test_an_identity_card_portrait_is_produced(engine: Engine) -> None:
    judged = engine.judge(encoded(drawn(background=(255, 255, 255))), spec_for("id_card_ga461"))
    assert judged.standard is not None
    assert Image.open(io.BytesIO(judged.standard)).size == (358, 441)
    assert (judged.report.spec, judged.report.spec_rev) == ("id_card_ga461", 4)
