"""The standard JPEG: exact, within its bytes, nothing but pixels, always the same."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin

from chalicelib.photo.engine import Engine
from chalicelib.photo.model import Background, Spec
from chalicelib.photo.spec import spec_for
from chalicelib.photo.standard import standard_jpeg
from tests.worlds.pictures import drawn, encoded


def opened(file: bytes) -> JpegImagePlugin.JpegImageFile:
    image = Image.open(io.BytesIO(file))
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    image.load()
    return image


def luminance_scale(image: JpegImagePlugin.JpegImageFile) -> float:
    """The mean of the luminance quantisation table: what a quality means."""
    return float(np.mean(image.quantization[0]))


def noise(size: tuple[int, int, int] = (640, 480, 3)) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, size).astype(np.uint8)


@pytest.mark.parametrize("look", [{}, {"seed": 5, "hair": 0.3}, {"roll": 4}, {"width": 1200, "height": 1600}], ids=str)
def test_a_passed_portrait_gives_a_standard_file(engine: Engine, spec: Spec, look: dict[str, Any]) -> None:
    judged = engine.judge(encoded(drawn(**look)), spec)
    assert judged.standard is not None
    assert 30_720 <= len(judged.standard) <= 40_000
    image = opened(judged.standard)
    assert (image.size, image.mode, image.format) == ((480, 640), "RGB", "JPEG")
    assert image.info["dpi"] == (300, 300)
    assert not image.getexif()
    assert "icc_profile" not in image.info
    assert [marker for marker, _ in image.applist] == ["APP0"]
    quality_60 = opened(encoded(Image.fromarray(noise()), "JPEG", quality=60))
    assert luminance_scale(image) <= luminance_scale(quality_60)


def test_the_report_describes_the_file(engine: Engine, spec: Spec) -> None:
    judged = engine.judge(encoded(drawn()), spec)
    assert judged.standard is not None
    assert judged.report.standard is not None
    assert judged.report.standard.bytes == len(judged.standard)
    assert (judged.report.standard.w, judged.report.standard.h) == (480, 640)


def test_the_standard_photo_passes_itself(engine: Engine, spec: Spec) -> None:
    first = engine.judge(encoded(drawn()), spec).standard
    assert first is not None
    assert engine.judge(first, spec).report.verdict == "PASSED"


@pytest.mark.parametrize("roughness", [4, 20, 60, 255])
def test_noise_is_brought_within_the_limit(spec: Spec, roughness: int) -> None:
    pixels = (noise() // 255.0 * roughness + noise() % roughness).clip(0, 255).astype(np.uint8)
    assert 30_720 <= len(standard_jpeg(pixels, spec)) <= 40_000


def test_a_smooth_picture_is_not_padded(spec: Spec) -> None:
    file = standard_jpeg(np.full((640, 480, 3), (100, 197, 255), np.uint8), spec)
    assert len(file) < 30_720
    assert file.endswith(b"\xff\xd9")
    assert np.ptp(np.asarray(opened(file)).reshape(-1, 3), axis=0).max() == 0


def test_the_same_pixels_give_the_same_bytes(spec: Spec) -> None:
    pixels = np.asarray(drawn(width=480, height=640))
    assert standard_jpeg(pixels, spec) == standard_jpeg(pixels.copy(), spec)


def test_normalising_replaces_the_wall_and_leaves_the_face(engine: Engine, spec: Spec) -> None:
    wall = (205, 200, 192)
    kept = engine.judge(encoded(drawn(background=wall)), spec_for("chsi", Background(wall, 20.0, "keep"))).standard
    changed = engine.judge(
        encoded(drawn(background=wall)), spec_for("chsi", Background((100, 197, 255), 20.0, "normalise"))
    ).standard
    assert kept is not None
    assert changed is not None
    before, after = np.asarray(opened(kept)).astype(int), np.asarray(opened(changed)).astype(int)
    assert np.abs(after[:40] - (100, 197, 255)).mean() < 4  # above the head
    assert np.abs(after[200:400, 180:300] - before[200:400, 180:300]).mean() < 4  # eyes, nose, mouth
    assert np.abs(after[560:, 100:380] - before[560:, 100:380]).mean() < 4  # jacket
    assert engine.judge(changed, spec).report.verdict == "PASSED"
