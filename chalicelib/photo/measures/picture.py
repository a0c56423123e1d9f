"""The picture as a whole: how large it is, how many people are in it, which way up it lies, what its file says."""

from __future__ import annotations

from ..model import Measures
from ..scene import Scene


def resolution(scene: Scene) -> Measures:
    """width, height: px of the file, turned upright."""
    width, height = scene.width * scene.zoom, scene.height * scene.zoom
    if scene.turn in (90, 270):
        width, height = height, width
    return {"width": width, "height": height}


def faces(scene: Scene) -> Measures:
    """portraits: 1 if there is one to be judged; faces: those of which the detector is sure and that are as near as the
    main one, or within the frame; turn: degrees clockwise by which the picture must be turned to stand upright."""
    return {"portraits": int(scene.portrait is not None), "faces": len(scene.faces), "turn": scene.turn}


def said(scene: Scene) -> Measures:
    """ai_said: that a machine made the picture: 3 for sure, 2 perhaps, 1 suspected, 0 nothing; 1 or 0, None where the
    file does not say: beautified, edited: by a program for faces, or for pictures of any kind; front_lens: a phone's.
    """
    facts = scene.facts
    return {
        "ai_said": facts.ai,
        "beautified": facts.beautified,
        "edited": facts.edited,
        "front_lens": facts.front_lens,
    }
