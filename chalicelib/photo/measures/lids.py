"""How far the eyes are open, by two networks, and by these and what is seen of the irises together.

Asks eyes_seen: the iris of a hidden eye tells nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Measures, Pair
from ..portrait import Portrait
from .eyes_seen import eyes_hidden

# How much each counts in the logarithm of the odds that an eye is shut: a logistic regression over portraits with their
# eyes open and shut in thirteen ways (see docs/photo-checks.md).
BLINK = 13.5  # the expression network's score, 0–1
LIDS = 20.5  # height by width between the lids
IRIS = 20.5  # the share of the iris' height that is seen
OTHER = 15.5  # how much narrower than the other eye, as a share of it
EVEN = 10.8  # what LIDS and IRIS take away where shut and open are as likely
UNSEEN = 0.6  # the share taken to be seen of an iris that hair, a lens or a reflection hides: another finding
NO_EYE = 1e-3


def lids(portrait: Portrait) -> Measures:
    """blink: the expression network's score; eye_ratio: height by width between the lids; shut: how surely an eye is
    shut, 0–1; each of the eye that is less open.

    Lids painted over eyes may escape the networks, but leave no iris; light irises and shaded ones are hardly seen.
    """
    blink, ratios, likely = of_lids(portrait).values()
    return {"blink": max(blink), "eye_ratio": min(ratios), "shut": max(likely)}


def of_lids(portrait: Portrait) -> dict[str, Pair]:
    """The same of either eye, the picture's left first."""
    left, right = (float(value) for value in shut(portrait))
    return {"blink": portrait.face.blink, "eye_ratio": portrait.face.eye_ratios, "shut": (left, right)}


def shut(portrait: Portrait) -> NDArray[np.float64]:
    """How surely either eye is shut, 0–1, the picture's left first."""
    ratios, blink = np.array(portrait.face.eye_ratios), np.array(portrait.face.blink)
    seen = UNSEEN if eyes_hidden(portrait) else np.array(portrait.irises)
    narrower = 1 - np.minimum(1, ratios / np.maximum(ratios[::-1], NO_EYE))
    odds = BLINK * blink - LIDS * ratios - IRIS * seen + OTHER * narrower + EVEN
    return np.asarray(1 / (1 + np.exp(-odds)))
