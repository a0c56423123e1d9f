"""How light it is around either eye, by the skin beside it: a dark lens, a shade or a reflection is before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Measures, Pair
from ..pixels.figures import median
from ..portrait import Portrait

SHADED = 0.75  # of the lightest skin's lightness; what is darker is more than the light's doing
WHITE = 94.0  # L* of a reflection that hides what is behind it


def eye_light(portrait: Portrait) -> Measures:
    """eye_lightness: of the darker eye, its median L* by the skin's beside it, and both_lightness of the other;
    eye_glare: share of white around an eye, beyond what the whole face has, of the eye that has more."""
    seen = of_eyes(portrait)
    return {
        "eye_lightness": min(seen["eye_lightness"]),
        "both_lightness": max(seen["eye_lightness"]),
        "eye_glare": max(seen["eye_glare"]),
    }


def of_eyes(portrait: Portrait) -> dict[str, Pair]:
    """The same of either eye, the picture's left first."""
    left, right = portrait.around_eyes
    first, second = _skin(portrait)
    return {
        "eye_lightness": (_lightness(left, first), _lightness(right, second)),
        "eye_glare": (_glare(left, portrait.skin_lab), _glare(right, portrait.skin_lab)),
    }


def _skin(portrait: Portrait) -> Pair:
    """L* of the cheek below either eye, or what it is at least without hair or a lens on it."""
    left, right = (float(cheek[0]) for cheek in portrait.cheeks)
    least = max(SHADED * max(left, right, float(portrait.forehead[0])), 1.0)
    return max(left, least), max(right, least)


def _lightness(around: NDArray[np.float32], skin: float) -> float:
    return median(around[:, 0]) / skin if len(around) else 1.0


def _glare(around: NDArray[np.float32], face: NDArray[np.float32]) -> float:
    return max(0.0, _white(around) - _white(face))


def _white(colours: NDArray[np.float32]) -> float:
    return float(np.mean(colours[:, 0] >= WHITE)) if len(colours) else 0.0
