"""How many people are in the picture, and which way up it lies."""

from __future__ import annotations

from ..model import Measures
from ..scene import Scene


def faces(scene: Scene) -> Measures:
    """portraits: 1 if there is one to be judged; faces: those of which the detector is sure and that are as near as the
    main one, or within the frame; turn: degrees clockwise by which the picture must be turned to stand upright."""
    return {"portraits": int(scene.portrait is not None), "faces": len(scene.faces), "turn": scene.turn}
