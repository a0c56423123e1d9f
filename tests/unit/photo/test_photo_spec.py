"""The default standard holds the published numbers, and a task may only change its background."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.photo.model import Background
from chalicelib.photo.spec import SPECS, spec_for


def test_the_published_numbers() -> None:
    spec = spec_for("chsi", None)
    assert (spec.width, spec.height, spec.dpi, spec.quality_min) == (480, 640, 300, 60)
    assert (spec.crown, spec.eyes, spec.face_width) == ((50, 110), (200, 300), (180, 300))
    assert (spec.min_bytes, spec.max_bytes) == (30 * 1024, 40_000)
    assert spec.background.rgb == (100, 197, 255)


def test_a_task_brings_its_background() -> None:
    white = Background((255, 255, 255), 15.0, "normalise")
    assert spec_for("chsi", white) == replace(SPECS["chsi"], background=white)


def test_an_unknown_standard_is_an_error() -> None:
    with pytest.raises(KeyError):
        spec_for("passport", None)
