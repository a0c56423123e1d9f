"""The wall behind the head: its colour, how even it is, and the head's shadow on it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.colour import lab_of
from ..pixels.figures import median_colour, quantile, spread
from ..portrait import Portrait
from ..shade import IN_SHADE, UNEVEN

ENOUGH = 1500  # colours; with less wall in sight (2 % of the frame) nothing can be said
PART = 32  # px, a square of the wall
STRAY = 2  # squares that may hold something else
SEEN, SEEN_WELL = 0.3, 0.5  # of a square must be wall
PATTERN = 3.0  # ΔE, a square's own spread: light that falls off has 1, the weave of a wall paper 4


def wall(portrait: Portrait) -> Measures:
    """ΔE 1976, a shadow of the head left out.  wall_spread: root of the summed variances; wall_parts: how far parts are
    from the rest; wall_pattern: share of parts with a pattern, shadow or not; wall_off: from the nearest colour that
    may be; shadow: L* that the wall beside the head is darker than further out; wall_lit: spread of the wall without.

    Light that falls off across the whole wall darkens its far side too, and is no shadow; on a wall that is not plain
    without it, far from the head on either side, nothing can be told.
    """
    colours = portrait.wall_lab
    if len(colours) < ENOUGH or portrait.wanted is not None:
        return {}
    shade = portrait.shade
    rest = None if shade is None else max(spread(colours[:, 1:]), spread(_lit(colours)), shade.far_spread)
    (means, within), wall_colour = _parts(portrait), portrait.wall_colour
    in_shade = shade is not None and rest is not None and shade.drop > IN_SHADE and rest <= UNEVEN
    if in_shade:
        colours, means = _lit(colours), _lit(means)
    return {
        "wall_spread": spread(colours),
        "wall_parts": _farthest(means),
        "wall_pattern": float(np.mean(within > PATTERN)) if len(within) else 0.0,
        "wall_off": min(float(np.linalg.norm(wall_colour - lab_of(rgb))) for rgb in portrait.grounds),
        "shadow": None if shade is None else shade.drop,
        "wall_lit": rest,
    }


def _parts(portrait: Portrait) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean colours, (n, 3), of all squares of the wall of which enough is seen; the spread in those seen well.

    At half the size and blurred a little: a camera's grain is no pattern.
    """
    height, width = portrait.wall.shape
    half, size = (width // 2, height // 2), (width // PART, height // PART)
    weight = (cv2.resize(portrait.wall.astype(np.float32), half, interpolation=cv2.INTER_AREA) == 1).astype(np.float32)
    colours = cv2.blur(cv2.resize(portrait.lab, half, interpolation=cv2.INTER_AREA), (3, 3))
    weighed = colours * weight[..., None]
    seen, total, squared = (
        cv2.resize(values, size, interpolation=cv2.INTER_AREA) for values in (weight, weighed, weighed * colours)
    )
    some, well = seen > SEEN, seen > SEEN_WELL
    means = total[some] / seen[some][:, None]
    variance = (squared[well] - total[well] ** 2 / seen[well][:, None]).sum(1) / seen[well]
    return np.asarray(means, np.float32), np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


def _farthest(parts: NDArray[np.float32]) -> float:
    """How far (ΔE 1976) the oddest squares but two are from the middle one: two may hold stray hair."""
    apart = np.sort(np.linalg.norm(parts - median_colour(parts), axis=1)) if len(parts) else parts
    return float(apart[-STRAY - 1]) if len(apart) > STRAY else 0.0


def _lit(wall: NDArray[np.float32]) -> NDArray[np.float32]:
    """The wall's colours without those in the shade."""
    if not len(wall):
        return wall
    light = wall[:, 0]
    return np.asarray(wall[light > quantile(light, 0.75) - IN_SHADE])
