"""Which way the head looks and leans."""

from __future__ import annotations

from ..model import Measures
from ..portrait import Portrait

FRONTAL_PITCH = 3.0  # degrees; measured: the three sets' medians are 0, 3 and 6


def pose(portrait: Portrait) -> Measures:
    """Degrees.  yaw: positive turns to the picture's right; pitch: positive looks down, counted from how frontal faces
    are measured; roll: positive leans clockwise."""
    face = portrait.face
    return {"yaw": face.yaw, "pitch": face.pitch - FRONTAL_PITCH, "roll": face.roll}
