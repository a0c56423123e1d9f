"""How much of an iris is seen, a dark disc in an open eye, and of what colour the white beside it is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .pixels.figures import median, median_colour
from .pixels.masks import filled
from .pixels.strip import lightness_along
from .reading.window import Points

DISC = 16  # px an iris is drawn wide
DRAWN, CORE, BESIDE = (17, 33), slice(12, 21), (slice(2, 10), slice(23, 31))  # rows and columns; of the iris; beside it
DIMMEST = 25.0  # L* that cheeks are taken to have at least
DEEP = 0.5  # of the cheeks' lightness: so much darker than what is beside it a row of an iris counts in full
NO_EYE = 1e-3
BEYOND = 1.15  # of its radius: its soft rim is no white
LEAST_WHITE = 12  # px of the frame


def share_seen(lightness: NDArray[np.float32], rim: Points, corners: Points, cheeks: float) -> float:
    """The share of its height, 0–1, that is darker than what is left and right of it.

    lightness: L* of the frame; rim: the iris' middle, then points around it; corners: the eye's, from left to right;
    cheeks: their L*.  What shades a whole lid shades both sides as well.
    """
    across = (corners[1] - corners[0]) / max(float(np.linalg.norm(corners[1] - corners[0])), NO_EYE)
    half = across * np.linalg.norm(rim[1:] - rim[0], axis=1).mean()
    drawn = lightness_along(lightness, np.array([rim[0] - half, rim[0] + half]), rim[0], apart=DISC, size=DRAWN)
    light = cv2.GaussianBlur(drawn, (0, 0), 0.6)
    beside = np.mean([np.percentile(light[:, columns], 75, axis=1) for columns in BESIDE], axis=0)
    depth = (beside - np.percentile(light[:, CORE], 25, axis=1)) / max(DIMMEST, cheeks)
    return float(np.clip(depth / DEEP, 0, 1).mean())


def white_beside(colours: NDArray[np.float32], lids: Points, rim: Points) -> NDArray[np.float32] | None:
    """The median colour of the lighter half of what is between the lids and off the iris; None if that is too little.

    colours: (rows, columns, 3) in Lab around the eye; lids and rim (its middle first) in px of that.
    """
    radius = float(np.linalg.norm(rim[1:] - rim[0], axis=1).mean())
    rows, columns = np.nonzero(filled(colours.shape[:2], [lids]))
    outside = np.hypot(columns - rim[0, 0], rows - rim[0, 1]) > BEYOND * radius
    around = colours[rows[outside], columns[outside]]
    if len(around) < LEAST_WHITE:
        return None
    return median_colour(around[around[:, 0] >= median(around[:, 0])])
