"""How large the picture is, as it is to be looked at."""

from __future__ import annotations

from ..model import Measures
from ..scene import Scene


def resolution(scene: Scene) -> Measures:
    """width, height: px of the file, turned upright."""
    width, height = scene.width * scene.zoom, scene.height * scene.zoom
    if scene.turn in (90, 270):
        width, height = height, width
    return {"width": width, "height": height}
