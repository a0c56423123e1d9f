"""Is the picture itself large enough?"""

from __future__ import annotations

from ..codes import finding
from ..model import Finding, Spec
from ..scene import Scene


def low_resolution(scene: Scene, spec: Spec) -> Finding | None:
    width, height = scene.width * scene.zoom, scene.height * scene.zoom
    if scene.turn in (90, 270):
        width, height = height, width
    if width >= spec.width and height >= spec.height:
        return None
    short = width / spec.width < height / spec.height
    measured, least = (width, spec.width) if short else (height, spec.height)
    words = {"width": width, "height": height}
    return finding("low_resolution", "fail", measured=measured, allowed=(least, None), unit="px", words=words)
