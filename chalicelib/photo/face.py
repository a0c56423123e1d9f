"""What the checks may ask about a face; landmark numbers of the MediaPipe mesh appear here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Box
from .reading.window import Points, Window, angle

LEFT_CORNER, RIGHT_CORNER = 33, 263  # outer eye corners, by their place in the picture
PUPILS = (468, 473)
CHEEKS = (234, 454)
CHIN = 152
OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152),
    *(148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
LEFT_EYE = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
RIGHT_EYE = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
LEFT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
RIGHT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
IRISES = ((468, 469, 470, 471, 472), (473, 474, 475, 476, 477))  # the centre, then the rim
UPPER_CHEEKS = ((117, 118, 101, 36, 205, 50), (346, 347, 330, 266, 425, 280))  # below what glasses cover
UNDER_EYES = (  # between the lower lids and the cheekbones: above what masks cover
    (228, 229, 230, 231, 120, 119, 118, 117),
    (448, 449, 450, 451, 349, 348, 347, 346),
)
MID_FOREHEAD = (9, 107, 108, 151, 337, 336)  # between and just above the brows
NOSTRILS = (98, 327, 2, 1, 60, 290, 64, 294)  # the tip of the nose and its wings
HAIRLINE = 10  # the mesh's topmost point
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)

# Pairs of lid points and the two corners, of either eye; gap and corners of the inner lips.
_LIDS = (((160, 144), (158, 153), (33, 133)), ((385, 380), (387, 373), (362, 263)))
_LIP_GAP, _LIP_CORNERS = (13, 14), (78, 308)


@dataclass(frozen=True, kw_only=True)
class Face:
    """478 landmarks (x, y, z in source px), head angles in degrees, expression scores 0–1.

    Left and right are the picture's.  yaw: positive turns to the right; pitch: positive looks down;
    roll: positive leans clockwise.  smile, lip_raised: of both sides of the mouth and of the upper lip; gaze: how far
    both eyes look to the right, -1–1.  certainty: the detector's, 0–1, that this is a face.
    """

    points: Points
    yaw: float
    pitch: float
    blink: tuple[float, float]
    jaw_open: float
    smile: float
    lip_raised: float
    gaze: float
    certainty: float

    @property
    def roll(self) -> float:
        """By the outer eye corners: 0.23° mean error, ten times better than the detector's five points."""
        return angle(self.points[LEFT_CORNER], self.points[RIGHT_CORNER])

    @property
    def eyes(self) -> Points:
        """The middle between the pupils, source px."""
        return np.asarray(self.points[list(PUPILS), :2].mean(0), np.float64)

    @property
    def eye_ratios(self) -> tuple[float, float]:
        """Height by width of either eye (eye aspect ratio)."""
        first, second = (
            (self._gap(upper) + self._gap(lower)) / 2 / max(self._gap(corners), 1e-6) for upper, lower, corners in _LIDS
        )
        return first, second

    @property
    def mouth_ratio(self) -> float:
        """Gap by width of the inner lips (mouth aspect ratio)."""
        return self._gap(_LIP_GAP) / max(self._gap(_LIP_CORNERS), 1e-6)

    def outline(self, landmarks: tuple[int, ...], window: Window) -> Points:
        """Those landmarks as (n, 2) window px."""
        return window.to_window(self.points[list(landmarks), :2])

    def box(self, landmarks: tuple[int, ...], width: int, height: int) -> Box:
        """The rectangle around those landmarks as shares of a width × height source."""
        part = np.clip(self.points[list(landmarks), :2] / (width, height), 0, 1)
        (left, top), (right, bottom) = part.min(0), part.max(0)
        x, y, w, h = (round(float(value), 4) for value in (left, top, right - left, bottom - top))
        return x, y, w, h

    def _gap(self, pair: tuple[int, int]) -> float:
        return float(np.linalg.norm(self.points[pair[0], :2] - self.points[pair[1], :2]))
