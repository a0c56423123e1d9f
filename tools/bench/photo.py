"""Times the photo engine beside two floors measured in the same run: Pillow alone, and the bare networks.

A ratio to a floor says more than milliseconds do, since machine and load are the same on both sides.
"""

from __future__ import annotations

import io
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from chalicelib.photo.engine import Engine
from chalicelib.photo.face import Face
from chalicelib.photo.nets.detector import SURE, FaceDetector, overview
from chalicelib.photo.nets.mesh import MeshReader
from chalicelib.photo.nets.parts import PartsReader
from chalicelib.photo.reading.picture import open_picture
from chalicelib.photo.spec import spec_for
from drawings.portrait import draw
from tools.bench.peak import forget_peak, peak_mib

ROUNDS = 15
PHONE = (3000, 4000)  # px, 12 megapixels upright


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Milliseconds: p50 and p95 of the whole judgement, and the medians of the two floors; rss: MiB at the peak."""

    name: str
    p50: float
    p95: float
    pillow: float
    nets: float
    rss: float

    @property
    def ratio(self) -> float:
        """To both floors together: opening and saving, and the networks."""
        return self.p50 / (self.pillow + self.nets)


LIMITS = {"480x640": 1.8, "12 MP JPEG": 1.1}  # ratios; measured: 1.5, some 145 ms where the floors are 97, and 0.8
GRAIN = 4.0  # standard deviation of luma: without grain a drawn picture decodes far quicker than a phone's


def measure(rounds: int = ROUNDS) -> list[Timing]:
    """One row per kind of file.  Reads the models from $MODELS_DIR, or ./build/models."""
    models = Path(os.environ.get("MODELS_DIR", "build/models"))
    engine = Engine(models)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)  # the goals are for one CPU
    try:
        return [
            _timed(name, _jpeg(image), models, engine, rounds)
            for name, image in (("480x640", draw(480, 640)), ("12 MP JPEG", _large()))
        ]
    finally:
        cv2.setNumThreads(threads)


def threads(rounds: int = ROUNDS) -> dict[int, float]:
    """Median ms of a 480 × 640 report with one and with two of OpenCV's threads."""
    engine, data = Engine(Path(os.environ.get("MODELS_DIR", "build/models"))), _jpeg(draw(480, 640))
    medians, before = {}, cv2.getNumThreads()
    for count in (1, 2):
        cv2.setNumThreads(count)
        medians[count] = statistics.median(_rounds(lambda: engine.judge(data, spec_for("chsi")), rounds))
    cv2.setNumThreads(before)
    return medians


def _timed(name: str, data: bytes, models: Path, engine: Engine, rounds: int) -> Timing:
    spec, detector, mesh, parts = spec_for("chsi"), FaceDetector(models), MeshReader(models), PartsReader(models)
    seen = overview(np.asarray(open_picture(data)))

    def nets() -> None:
        points, _ = mesh.fit(seen, detector.find(seen, SURE)[0])
        parts.look(
            seen,
            Face(points=points, yaw=0, pitch=0, blink=(0, 0), jaw_open=0, smile=0, lip_raised=0, gaze=0, certainty=1),
        )

    forget_peak()
    whole = sorted(_rounds(lambda: engine.judge(data, spec), rounds))
    return Timing(
        name=name,
        p50=statistics.median(whole),
        p95=whole[min(len(whole) - 1, round(0.95 * len(whole)))],
        pillow=statistics.median(_rounds(lambda: _pillow(data), rounds)),
        nets=statistics.median(_rounds(nets, rounds)),
        rss=peak_mib(),
    )


def _large() -> Image.Image:
    """A picture as large as a phone's."""
    smooth = np.asarray(draw(750, 1000).resize(PHONE, Image.Resampling.BICUBIC), np.int16)
    grain = np.random.default_rng(1).normal(0, GRAIN, (*smooth.shape[:2], 1)).astype(np.int16)
    return Image.fromarray(np.clip(smooth + grain, 0, 255).astype(np.uint8))


def _pillow(data: bytes) -> None:
    image = Image.open(io.BytesIO(data))
    image.resize((480, 640), Image.Resampling.LANCZOS).save(io.BytesIO(), "JPEG", quality=90)


def _rounds(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round, without a first one to warm up."""
    work()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _jpeg(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92)
    return file.getvalue()
