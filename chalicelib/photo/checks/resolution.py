"""Is the picture itself large enough?"""

from __future__ import annotations

from ..codes import finding
from ..model import Finding, Spec
from ..scene import Scene


def low_resolution(scene: Scene, spec: Spec) -> Finding | None:
    if scene.width >= spec.width and scene.height >= spec.height:
        return None
    short = scene.width / spec.width < scene.height / spec.height
    measured, least = (scene.width, spec.width) if short else (scene.height, spec.height)
    words = {"width": scene.width, "height": scene.height}
    return finding("low_resolution", "fail", measured=measured, allowed=(least, None), unit="px", words=words)
