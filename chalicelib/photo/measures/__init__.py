"""All measures in one ordered table: pure functions of the picture or of the one portrait in it, without a limit.

What a value means for the verdict stands in limits/; CONTRIBUTING.md says how to add one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from ..face import Face
from ..model import Measures
from ..parts.maps import Parts
from ..portrait import Portrait
from ..scene import Scene
from .borders import borders
from .clothes import clothes
from .colours import colours
from .exposure import exposure, light_of_picture
from .expression import expression
from .eye_light import eye_light
from .framing import framing
from .lids import lids
from .mouth import mouth
from .noise import noise
from .parts.glasses import glasses
from .parts.hair import hair
from .parts.head_cover import head_cover
from .parts.jewellery import jewellery
from .parts.occlusion import occlusion
from .picture import camera_distance, faces, resolution, said
from .pose import pose
from .red_eye import red_eye
from .replaced_wall import replaced_wall
from .screens import screens
from .sharpness import sharpness
from .side_light import side_light
from .wall import wall

OF_PICTURE: tuple[Callable[[Scene], Measures], ...] = (
    resolution, faces, said, camera_distance, light_of_picture, borders,
)  # fmt: skip
OF_PORTRAIT: tuple[Callable[[Portrait], Measures], ...] = (
    pose, expression, lids, eye_light, mouth, sharpness, exposure, side_light, red_eye, colours, noise, screens, wall,
    replaced_wall, clothes, framing,
)  # fmt: skip
OF_PARTS: tuple[Callable[[Parts, Face], Measures], ...] = (occlusion, head_cover, hair, glasses, jewellery)


def take_measures(scene: Scene) -> Measures:
    """Every measure of a picture by its name, as a report keeps it and limits judge it; None, or no entry, where it
    could not be taken."""
    found: Measures = {}
    for take in OF_PICTURE:
        found |= take(scene)
    if scene.portrait is not None:
        for look in OF_PORTRAIT:
            found |= look(scene.portrait)
        found |= measure_parts(scene.portrait.parts, scene.portrait.face)
    return {name: _rounded(value) for name, value in found.items()}


def measure_parts(parts: Parts, face: Face) -> Measures:
    """Those of the head's parts: shares 0–1, None where there is nothing to measure."""
    return {name: value for take in OF_PARTS for name, value in take(parts, face).items()}


def _rounded(value: float | None) -> float | None:
    """4 significant digits say more than any measure knows."""
    return None if value is None or not isfinite(value) else float(f"{value:.4g}")
