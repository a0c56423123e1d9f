"""What lies before a face: how much of its oval is neither its skin nor hair, which has measures of its own.

The definition is that of OFIQ's face occlusion (ISO/IEC 29794-5): the share of a region of landmarks that a network
does not see as face.
"""

from __future__ import annotations

from ...face import LEFT_BROW, LEFT_EYE, LIPS, NOSTRILS, OVAL, RIGHT_BROW, RIGHT_EYE, Face
from ...model import Measures
from ...parts.maps import Part, Parts
from ...parts.regions import around, row_of

GLASSES = 0.1  # face widths around eye and brow
FOREIGN = (Part.WALL, Part.BODY_SKIN, Part.CLOTHES, Part.OTHERS)


def occlusion(parts: Parts, face: Face) -> Measures:
    """Shares 0–1: of the face above the tip of the nose but for where glasses are, of the rest, of the lips."""
    upper = around(parts.window, face, OVAL)
    lower = upper.copy()
    for eye in (LEFT_EYE + LEFT_BROW, RIGHT_EYE + RIGHT_BROW):
        upper &= ~around(parts.window, face, eye, wider=GLASSES)
    row = max(0, round(row_of(parts.window, face, NOSTRILS)))
    upper[row:] = False
    lower[:row] = False
    lips = around(parts.window, face, LIPS)
    regions = {"occluded_upper": upper, "occluded_lower": lower, "occluded_lips": lips}
    return {name: parts.share(region, *FOREIGN) for name, region in regions.items()}
