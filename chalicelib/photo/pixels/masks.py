"""Parts of a picture: filled outlines, the rectangle around a part, and how the picture bends within it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..reading.window import Pixels, Points

SECOND = (  # second differences: across, mixed, down
    np.array([[1, -2, 1]], np.float32),
    np.array([[1, 0, -1], [0, 0, 0], [-1, 0, 1]], np.float32) / 4,
    np.array([[1], [-2], [1]], np.float32),
)


def filled(
    shape: tuple[int, ...], areas: Sequence[Points], *, lines: Sequence[Points] = (), wider: float = 0.0
) -> NDArray[np.bool_]:
    """Everything within the areas and, if wider, up to so many px from their edges and from the lines."""
    canvas = np.zeros(shape, np.uint8)
    rounded = [np.round(outline).astype(np.int32) for outline in (*areas, *lines)]
    for area in rounded[: len(areas)]:
        cv2.fillPoly(canvas, [area], 1)
    if wider:
        cv2.polylines(canvas, rounded, isClosed=True, color=1, thickness=2 * max(1, round(wider)) + 1)
    return canvas.view(np.bool_)


def hull(outline: Points) -> Points:
    """Around those points, (n, 2)."""
    return np.asarray(cv2.convexHull(outline.astype(np.float32)), np.float64).reshape(-1, 2)


def part_of(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns that a part lies in: looking there only is several times quicker."""
    left, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def colours_within(colours: NDArray[np.float32], mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Those of a part, (n, 3), of colours (rows, columns, 3): px taken whole, in a third of NumPy's own time."""
    whole = colours.view(np.dtype((np.void, colours.shape[-1] * colours.itemsize)))[..., 0]
    return whole[mask].view(colours.dtype).reshape(-1, colours.shape[-1])


def bends(luma: Pixels, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Second differences of the px of a part, (3, n): across, mixed, down."""
    rows, columns = part_of(mask)
    top, left = max(0, rows.start - 1), max(0, columns.start - 1)
    around = luma[top : rows.stop + 1, left : columns.stop + 1].astype(np.float32)
    inside = mask[top : rows.stop + 1, left : columns.stop + 1]
    return np.stack([cv2.filter2D(around, -1, second)[inside] for second in SECOND])
