"""The picture as a whole: how large it is, how many people are in it, which way up it lies, what its file says."""

from __future__ import annotations

from math import hypot

from ..model import Measures
from ..scene import Scene

FILM = 43.27  # mm, the diagonal of 36 × 24: what a focal length is told by (CIPA DCG-001)
CHEEKS_APART = 0.14  # m, about an adult's
SQUARE = 1.3  # long by short side: no camera's picture is nearer to one, only a cropped one
ALIKE = 0.02  # of it: rounding


def resolution(scene: Scene) -> Measures:
    """width, height: px of the file, turned upright."""
    width, height = scene.width * scene.zoom, scene.height * scene.zoom
    if scene.turn in (90, 270):
        width, height = height, width
    return {"width": width, "height": height}


def faces(scene: Scene) -> Measures:
    """portraits: 1 if there is one to be judged; faces: those of which the detector is sure and that are as near as the
    main one, or within the frame; turn: degrees clockwise by which the picture must be turned to stand upright."""
    return {"portraits": int(scene.portrait is not None), "faces": len(scene.faces), "turn": scene.turn}


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


def camera_distance(scene: Scene) -> Measures:
    """camera_distance: metres from the face, by its width and the lens; None where the file does not tell the lens, or
    the picture was cropped.  Of the recipe's 193 that tell it a picture of oneself has 0.28, one of a studio 0.34
    (its file must be wrong), all others from 0.62."""
    facts, portrait = scene.facts, scene.portrait
    if portrait is None or facts.focal_length is None or not _is_whole(facts.size, (scene.width, scene.height)):
        return {"camera_distance": None}
    focal_px = facts.focal_length / FILM * hypot(scene.width, scene.height)
    return {"camera_distance": focal_px * CHEEKS_APART / portrait.head.width}


def _is_whole(taken: tuple[int, int] | None, size: tuple[int, int]) -> bool:
    """Whether it still has the shape in which it was taken."""
    if taken is None:
        return False
    before, now = max(taken) / min(taken), max(size) / min(size)
    return now >= SQUARE and abs(now / before - 1) <= ALIKE
