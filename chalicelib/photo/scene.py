"""Everything the checks look at: what was found in the whole picture, and the one portrait in it."""

from __future__ import annotations

from dataclasses import dataclass

from .nets.detector import FaceBox
from .portrait import Portrait
from .reading.facts import NOTHING_SAID, Facts
from .reading.window import Pixels


@dataclass(frozen=True)
class Scene:
    """The whole picture: px, the faces that count (the main one first), and the main one's portrait if any.

    zoom: px of the file per px of this picture; overview: the whole picture small, as the detector saw it.
    turn: degrees clockwise (0, 90, 180, 270) by which it must be turned for its face to stand upright; unless that is
    0, there are neither faces nor a portrait.  facts: what the file says of itself.
    """

    width: int
    height: int
    zoom: int
    faces: tuple[FaceBox, ...]
    portrait: Portrait | None
    overview: Pixels
    turn: int = 0
    facts: Facts = NOTHING_SAID
