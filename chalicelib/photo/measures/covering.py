"""What is before the face: colours are compared with bare skin, features with the eyes, one half with the other.

Asks eyes_seen: the detector's doubt tells of hidden eyes, too.
"""

from __future__ import annotations

import numpy as np

from ..eye_areas import WHITE
from ..face import LIPS, MOUTH_CORNERS
from ..hair_colour import unlike_hair
from ..halves import alike
from ..model import Measures
from ..pixels.figures import contrast, median_colour
from ..pixels.strip import lightness_along
from ..portrait import Portrait
from ..skin_colour import foreign, pale
from .eyes_seen import eyes_hidden

AS_LIGHT = 0.7  # of that skin's lightness; what is foreign, darker and of hair's colours may be a beard
SHADE = 0.45  # of that skin's lightness: darker than any shade on a face
SURE, UNSURE = 0.93, 15.0  # the detector's certainty of a bare face; what each step below it counts
HAZY = 0.2  # contrast of eyes at least: behind dark lenses there is none
LEAST = 150  # px; fewer say nothing
MOUTH, DRAWN, ALONG = 40, (33, 40), slice(8, 32)  # px it is drawn wide; rows and columns; columns between its corners


def covering(portrait: Portrait) -> Measures:
    """covered: share of the face unlike its skin; covered_dark: share darker than any shade on it; features: contrast
    of lips or nostrils by that of the eyes; mouth_lines: how far L* differs along the mouth, by the cheeks';
    lips_apart: that, times their colour's distance from bare skin (ΔE 1976); halves: how alike they are, 0–1."""
    skin = portrait.skin_lab
    if len(skin) < LEAST:
        return {}
    along_mouth, around = _mouth(portrait), max(portrait.eye_areas.skin)
    return {
        "covered": _covered(portrait),
        "covered_dark": float(np.mean(skin[:, 0] < SHADE * portrait.complexion[0])),
        "features": _features(portrait, along_mouth),
        "mouth_lines": along_mouth / around,
        "halves": _halves(portrait),
        "lips_apart": along_mouth / around * _lips(portrait),
    }


def _covered(portrait: Portrait) -> float:
    """Nothing can be compared with skin that is burnt out and has no colour of its own."""
    skin, bare = portrait.skin_lab, portrait.complexion
    if bare[0] >= WHITE:
        return 0.0
    strange = foreign(skin, bare)
    dark_ones = strange & ~(skin[:, 0] > AS_LIGHT * bare[0])
    strange[dark_ones] = unlike_hair(skin[dark_ones])
    return float(np.mean(strange | pale(skin, bare)))


def _features(portrait: Portrait, along_mouth: float) -> float:
    """The contrast of lips or of nostrils, the lesser, by that of the eyes: cloth, a hand, paper have hardly any.

    Of the lips it is that of lines along the mouth: the gaps between fingers run across it.
    """
    cheek = max(float(np.mean(portrait.cheeks, axis=0)[0]), 1.0)
    parts = [part[:, 0] for part in portrait.lips_and_nose if len(part)]
    least = min((contrast(part) for part in parts), default=cheek)
    return min(least, along_mouth) / cheek / max(*portrait.eye_areas.contrast, HAZY)


def _mouth(portrait: Portrait) -> float:
    """How far L* differs between the lines along the mouth: lips, what is between them, the skin above and below."""
    window = portrait.placement.window
    ends, lips = (portrait.face.outline(part, window) for part in (MOUTH_CORNERS, LIPS))
    light = lightness_along(portrait.lightness, ends, lips.mean(0), apart=MOUTH, size=DRAWN)
    return float(np.ptp(np.median(light[:, ALONG], axis=1)))


def _lips(portrait: Portrait) -> float:
    """How far (ΔE 1976) their colour is from that of bare skin: a hand's is the same, whatever lines are on it."""
    lips, _ = portrait.lips_and_nose
    return float(np.linalg.norm(median_colour(lips) - portrait.complexion)) if len(lips) else 0.0


def _halves(portrait: Portrait) -> float:
    """How alike they are, less where the detector doubts a face whose eyes are seen; not below 0."""
    doubt = 0.0 if eyes_hidden(portrait) else SURE - portrait.face.certainty
    return max(0.0, alike(portrait.lightness, portrait.face, portrait.placement.window) - UNSURE * doubt)
