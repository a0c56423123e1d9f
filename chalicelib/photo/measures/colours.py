"""Has the skin, and the white of the eyes, a natural colour?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.colour import NATURAL, WHITE_OF_EYE, below, beyond
from ..portrait import Portrait

TINTED = 8.0  # chroma of bare skin that has a colour at all: dim skin has none
GLARING = 0.88  # L* by 100 of bare skin from which it is burnt out and has lost its red
LIGHT = 0.6  # of the cheeks' lightness: what is darker is no white of an eye


def colours(portrait: Portrait) -> Measures:
    """Distances in a and b of CIE Lab.  chroma: of the skin, or of the whites of the eyes where that is more: a blue
    light takes the colour off brown skin, but not off them; colour_off: how far bare skin lies beyond what is natural;
    cold_off: how far on the green or blue side of that; white_off: how far the white of an eye lies beyond natural
    ones, of the eye that shows less of it.

    Skin has many colours and forgives a cast towards another one's; the white of an eye does not.  Skin may be flushed
    or tanned beyond the range, but hardly ever greener or bluer.
    """
    if not portrait.skin.any():
        return {}
    whites = _whites(portrait)
    skin = float(np.hypot(*portrait.skin_lab[:, 1:].T).mean())
    return {
        "chroma": max([skin, *(float(np.hypot(*white[1:])) for white in whites)]),
        "colour_off": beyond(portrait.complexion, NATURAL),
        "white_off": min((beyond(white, WHITE_OF_EYE) for white in whites), default=None),
        "cold_off": _cold(portrait),
    }


def _cold(portrait: Portrait) -> float:
    light, *colour = portrait.complexion
    if light / 100 > GLARING or np.hypot(*colour) < TINTED:
        return 0.0
    return below(portrait.complexion, NATURAL)


def _whites(portrait: Portrait) -> list[NDArray[np.float32]]:
    """Of either eye, if it is light enough."""
    least = LIGHT * float(np.mean(portrait.cheeks, axis=0)[0])
    return [white for white in portrait.eye_whites if white[0] > least]
