"""The light on either side of the face."""

from __future__ import annotations

import numpy as np

from ..face import IRISES
from ..model import Measures
from ..pixels.figures import median
from ..portrait import Portrait

BESIDE = 0.15  # face widths either side of the nose that lie in both lights
LEAST = 50  # px of skin at a side of the face


def side_light(portrait: Portrait) -> Measures:
    """light_left, light_right: median luma (0–255) of the skin, the picture's left and right, the nose left out;
    uneven_light: how much dimmer one is, as a share of the brighter."""
    columns = np.arange(portrait.luma.shape[1])
    nose = portrait.face.outline((IRISES[0][0], IRISES[1][0]), portrait.placement.window)[:, 0].mean()
    off = BESIDE * portrait.placement.face_width
    halves = [portrait.luma[portrait.skin & side] for side in (columns < nose - off, columns >= nose + off)]
    if min(half.size for half in halves) < LEAST:
        return {}
    left, right = (max(median(half), 1.0) for half in halves)
    return {"light_left": left, "light_right": right, "uneven_light": 1 - min(left, right) / max(left, right)}
