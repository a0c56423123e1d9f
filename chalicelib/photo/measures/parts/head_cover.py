"""What is worn on a head: how much of it above and beside the face is neither hair nor skin."""

from __future__ import annotations

from ...face import LEFT_BROW, OVAL, RIGHT_BROW, Face
from ...model import Measures
from ...parts.maps import Part, Parts
from ...parts.regions import around, dome, row_of, width_of

HIGH, WIDE = 1.15, 0.62  # face widths: from the brows to the top of the highest hat, and from the middle to either side


def head_cover(parts: Parts, face: Face) -> Measures:
    """A share 0–1: hats and headbands are others, hoods and scarves clothes; None where no head is seen there."""
    width, brows = width_of(parts.window, face), row_of(parts.window, face, LEFT_BROW + RIGHT_BROW)
    middle = face.outline(OVAL[:1], parts.window)[0, 0]
    head = dome(parts.window, middle, brows, WIDE * width, HIGH * width) & ~around(parts.window, face, OVAL)
    return {"head_cover": parts.share_of_person(head, Part.OTHERS, Part.CLOTHES)}
