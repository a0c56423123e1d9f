"""The head's shadow on the wall: how much darker the wall is beside the head than further out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pixels.figures import median

NEAR = 24  # px of the frame beside the head where its shadow falls
FAR = 24  # px at the frame's edge, or next to it, that show how light the wall is
ROWS = 20  # rows, of every other one, a shadow must be seen in
IN_SHADE = 6.0  # L* below the light part of the wall
UNEVEN = 8.6  # ΔE 1976, spread of a wall that is not plain: no shadow can be told on it
DIMMEST = 1.0  # L* of a wall: a black one has no shade to measure by
TURNS = (slice(None), slice(None, None, -1))


@dataclass(frozen=True)
class Shade:
    """drop: L* that the wall beside the head is darker; far_spread: the L* of the wall far out, on the evener side."""

    drop: float
    far_spread: float


def shade_of(light: NDArray[np.float32], wall: NDArray[np.bool_]) -> Shade | None:
    """light: L*; wall: where there is any; (rows, columns) of the frame.  None if too little is seen on either side."""
    sides = [_near_and_far(light[::2, turn], wall[::2, turn]) for turn in TURNS]
    seen = [side for side in sides if side is not None]
    if not seen:
        return None
    drop = min(far for _, far, _ in seen) - min(near for near, _, _ in seen)
    return Shade(drop=drop, far_spread=min(spread for _, _, spread in seen))


def away(colours: NDArray[np.float32], wall: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far (a and b) colours are from that of the wall in as much light, with which its colour dims."""
    off = colours[..., 1:] - colours[..., :1] / max(wall[0], DIMMEST) * wall[1:]
    return np.asarray(np.hypot(off[..., 0], off[..., 1]), np.float32)


def _near_and_far(light: NDArray[np.float32], wall: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Median L* of the wall left of the head: next to the head, and as far from it as can be seen; its spread there."""
    half = light.shape[1] // 2
    light, wall = light[:, :half], wall[:, :half]
    count = np.cumsum(wall, axis=1, dtype=np.int32)
    rows = count[:, -1] >= NEAR + FAR
    if np.count_nonzero(rows) < ROWS:
        return None
    light, wall, count = light[rows], wall[rows], count[rows]
    away = wall & (count <= FAR)
    far = np.mean(light, axis=1, where=away)
    near = np.mean(light, axis=1, where=wall & (count > count[:, -1:] - NEAR))
    lowest = np.sort(near - far)[: max(ROWS, len(near) // 4)]
    return median(far) + median(lowest), median(far), float(np.std(light[away]))
