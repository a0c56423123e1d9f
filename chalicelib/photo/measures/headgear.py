"""What is above the forehead: colours, strands and ribs, and how high it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..hair_colour import unlike_hair
from ..model import Measures
from ..pixels.figures import median
from ..portrait import Portrait

BLACK, NEARLY_WHITE, PLAIN = 20.0, 88.0, 8.0  # L*, L* and chroma
LEAST = 150  # px; fewer say nothing


def headgear(portrait: Portrait) -> Measures:
    """unlike_hair: share of colours that hair hardly has; black_and_white: the smaller share of the two; strands: the
    median of how far L* is from that around; ribs: times that light changes more across than down; crown_height: from
    the eyes to the crown by the face's width."""
    seen = portrait.above_forehead
    height: Measures = {"crown_height": portrait.head.crown / portrait.head.width}
    if len(seen.colours) < LEAST:
        return height
    return height | {
        "unlike_hair": float(np.mean(unlike_hair(seen.colours))),
        "black_and_white": _black_and_white(seen.colours),
        "strands": median(np.abs(seen.strands)),
        "ribs": seen.ribs,
    }


def _black_and_white(colours: NDArray[np.float32]) -> float:
    """The smaller of their shares: white hair and black hair are one or the other."""
    light, chroma = colours[:, 0], np.hypot(colours[:, 1], colours[:, 2])
    return float(min(np.mean(light < BLACK), np.mean((light > NEARLY_WHITE) & (chroma < PLAIN))))
