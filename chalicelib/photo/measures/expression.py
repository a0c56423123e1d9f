"""What a face expresses: a smile, and whether it looks at the camera."""

from __future__ import annotations

from ..model import Measures
from ..portrait import Portrait

# What the network says of eyes that look along the head, and how much more it says for each degree to the right: a line
# through the recipe's free faces of the half `fit` (613 of 713; the others look aside), sd 1.8 degrees.
AHEAD, PER_DEGREE = 0.105, 0.0338


def expression(portrait: Portrait) -> Measures:
    """smile, lip_raised: the network's scores, 0–1; look: degrees, across, by which eyes and head together miss the
    camera, positive to the picture's right: eyes that turn back as far as the head is turned look at it."""
    face = portrait.face
    look = face.yaw + (face.gaze - AHEAD) / PER_DEGREE
    return {"smile": face.smile, "lip_raised": face.lip_raised, "look": look}
