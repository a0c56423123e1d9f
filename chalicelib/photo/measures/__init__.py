"""All measures in one ordered table: pure functions of the picture or of the one portrait in it, without a limit.

What a value means for the verdict stands in limits/; CONTRIBUTING.md says how to add one.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from ..model import Measures
from ..parts import measured as measured_parts
from ..portrait import Portrait
from ..scene import Scene
from .borders import borders
from .bridge import bridge
from .clothes import clothes
from .colours import colours
from .covering import covering
from .exposure import exposure, light_of_picture
from .eyes_seen import eyes_seen
from .faces import faces
from .framing import framing
from .headgear import headgear
from .lids import lids
from .mouth import mouth
from .noise import noise
from .pose import pose
from .red_eye import red_eye
from .replaced_wall import replaced_wall
from .resolution import resolution
from .screens import screens
from .sharpness import sharpness
from .side_light import side_light
from .wall import wall


def parts(portrait: Portrait) -> Measures:
    """What a network sees of the head's parts.  No limit looks at these yet: they are kept so that limits can be chosen
    from real pictures."""
    return measured_parts(portrait.parts, portrait.face)


OF_PICTURE: tuple[Callable[[Scene], Measures], ...] = (resolution, faces, light_of_picture, borders)
OF_PORTRAIT: tuple[Callable[[Portrait], Measures], ...] = (
    pose, lids, eyes_seen, bridge, mouth, covering, headgear, sharpness, exposure, side_light, red_eye, colours, noise,
    screens, wall, replaced_wall, clothes, framing, parts,
)  # fmt: skip


def take_measures(scene: Scene) -> Measures:
    """Every measure of a picture by its name; None, or no entry, where it could not be taken."""
    found: Measures = {}
    for take in OF_PICTURE:
        found |= take(scene)
    if scene.portrait is not None:
        for look in OF_PORTRAIT:
            found |= look(scene.portrait)
    return {name: value if value is None or isfinite(value) else None for name, value in found.items()}
