"""How far the eyes are open, by two networks."""

from __future__ import annotations

from ..model import Measures, Pair
from ..portrait import Portrait


def lids(portrait: Portrait) -> Measures:
    """blink: the expression network's score, 0–1; eye_ratio: height by width between the lids; each of the eye that is
    less open."""
    blink, ratios = of_lids(portrait).values()
    return {"blink": max(blink), "eye_ratio": min(ratios)}


def of_lids(portrait: Portrait) -> dict[str, Pair]:
    """The same of either eye, the picture's left first."""
    return {"blink": portrait.face.blink, "eye_ratio": portrait.face.eye_ratios}
