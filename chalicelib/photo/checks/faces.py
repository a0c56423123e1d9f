"""Is there exactly one person in the picture, and upright?"""

from __future__ import annotations

from ..codes import finding
from ..model import Box, Finding, Spec
from ..scene import Scene

TURNED = {  # degrees clockwise to upright: how the picture lies, and what to do
    90: ("是横着的", "向右旋转 90 度"),
    180: ("上下颠倒了", "旋转 180 度"),
    270: ("是横着的", "向左旋转 90 度"),
}


def no_face(scene: Scene, spec: Spec) -> Finding | None:
    if scene.portrait is not None or scene.turn:
        return None
    return finding("no_face", "fail", measured=0, allowed=(1, 1), unit="count")


def upside_down(scene: Scene, spec: Spec) -> Finding | None:
    """The degrees by which the picture must be turned; nothing else about the person is judged until it is."""
    if not scene.turn:
        return None
    lies, cure = TURNED[scene.turn]
    words = {"lies": lies, "cure": cure}
    return finding("upside_down", "fail", measured=scene.turn, allowed=(0, 0), unit="deg", words=words)


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
