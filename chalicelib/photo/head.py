"""The size and place of a head, as the geometry of the standard counts it: crown, eye line, cheeks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .face import CHEEKS, CHIN, Face
from .reading.window import Pixels, Window

MODEL = "selfie_segmentation.tflite"
SIDE = 256  # px, the network's input
BUST = 4.0  # face widths the network sees: head and shoulders
EYES_AT = 0.42  # of the bust's height
CROWN_HALF_WIDTH = 0.45  # face widths either side of the eyes in which the crown is sought
CROWN_SHARE = 0.08  # of those columns must be person for a row to belong to the head


@dataclass(frozen=True, kw_only=True)
class Head:
    """Source px, measured upright (that is, turned back by roll degrees) from the middle between the pupils:
    crown above it, chin below it, the face's width and how far its centre lies to the right."""

    x: float
    y: float
    roll: float
    crown: float
    chin: float
    width: float
    centre: float


@dataclass(frozen=True)
class Bust:
    """Head and shoulders: a matte (1 person, 0 background) and the window it was drawn in."""

    window: Window
    matte: NDArray[np.float32]

    @property
    def person(self) -> NDArray[np.bool_]:
        """The pixels that are person more than background."""
        return np.asarray(self.matte > 0.5)


class BustReader:
    """Not thread-safe: the network holds its input."""

    def __init__(self, models_dir: Path) -> None:
        self._net = cv2.dnn.readNetFromTFLite(str(models_dir / MODEL))

    def look(self, rgb: Pixels, face: Face) -> Bust:
        """Separates the person from the background around one face."""
        width = face_width(face)
        scale = SIDE / (width * BUST)
        x, y = face.eyes
        window = Window(x=x, y=y, scale=scale, roll=face.roll, width=SIDE, height=SIDE)
        x, y = window.to_source(np.array([[SIDE / 2, SIDE * (1 - EYES_AT)]]))[0]  # puts the eyes at EYES_AT
        window = Window(x=float(x), y=float(y), scale=scale, roll=face.roll, width=SIDE, height=SIDE)
        self._net.setInput(cv2.dnn.blobFromImage(window.draw(rgb), 1 / 255))
        matte = np.asarray(self._net.forward(), np.float32).reshape(SIDE, SIDE)
        return Bust(window, matte)


def measure(face: Face, bust: Bust) -> Head:
    """The head of one face, its crown taken from the matte (the mesh ends at the hairline)."""
    x, y = (float(value) for value in face.eyes)
    window = bust.window
    eyes = window.to_window(face.eyes[None])[0]
    cheeks = face.outline(CHEEKS, window)
    chin = face.outline((CHIN,), window)[0]
    scale = window.scale
    return Head(
        x=x,
        y=y,
        roll=face.roll,
        crown=float(eyes[1] - _crown_row(bust, eyes[0], eyes[1], np.ptp(cheeks[:, 0]))) / scale,
        chin=float(chin[1] - eyes[1]) / scale,
        width=face_width(face),
        centre=float(cheeks[:, 0].mean() - eyes[0]) / scale,
    )


def face_width(face: Face) -> float:
    """From cheek to cheek, source px."""
    left, right = face.points[list(CHEEKS), :2]
    return max(float(np.linalg.norm(right - left)), 1.0)


def _crown_row(bust: Bust, x: float, y: float, width: float) -> float:
    """The row of the matte where the head begins, going up from the eyes without a gap."""
    left, right = (int(np.clip(x + side * width * CROWN_HALF_WIDTH, 0, SIDE - 1)) for side in (-1, 1))
    rows = bust.person[:, left : right + 1].mean(1) >= CROWN_SHARE
    row = int(np.clip(y, 0, SIDE - 1))
    while row > 0 and rows[row - 1]:
        row -= 1
    return float(row)
