"""Has the skin the colours of skin?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import graded, severity, worse
from ..colour import NATURAL, WHITE_OF_EYE, below, beyond
from ..face import OVAL
from ..model import Finding, Limit, Spec
from ..portrait import Portrait
from .eyes import shut
from .hidden_eyes import eyes_hidden

TINTED = 8.0  # chroma of bare skin that has a colour at all: dim skin has none
SHUT = 0.9  # how surely an eye is shut: then there is no white in it
LIGHT = 0.6  # of the cheeks' lightness: what is darker is no white of an eye


def not_colour(portrait: Portrait, spec: Spec) -> Finding | None:
    """The chroma of skin and eyes: a black-and-white picture has none."""
    if not portrait.skin.any():
        return None
    return graded("not_colour", _chroma(portrait, spec), spec.limits.chroma)


def colour_cast(portrait: Portrait, spec: Spec) -> Finding | None:
    """How far the colour of bare skin, or of the white of either eye, lies from what is natural.

    Skin has many colours and forgives a cast towards another one's; the white of an eye does not.  Skin may be flushed
    or tanned beyond the range, but hardly ever greener or bluer.
    """
    if not portrait.skin.any() or severity(_chroma(portrait, spec), spec.limits.chroma) == "fail":
        return None
    return worse(
        _graded(portrait, beyond(portrait.complexion, NATURAL), spec.limits.colour_cast),
        _cast_on_eyes(portrait, spec),
        _graded(portrait, _cold(portrait, spec), spec.limits.cold_cast),
    )


def _cold(portrait: Portrait, spec: Spec) -> float:
    """How far bare skin lies on the green or blue side of natural skin; burnt out, it has lost its red."""
    light, *colour = portrait.complexion
    if light / 100 > spec.limits.glaring.warn or np.hypot(*colour) < TINTED:
        return 0.0
    return below(portrait.complexion, NATURAL)


def _cast_on_eyes(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the eye that shows less of it."""
    whites = _whites(portrait, spec)
    if not whites:
        return None
    return _graded(portrait, min(beyond(white, WHITE_OF_EYE) for white in whites), spec.limits.eye_white)


def _whites(portrait: Portrait, spec: Spec) -> list[NDArray[np.float32]]:
    """Of either eye, if neither is surely shut or hidden and it is light enough."""
    if shut(portrait, spec).max() > SHUT or eyes_hidden(portrait, spec):
        return []
    least = LIGHT * float(np.mean(portrait.cheeks, axis=0)[0])
    return [white for white in portrait.eye_whites if white[0] > least]


def _graded(portrait: Portrait, value: float, limit: Limit) -> Finding | None:
    return graded("colour_cast", value, limit, box=portrait.face.box(OVAL, portrait.width, portrait.height))


def _chroma(portrait: Portrait, spec: Spec) -> float:
    """Of the skin, or of the whites of the eyes: a blue light takes the colour off brown skin, but not off them."""
    skin = float(np.hypot(*portrait.skin_lab[:, 1:].T).mean())
    if severity(skin, spec.limits.chroma) is None:
        return skin
    return max([skin, *(float(np.hypot(*white[1:])) for white in _whites(portrait, spec))])
