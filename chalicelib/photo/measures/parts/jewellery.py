"""What is worn beside the face and below it: earrings, earphones, necklaces, ribbons."""

from __future__ import annotations

from ...face import CHEEKS, CHIN, LEFT_EYE, RIGHT_EYE, Face
from ...model import Measures
from ...parts.maps import Part, Parts
from ...parts.regions import box, most, row_of, width_of

BESIDE, BELOW, NECK = 0.35, 0.5, 0.7  # face widths: beside either cheek; below the chin, and across


def jewellery(parts: Parts, face: Face) -> Measures:
    """Shares 0–1 of others: of the person beside the face, of the side that has more, and of the neck."""
    (left, _), (right, _) = face.outline(CHEEKS, parts.window)
    width, middle = width_of(parts.window, face), (left + right) / 2
    eyes, chin = (row_of(parts.window, face, part) for part in (LEFT_EYE + RIGHT_EYE, (CHIN,)))
    sides = [
        parts.share_of_person(box(parts.window, *edges), Part.OTHERS)
        for edges in ((left - BESIDE * width, eyes, left, chin), (right, eyes, right + BESIDE * width, chin))
    ]
    neck = box(parts.window, middle - NECK / 2 * width, chin, middle + NECK / 2 * width, chin + BELOW * width)
    return {"worn_beside_face": most(sides), "worn_at_neck": parts.share_of_person(neck, Part.OTHERS)}
