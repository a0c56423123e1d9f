"""What a file is before anybody looks at its picture: how large, and what it says of itself."""

from __future__ import annotations

from ..model import Measures
from ..scene import Scene


def resolution(scene: Scene) -> Measures:
    """width, height: px of the file, turned upright."""
    width, height = scene.width * scene.zoom, scene.height * scene.zoom
    if scene.turn in (90, 270):
        width, height = height, width
    return {"width": width, "height": height}


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
