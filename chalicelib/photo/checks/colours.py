"""Has the skin the colours of skin?"""

from __future__ import annotations

import numpy as np

from ..codes import finding, severity
from ..face import OVAL
from ..model import Finding, Spec
from ..scene import Portrait

NATURAL = ((5.0, 25.0), (5.0, 35.0))  # OFIQ, natural colour: mean a and b of the face in CIE Lab


def not_colour(portrait: Portrait, spec: Spec) -> Finding | None:
    """The mean chroma of the skin: a black-and-white picture has none."""
    if not portrait.skin.any():
        return None
    limit, value = spec.limits.chroma, _chroma(portrait)
    bad = severity(value, limit)
    if bad is None:
        return None
    least = limit.fail if bad == "fail" else limit.warn
    return finding("not_colour", bad, measured=value, allowed=(least, None))


def colour_cast(portrait: Portrait, spec: Spec) -> Finding | None:
    """How far the colour of bare skin lies from OFIQ's range of natural skin."""
    if not portrait.skin.any() or severity(_chroma(portrait), spec.limits.chroma):
        return None
    colour = portrait.complexion[1:]
    off = [max(0.0, low - value, value - high) for value, (low, high) in zip(colour, NATURAL, strict=True)]
    value, limit = float(np.hypot(*off)), spec.limits.colour_cast
    bad = severity(value, limit)
    if bad is None:
        return None
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    most = limit.fail if bad == "fail" else limit.warn
    return finding("colour_cast", bad, measured=value, allowed=(None, most), box=box)


def _chroma(portrait: Portrait) -> float:
    return float(np.hypot(*portrait.skin_lab[:, 1:].T).mean())
