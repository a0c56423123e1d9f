"""Which way the lines of a part run: an eye's across, those of hair over it and of a knitted hat down."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

TINY = 1e-6


def across_by_down(light: NDArray[np.float32], inside: NDArray[np.bool_] | None = None) -> float:
    """How many times more the light of (rows, columns) changes across than down: sums of squared differences.

    inside: only px whose neighbours are all inside count.
    """
    across, down = (light[1:-1, 2:] - light[1:-1, :-2]) ** 2, (light[2:, 1:-1] - light[:-2, 1:-1]) ** 2
    if inside is not None:
        whole = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8))[1:-1, 1:-1] > 0
        across, down = across[whole], down[whole]
    return float(np.sum(across) / max(float(np.sum(down)), TINY))
