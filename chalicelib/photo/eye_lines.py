"""Hair over an eye: its strands run down, where lids, brows and lashes run across."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .strip import lightness_along
from .window import Points

APART, DRAWN = 32, (41, 49)  # px an eye is drawn wide; rows and columns around it
SOFT = 1.0  # px of the drawing: finer is grain
TINY = 1e-6


def across_by_down(lightness: NDArray[np.float32], corners: Points, middle: Points) -> float:
    """How many times more light changes across than down around an eye (sums of squared differences).

    lightness: L* of the frame; corners (2, 2): from left to right; middle (2,).
    """
    drawn = lightness_along(lightness, corners, middle, apart=APART, size=DRAWN)
    eye = cv2.GaussianBlur(drawn, (0, 0), SOFT)
    across, down = eye[1:-1, 2:] - eye[1:-1, :-2], eye[2:, 1:-1] - eye[:-2, 1:-1]
    return float(np.sum(across**2) / max(float(np.sum(down**2)), TINY))
