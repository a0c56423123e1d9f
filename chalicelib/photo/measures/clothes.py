"""How far the clothes are from the wall in colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..colour import lab_of, lab_of_pixels
from ..figures import median_colour
from ..leftover import haze
from ..model import Measures
from ..portrait import Portrait
from .wall import ENOUGH


def clothes(portrait: Portrait) -> Measures:
    """ΔE 1976.  clothes: between the shoulders' median colour, or what is left of them before a replaced wall, and the
    wall as it will be; clothes_before: the same before the wall was replaced; haze: share of what is below the chin
    where clothes and that wall were not told apart."""
    if min(len(portrait.wall_lab), len(portrait.clothes_lab)) < ENOUGH:
        return {}
    before = _apart(portrait.clothes_lab, portrait.wall_colour)
    if portrait.wanted is None:
        return {"clothes": before}
    left = lab_of_pixels(portrait.finished[portrait.clothes][None])[0]
    return {"clothes": _apart(left, lab_of(portrait.wanted)), "clothes_before": before, "haze": haze(portrait)}


def _apart(clothes: NDArray[np.float32], wall: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(median_colour(clothes) - wall))
