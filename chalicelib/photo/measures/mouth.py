"""How far the lips are open: by the mesh, and by the expression network."""

from __future__ import annotations

from ..model import Measures
from ..portrait import Portrait


def mouth(portrait: Portrait) -> Measures:
    """mouth_ratio: lip gap by mouth width; jaw_open: the network's score, 0–1."""
    return {"mouth_ratio": portrait.face.mouth_ratio, "jaw_open": portrait.face.jaw_open}
