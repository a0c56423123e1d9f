"""Is there exactly one person in the picture?"""

from __future__ import annotations

from ..codes import finding
from ..model import Box, Finding, Spec
from ..scene import Scene


def no_face(scene: Scene, spec: Spec) -> Finding | None:
    if scene.portrait is not None:
        return None
    return finding("no_face", "fail", measured=0, allowed=(1, 1), unit="count")


def multiple_faces(scene: Scene, spec: Spec) -> Finding | None:
    """A face counts if the detector is sure of it and it is as near as the main one, or within the frame."""
    if len(scene.faces) < 2:
        return None
    other = scene.faces[1]
    count = len(scene.faces)
    box: Box = (
        round(max(0, other.x) / scene.width, 4),
        round(max(0, other.y) / scene.height, 4),
        round(other.w / scene.width, 4),
        round(other.h / scene.height, 4),
    )
    return finding(
        "multiple_faces", "fail", measured=count, allowed=(1, 1), unit="count", box=box, words={"count": count}
    )
