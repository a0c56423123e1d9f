"""Lays 478 landmarks over a face and reads its expression from them (MediaPipe Face Landmarker's two networks)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from ..face import LEFT_CORNER, RIGHT_CORNER
from ..reading.window import Pixels, Points, Window, angle
from .detector import FaceBox

LANDMARK_MODEL = "face_landmarks_detector.tflite"
EXPRESSION_MODEL = "face_blendshapes.tflite"
SIDE = 256  # px, the landmark network's input
AROUND = 1.5  # the network wants the face with this much around it
PRESENT = 0.5  # certainty; 86: 1.00 on all upright faces, 0.24 on a stretched one, 0.00 upside down
SURELY_PRESENT = 0.9  # of a face that the detector is not sure of: masks and hats hide much of what it looks for
PASSES = 2  # the second looks straight at what the first one found
# Outputs of the expression network, which counts left and right as the person does.
BLINKS, JAW_OPEN, SMILE, UPPER_LIP = (10, 9), 25, [44, 45], [48, 49]
LOOKS_RIGHT, LOOKS_LEFT = [14, 15], [13, 16]  # in the picture: of one eye inwards, of the other outwards

# The landmarks the expression network takes, in its order (MediaPipe, face_blendshapes_graph.cc).
EXPRESSION_POINTS = np.fromstring(
    "0 1 4 5 6 7 8 10 13 14 17 21 33 37 39 40 46 52 53 54 55 58 61 63 65 66 67 70 78 80 81 82 84 87 88 91 93 95 103 "
    "105 107 109 127 132 133 136 144 145 146 148 149 150 152 153 154 155 157 158 159 160 161 162 163 168 172 173 176 "
    "178 181 185 191 195 197 234 246 249 251 263 267 269 270 276 282 283 284 285 288 291 293 295 296 297 300 308 310 "
    "311 312 314 317 318 321 323 324 332 334 336 338 356 361 362 365 373 374 375 377 378 379 380 381 382 384 385 386 "
    "387 388 389 390 397 398 400 402 405 409 415 454 466 468 469 470 471 472 473 474 475 476 477",
    dtype=int,
    sep=" ",
)


class Expression(NamedTuple):
    """As Face has it."""

    blink: tuple[float, float]
    jaw_open: float
    smile: float
    lip_raised: float
    gaze: float


class MeshReader:
    """Not thread-safe: the networks hold their input."""

    def __init__(self, models_dir: Path) -> None:
        self._landmarks = cv2.dnn.readNetFromTFLite(str(models_dir / LANDMARK_MODEL))
        self._landmarks.enableFusion(False)  # with it the same numbers take a tenth longer
        self._expression = cv2.dnn.readNetFromTFLite(str(models_dir / EXPRESSION_MODEL))

    def fit(self, rgb: Pixels, box: FaceBox) -> tuple[Points, float]:
        """(478, 3) landmarks in source px (z too) and the certainty 0–1 that there is a face."""
        roll = angle(*box.eyes)
        points, presence = self._look(rgb, box.x + box.w / 2, box.y + box.h / 2, max(box.w, box.h), roll)
        for _ in range(PASSES - 1):
            points, presence = self._look(rgb, *_place(points))
        return points, presence

    def expression(self, points: Points) -> Expression:
        self._expression.setInput(points[EXPRESSION_POINTS, :2].astype(np.float32).reshape(1, -1, 2))
        scores = np.asarray(self._expression.forward(), float).ravel()
        return Expression(
            blink=(float(scores[BLINKS[0]]), float(scores[BLINKS[1]])),
            jaw_open=float(scores[JAW_OPEN]),
            smile=float(scores[SMILE].mean()),
            lip_raised=float(scores[UPPER_LIP].mean()),
            gaze=float(scores[LOOKS_RIGHT].mean() - scores[LOOKS_LEFT].mean()),
        )

    def _look(self, rgb: Pixels, x: float, y: float, size: float, roll: float) -> tuple[Points, float]:
        scale = SIDE / (size * AROUND)
        window = Window(x=x, y=y, scale=scale, roll=roll, width=SIDE, height=SIDE)
        self._landmarks.setInput(cv2.dnn.blobFromImage(window.draw(rgb), 1 / 255))
        raw, presence = self._landmarks.forward(["Identity", "Identity_1"])
        seen = np.asarray(raw, float).reshape(478, 3)
        certainty = 1 / (1 + np.exp(-float(np.ravel(presence)[0])))
        return np.column_stack([window.to_source(seen[:, :2]), seen[:, 2] / scale]), certainty


def _place(points: Points) -> tuple[float, float, float, float]:
    """Centre, size and roll of the upright square around the landmarks."""
    roll = angle(points[LEFT_CORNER], points[RIGHT_CORNER])
    upright = Window(x=0, y=0, scale=1, roll=roll, width=0, height=0)
    turned = upright.to_window(points[:, :2])
    low, high = turned.min(0), turned.max(0)
    x, y = upright.to_source((low + high)[None] / 2)[0]
    return float(x), float(y), float((high - low).max()), roll
