"""Which way the head looks and leans, and whether the shoulders are level under it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..face import CHEEKS, CHIN
from ..model import Measures
from ..portrait import Portrait

FRONTAL_PITCH = 3.0  # degrees; measured: the three sets' medians are 0, 3 and 6
NEAR, FAR = 0.75, 1.1  # face widths beside its middle: outside the neck, inside the arms
BESIDE_CHIN = 0.3  # of these columns: more of a person beside the chin is hair
SEEN = 0.8  # of these columns: fewer that reach a shoulder are none


def pose(portrait: Portrait) -> Measures:
    """Degrees.  yaw: positive turns to the picture's right; pitch: positive looks down, counted from how frontal faces
    are measured; roll: positive leans clockwise; shoulders: positive are lower on the right than the head is, None
    where hair or the picture's edge is before either."""
    face = portrait.face
    pitch = face.pitch - FRONTAL_PITCH
    return {"yaw": face.yaw, "pitch": pitch, "roll": face.roll, "shoulders": _slope(portrait)}


def _slope(portrait: Portrait) -> float | None:
    window, face = portrait.bust.window, portrait.face
    person = portrait.bust.person & window.inside(portrait.width, portrait.height)
    cheeks, chin = face.outline(CHEEKS, window)[:, 0], int(face.outline((CHIN,), window)[0, 1])
    middle, width = float(cheeks.mean()), float(np.ptp(cheeks))
    below, (near, far) = person[max(chin, 0) :], (NEAR * width, FAR * width)
    left = _top(below, middle - far, middle - near)
    right = _top(below, middle + near, middle + far)
    if left is None or right is None:
        return None
    return float(np.degrees(np.arctan2(right - left, near + far)))


def _top(below: NDArray[np.bool_], begin: float, end: float) -> float | None:
    """The row at which a shoulder begins between two columns, from the chin's down."""
    columns = below[:, max(0, round(begin)) : max(0, round(end))]
    if not columns.size or columns[0].mean() > BESIDE_CHIN:
        return None
    reached = columns.any(0)
    return float(np.median(columns.argmax(0)[reached])) if reached.mean() >= SEEN else None
