"""How far the clothes are from the wall in colour, and what of them went with a replaced one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..leftover import bleached
from ..model import Measures
from ..pixels.colour import lab_of, lab_of_pixels
from ..pixels.figures import median_colour
from ..portrait import Portrait
from .wall import ENOUGH


def clothes(portrait: Portrait) -> Measures:
    """clothes: ΔE 1976 between the shoulders' median colour, or what is left of them before a replaced wall, and the
    wall as it will be; bleached: share (0–1) of what is below the chin that is like the old wall and half went with
    it."""
    if min(len(portrait.wall_lab), len(portrait.clothes_lab)) < ENOUGH:
        return {}
    if portrait.wanted is None:
        return {"clothes": _apart(portrait.clothes_lab, portrait.wall_colour)}
    left = lab_of_pixels(portrait.finished[portrait.clothes][None])[0]
    return {"clothes": _apart(left, lab_of(portrait.wanted)), "bleached": bleached(portrait)}


def _apart(clothes: NDArray[np.float32], wall: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(median_colour(clothes) - wall))
