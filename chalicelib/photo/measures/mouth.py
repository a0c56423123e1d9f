"""How far the lips are open: by the mesh, by the expression network, and by what is dark between them."""

from __future__ import annotations

import numpy as np

from ..model import Measures
from ..portrait import Portrait

DARK = 0.45  # of the cheeks' lightness


def mouth(portrait: Portrait) -> Measures:
    """mouth_ratio: lip gap by mouth width; jaw_open: the network's score, 0–1; dark_lips: share of the lips' area that
    is far darker than the cheeks: closed lips leave a line, open ones a hole."""
    face = portrait.face
    return {"mouth_ratio": face.mouth_ratio, "jaw_open": face.jaw_open, "dark_lips": _dark_between(portrait)}


def _dark_between(portrait: Portrait) -> float:
    cheeks = float(np.mean(portrait.cheeks, axis=0)[0])
    dark = portrait.lips_and_nose[0][:, 0] < DARK * cheeks
    return float(np.mean(dark)) if dark.any() and not dark.all() else 0.0  # all of it: something is before the mouth
