"""What is worn before the eyes: dark lenses over the eyes themselves, frames around them."""

from __future__ import annotations

from ...face import LEFT_BROW, LEFT_EYE, RIGHT_BROW, RIGHT_EYE, Face
from ...model import Measures
from ...parts.maps import Part, Parts
from ...parts.regions import around, least, most

REACH = 0.06  # face widths around eye and brow: a frame's rims


def glasses(parts: Parts, face: Face) -> Measures:
    """Shares 0–1 of others.  worn_over_eye, worn_over_both: within the lids, of the side that has more and of the one
    that has less; worn_around_eye: around eye and brow, of the side that has more."""
    eyes, surroundings = [], []
    for eye, brow in ((LEFT_EYE, LEFT_BROW), (RIGHT_EYE, RIGHT_BROW)):
        within = around(parts.window, face, eye)
        eyes.append(parts.share(within, Part.OTHERS))
        surroundings.append(parts.share(around(parts.window, face, eye + brow, wider=REACH) & ~within, Part.OTHERS))
    return {"worn_over_eye": most(eyes), "worn_over_both": least(eyes), "worn_around_eye": most(surroundings)}
