"""What is worn on a head: how much of it above the forehead is neither hair nor skin."""

from __future__ import annotations

from ..face import HAIRLINE, Face
from .maps import Part, Parts
from .regions import box, width_of

TALL, WIDE = 0.6, 0.8  # face widths: above the mesh's highest point, and across


def head_cover(parts: Parts, face: Face) -> dict[str, float | None]:
    """A share 0–1: hats and headbands are others, hoods and scarves clothes; None where no head is seen there."""
    (x, bottom), width = face.outline((HAIRLINE,), parts.window)[0], width_of(parts.window, face)
    above = box(parts.window, x - WIDE / 2 * width, bottom - TALL * width, x + WIDE / 2 * width, bottom)
    return {"head_cover": parts.share_of_person(above, Part.OTHERS, Part.CLOTHES)}
