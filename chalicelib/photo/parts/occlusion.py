"""What lies before a face: how much of its oval is neither its skin nor hair, which has measures of its own.

The definition is that of OFIQ's face occlusion (ISO/IEC 29794-5): the share of a region of landmarks that a network
does not see as face.
"""

from __future__ import annotations

from ..face import LIPS, NOSTRILS, OVAL, Face
from .maps import Part, Parts
from .regions import around, row_of

FOREIGN = (Part.WALL, Part.BODY_SKIN, Part.CLOTHES, Part.OTHERS)


def occlusion(parts: Parts, face: Face) -> dict[str, float | None]:
    """Shares 0–1: of the face above the tip of the nose, of the rest, of the lips."""
    upper = around(parts.window, face, OVAL)
    lower = upper.copy()
    row = max(0, round(row_of(parts.window, face, NOSTRILS)))
    upper[row:] = False
    lower[:row] = False
    lips = around(parts.window, face, LIPS)
    regions = {"occluded_upper": upper, "occluded_lower": lower, "occluded_lips": lips}
    return {name: parts.share(region, *FOREIGN) for name, region in regions.items()}
