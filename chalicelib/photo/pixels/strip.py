"""A small part of the frame drawn level: along two landmarks, at a size that does not depend on the face's."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..reading.window import Points

TINY = 1e-6


def lightness_along(
    lightness: NDArray[np.float32], ends: Points, middle: Points, *, apart: int, size: tuple[int, int]
) -> NDArray[np.float32]:
    """L* around the middle, (rows, columns), turned and scaled so that the two ends lie level and so many px apart.

    lightness: of the frame.
    """
    left, right = ends
    length = max(float(np.linalg.norm(right - left)), TINY)
    cos, sin = (right - left) / apart if length > TINY else (1.0 / apart, 0.0)
    turn = np.array([[cos, -sin], [sin, cos]])
    rows, columns = size
    corner = middle - turn @ np.array([columns // 2, rows // 2])
    matrix = np.column_stack([turn, corner]).astype(np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(lightness, matrix, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(drawn, np.float32)
