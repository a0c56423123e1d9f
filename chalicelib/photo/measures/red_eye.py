"""The flash that comes back out of the eyes."""

from __future__ import annotations

import numpy as np

from ..face import IRISES
from ..model import Measures, Pair
from ..portrait import Portrait

REDDER = 2.0  # red by green and by blue in a pupil lit by the flash; skin stays below 1.7, a brown iris below 1.8
LIT = 70  # red of 255 from which that can be told
PUPIL = 0.5  # of an iris' radius: there a brown iris is black, and a flash glows


def red_eye(portrait: Portrait) -> Measures:
    """red_pupil: the share of a pupil that glows red, of the eye where it is larger."""
    return {"red_pupil": max(of_pupils(portrait)["red_pupil"])}


def of_pupils(portrait: Portrait) -> dict[str, Pair]:
    """The same of either eye, the picture's left first."""
    left, right = (_red_share(portrait, iris) for iris in IRISES)
    return {"red_pupil": (left, right)}


def _red_share(portrait: Portrait, iris: tuple[int, ...]) -> float:
    points = portrait.face.outline(iris, portrait.placement.window)
    (x, y), radius = points[0], float(np.linalg.norm(points[1:] - points[0], axis=1).mean())
    top, left = max(0, int(y - radius)), max(0, int(x - radius))
    part = portrait.rgb[top : int(y + radius) + 1, left : int(x + radius) + 1].astype(np.float32)
    if not part.size:
        return 0.0
    rows, columns = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    inside = np.hypot(columns - x, rows - y) <= radius * PUPIL
    red, green, blue = part[..., 0], part[..., 1], part[..., 2]
    glow = (red > LIT) & (red > REDDER * green) & (red > REDDER * blue)
    return float(np.mean(glow[inside])) if inside.any() else 0.0
