"""Are the lips closed?"""

from __future__ import annotations

import numpy as np

from ..codes import graded, worse
from ..face import LIPS
from ..model import Finding, Limit, Spec
from ..portrait import Portrait

DARK = 0.45  # of the cheeks' lightness


def mouth_open(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the gap between the lips, by the expression network, and by how much between and on the lips is dark."""
    face, limits = portrait.face, spec.limits
    return worse(
        _graded(portrait, face.mouth_ratio, limits.mouth_ratio),
        _graded(portrait, face.jaw_open, limits.jaw_open),
        _graded(portrait, _dark_between(portrait), limits.dark_lips),
    )


def _dark_between(portrait: Portrait) -> float:
    """The share of the lips' area that is far darker than the cheeks: closed lips leave a line, open ones a hole."""
    cheeks = float(np.mean(portrait.cheeks, axis=0)[0])
    dark = portrait.lips_and_nose[0][:, 0] < DARK * cheeks
    return float(np.mean(dark)) if dark.any() and not dark.all() else 0.0  # all of it: something is before the mouth


def _graded(portrait: Portrait, value: float, limit: Limit) -> Finding | None:
    box = portrait.face.box(LIPS, portrait.width, portrait.height)
    return graded("mouth_open", value, limit, unit="ratio", box=box)
