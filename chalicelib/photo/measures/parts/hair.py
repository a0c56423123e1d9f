"""Where hair lies over what must be seen: brows, eyes and ears."""

from __future__ import annotations

from ...face import CHEEKS, LEFT_BROW, LEFT_EYE, NOSTRILS, RIGHT_BROW, RIGHT_EYE, Face
from ...model import Measures
from ...parts.maps import Part, Parts
from ...parts.regions import around, box, most, row_of, width_of

BESIDE = 0.15  # face widths beside the mesh's edge: an ear is about as wide


def hair(parts: Parts, face: Face) -> Measures:
    """Shares 0–1 of the brow, of the eye and of the place of the ear that has more of it.

    An ear lies beside the face between the eyes and the tip of the nose; None of it where the wall is seen there.
    """
    brows, eyes = (
        [parts.share(around(parts.window, face, one), Part.HAIR) for one in pair]
        for pair in ((LEFT_BROW, RIGHT_BROW), (LEFT_EYE, RIGHT_EYE))
    )
    (left, _), (right, _) = face.outline(CHEEKS, parts.window)
    top, bottom = (row_of(parts.window, face, part) for part in (LEFT_EYE + RIGHT_EYE, NOSTRILS))
    far = BESIDE * width_of(parts.window, face)
    ears = [
        parts.share_of_person(box(parts.window, *edges), Part.HAIR)
        for edges in ((left - far, top, left, bottom), (right, top, right + far, bottom))
    ]
    return {"hair_over_brow": most(brows), "hair_over_eye": most(eyes), "hair_over_ear": most(ears)}
