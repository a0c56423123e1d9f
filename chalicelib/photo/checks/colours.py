"""Has the skin the colours of skin?"""

from __future__ import annotations

import numpy as np

from ..codes import graded, severity, worse
from ..colour import NATURAL, WHITE_OF_EYE, below, beyond
from ..face import OVAL
from ..model import Finding, Limit, Spec
from ..scene import Portrait

TINTED = 8.0  # chroma of bare skin that has a colour at all: dim skin has none
LIGHT = 0.6  # of the cheeks' lightness: what is darker is no white of an eye


def not_colour(portrait: Portrait, spec: Spec) -> Finding | None:
    """The mean chroma of the skin: a black-and-white picture has none."""
    if not portrait.skin.any():
        return None
    return graded("not_colour", _chroma(portrait), spec.limits.chroma)


def colour_cast(portrait: Portrait, spec: Spec) -> Finding | None:
    """How far the colour of bare skin, or of the white of either eye, lies from what is natural.

    Skin has many colours and forgives a cast towards another one's; the white of an eye does not.  Skin may be flushed
    or tanned beyond the range, but hardly ever greener or bluer.
    """
    if not portrait.skin.any() or severity(_chroma(portrait), spec.limits.chroma) == "fail":
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
    """By the eye that shows less of it; closed and covered eyes show no white."""
    limits = spec.limits
    if severity(min(portrait.face.eye_ratios), limits.eye_ratio) or severity(max(portrait.face.blink), limits.blink):
        return None
    least = LIGHT * float(np.mean(portrait.cheeks, axis=0)[0])
    whites = [white for white in portrait.eye_whites if white[0] > least]
    if not whites:
        return None
    return _graded(portrait, min(beyond(white, WHITE_OF_EYE) for white in whites), limits.eye_white)


def _graded(portrait: Portrait, value: float, limit: Limit) -> Finding | None:
    return graded("colour_cast", value, limit, box=portrait.face.box(OVAL, portrait.width, portrait.height))


def _chroma(portrait: Portrait) -> float:
    return float(np.hypot(*portrait.skin_lab[:, 1:].T).mean())
