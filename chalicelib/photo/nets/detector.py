"""Finds faces: YuNet, a small network that knows nothing but where faces are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from ..reading.window import Pixels, Points, averaged

MODEL = "face_detection_yunet_2023mar.onnx"
OVERVIEW = 640  # px, longest side
SIDES = (320, 640)  # px, longest side: quick and good for a portrait, then finer for faces far away
NEAR = 40  # px at the first of these sides: a face as wide has no companion that only the finer look would show
MIN_SIDE = 32  # px; its coarsest grid cell
LIKELY = 0.70  # score of a face in a mask, a hat or both; it counts where the mesh is sure of it
SURE = 0.85  # score of a face; 86 portraits: 86 found, no false find in 101 pictures without one
OVERLAP = 0.3
CANDIDATES = 5000


@dataclass(frozen=True)
class FaceBox:
    """x, y, width, height in source px; score 0–1; the two eyes in source px, the one on the picture's left first."""

    x: float
    y: float
    w: float
    h: float
    score: float
    eyes: Points

    def zoomed(self, by: float) -> FaceBox:
        """The same face in a picture that many times larger."""
        return FaceBox(self.x * by, self.y * by, self.w * by, self.h * by, self.score, self.eyes * by)


class FaceDetector:
    """Not thread-safe: the network keeps its input size."""

    def __init__(self, models_dir: Path) -> None:
        self._net = cv2.FaceDetectorYN.create(str(models_dir / MODEL), "", (320, 320), 0.5, OVERLAP, CANDIDATES)

    def find(self, rgb: Pixels, min_score: float) -> list[FaceBox]:
        """Faces scoring at least `min_score`, widest first."""
        found: list[FaceBox] = []
        zoom = max(1.0, max(rgb.shape[:2]) / SIDES[0])
        for side in SIDES:
            faces = [face for face in self._find_at(rgb, side) if face.score >= min_score and min(face.w, face.h) >= 1]
            if len(faces) > len(found):
                found = sorted(faces, key=lambda face: -face.w)
            if found and found[0].w >= NEAR * zoom:
                break
        return found

    def _find_at(self, rgb: Pixels, side: int) -> list[FaceBox]:
        height, width = rgb.shape[:2]
        scale = min(1.0, side / max(width, height))
        size = (round(width * scale), round(height * scale))
        if min(size) < MIN_SIDE:
            return []
        same = size == (width, height)
        small = cv2.cvtColor(rgb if same else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2BGR)
        self._net.setInputSize(size)
        _, rows = self._net.detect(small)
        return [] if rows is None else [_face(np.asarray(row, float), width / size[0]) for row in rows]


def overview(rgb: Pixels) -> Pixels:
    """The whole picture, its longest side at most OVERVIEW px."""
    height, width = rgb.shape[:2]
    scale = min(1.0, OVERVIEW / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    near, _ = averaged(rgb, scale)
    return np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _face(row: Points, zoom: float) -> FaceBox:
    x, y, w, h = (float(value) * zoom for value in row[:4])
    return FaceBox(x, y, w, h, float(row[14]), row[4:8].reshape(2, 2) * zoom)
