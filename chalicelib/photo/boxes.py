"""Where in the picture a finding's box is drawn."""

from __future__ import annotations

from .face import LEFT_BROW, LEFT_EYE, LIPS, OVAL, RIGHT_BROW, RIGHT_EYE, UNDER_EYES
from .limits.row import Row
from .measures.eye_light import of_eyes
from .measures.lids import of_lids
from .measures.red_eye import of_pupils
from .model import Box, Pair
from .portrait import Portrait
from .scene import Scene

LENSES = LEFT_EYE + RIGHT_EYE + LEFT_BROW + RIGHT_BROW + UNDER_EYES[0] + UNDER_EYES[1]  # what glasses cover
PARTS = {"face": OVAL, "lips": LIPS, "eyes": LENSES}
OF_EYES = {
    "blink": of_lids, "eye_ratio": of_lids, "red_pupil": of_pupils, "eye_lightness": of_eyes, "eye_glare": of_eyes,
}  # fmt: skip


def box_of(scene: Scene, row: Row) -> Box | None:
    """Shares (0–1) of the turned original, or None where the row has no part."""
    if row.part == "other face":
        return _other_face(scene)
    portrait = scene.portrait
    if portrait is None or not row.part:
        return None
    part = _worse_eye(portrait, row) if row.part == "eye" else PARTS[row.part]
    return portrait.face.box(part, portrait.width, portrait.height)


def _worse_eye(portrait: Portrait, row: Row) -> tuple[int, ...]:
    left, right = _pair(portrait, row.measure)
    return RIGHT_EYE if (left < right if row.bad == "high" else left > right) else LEFT_EYE


def _pair(portrait: Portrait, measure: str) -> Pair:
    return OF_EYES[measure](portrait)[measure]


def _other_face(scene: Scene) -> Box:
    other = scene.faces[1]
    return (
        round(max(0, other.x) / scene.width, 4),
        round(max(0, other.y) / scene.height, 4),
        round(other.w / scene.width, 4),
        round(other.h / scene.height, 4),
    )
