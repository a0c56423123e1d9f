"""The head's shadow on the wall: how much darker the wall is beside the head than further out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .pixels.figures import median

NEAR = 24  # px of the frame beside the head where its shadow falls
FAR = 24  # px at the frame's edge, or next to it, that show how light the wall is
ROWS = 20  # rows, of every other one, a shadow must be seen in
SAME_HUE, OTHER_HUE = 7.0, 9.0  # distance in a and b
DEEPEST, OUT_OF_LIGHT = 0.4, 6.0  # of the wall's L*; L*
DIMMEST = 1.0  # L* of a wall: a black one has no shade to measure by
RIM, PATCH = 5, 0.008  # of every other px, that hair and wall mix in; of what is above the chin
SMOOTH = 1.5  # L*, standard deviation; measured: walls to 1, hair mostly over 3
TURNS = (slice(None), slice(None, None, -1))


@dataclass(frozen=True)
class Shade:
    """drop: L* that the wall beside the head is darker; far_spread: the L* of the wall far out, on the evener side."""

    drop: float
    far_spread: float


def shade_of(
    lab: NDArray[np.float32],
    wall: NDArray[np.bool_],
    person: NDArray[np.bool_],
    wall_colour: NDArray[np.float32],
    skin_colour: NDArray[np.float32],
) -> Shade | None:
    """None where too little wall is seen on either side.

    lab, (rows, columns, 3), and wall: of the frame; person: what was taken for the person above the chin, but the face.
    """
    sides = [_near_and_far(lab[::2, turn, 0], wall[::2, turn]) for turn in TURNS]
    seen = [side for side in sides if side is not None]
    if not seen:
        return None
    beside = min(far for _, far, _ in seen) - min(near for near, _, _ in seen)
    hidden = _taken_for_hair(lab[: len(person) : 2, ::2], person[::2, ::2], wall_colour, skin_colour)
    return Shade(drop=max(beside, hidden), far_spread=min(spread for _, _, spread in seen))


def _taken_for_hair(
    lab: NDArray[np.float32], person: NDArray[np.bool_], wall: NDArray[np.float32], skin: NDArray[np.float32]
) -> float:
    """How much darker (L*) than the wall a patch of its very hue is that the network took for the person.

    Such a patch is as smooth as the wall, which hair, beards and cloth are not; skin is told by its colour, if it has
    another than the wall.
    """
    if away(skin, wall) < OTHER_HUE:
        return 0.0
    light = max(wall[0], DIMMEST)
    share = lab[..., 0] / light
    dim = (away(lab, wall) < SAME_HUE) & (share > DEEPEST) & (lab[..., 0] < light - OUT_OF_LIGHT) & person
    dim &= texture(np.ascontiguousarray(lab[..., 0])) < SMOOTH
    patch = cv2.morphologyEx(dim.astype(np.uint8), cv2.MORPH_OPEN, np.ones((RIM, RIM), np.uint8)) > 0
    return float(light) - median(lab[..., 0][patch]) if patch.mean() > PATCH else 0.0


def away(colours: NDArray[np.float32], wall: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far (a and b) colours are from that of the wall in as much light, with which its colour dims."""
    off = colours[..., 1:] - colours[..., :1] / max(wall[0], DIMMEST) * wall[1:]
    return np.asarray(np.hypot(off[..., 0], off[..., 1]), np.float32)


def texture(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """The standard deviation (L*) of every px with those around it."""
    mean = cv2.blur(light, (RIM, RIM))
    return np.asarray(np.sqrt(np.maximum(cv2.blur(light * light, (RIM, RIM)) - mean * mean, 0)), np.float32)


def _near_and_far(light: NDArray[np.float32], wall: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Median L* of the wall left of the head: next to the head, and as far from it as can be seen; its spread there."""
    half = light.shape[1] // 2
    light, wall = light[:, :half], wall[:, :half]
    count = np.cumsum(wall, axis=1)
    rows = count[:, -1] >= NEAR + FAR
    if np.count_nonzero(rows) < ROWS:
        return None
    light, wall, count = light[rows], wall[rows], count[rows]
    away = wall & (count <= FAR)
    far = np.mean(light, axis=1, where=away)
    near = np.mean(light, axis=1, where=wall & (count > count[:, -1:] - NEAR))
    lowest = np.sort(near - far)[: max(ROWS, len(near) // 4)]
    return median(far) + median(lowest), median(far), float(np.std(light[away]))
