"""Is anything in front of the face or on the head?  No packaged network knows: colours are compared with bare skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import finding, graded, worse
from ..eye_areas import WHITE
from ..face import LIPS, MOUTH_CORNERS, OVAL
from ..figures import contrast, median, median_colour
from ..halves import alike
from ..model import Allowed, Finding, Spec, Unit
from ..portrait import Portrait
from ..skin_colour import foreign, pale
from ..strip import lightness_along
from .hidden_eyes import eyes_hidden

AS_LIGHT = 0.7  # of that skin's lightness; what is foreign, darker and of hair's colours may be a beard
SHADE = 0.45  # of that skin's lightness: darker than any shade on a face
HAIR_HUE = (-35.0, 120.0)  # degrees in Lab's a and b: red to dark yellow, and black with a little violet
DYED = 18.0  # chroma below which any colour may be hair's
VIVID = 48.0  # chroma that neither hair nor a beard has; measured: hair to 37
BLACK, NEARLY_WHITE, PLAIN = 20.0, 88.0, 8.0  # L*, L* and chroma
SURE, UNSURE = 0.93, 15.0  # the detector's certainty of a bare face; what each step below it counts
HAZY = 0.2  # contrast of eyes at least: behind dark lenses there is none
LEAST = 150  # px; fewer say nothing
MOUTH, DRAWN, ALONG = 40, (33, 40), slice(8, 32)  # px it is drawn wide; rows and columns; columns between its corners


def face_occluded(portrait: Portrait, spec: Spec) -> Finding | None:
    """Much of the face is not of the colour of its skin or darker than any shade on it, a feature is not seen, or one
    half is unlike the other."""
    skin = portrait.skin_lab
    if len(skin) < LEAST:
        return None
    bare = portrait.complexion
    light = skin[:, 0] > AS_LIGHT * bare[0]
    strange = foreign(skin, bare)
    dark_ones = strange & ~light
    strange[dark_ones] = _unlike_hair(skin[dark_ones])
    burnt_out = bare[0] >= WHITE  # skin without a colour of its own: nothing can be compared with it
    covered = 0.0 if burnt_out else float(np.mean(strange | pale(skin, bare)))
    dark = float(np.mean(skin[:, 0] < SHADE * bare[0]))
    along_mouth, around = _mouth(portrait), max(portrait.eye_areas.skin)
    of_all, limits = along_mouth / around, spec.limits
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    shares = (
        (covered, limits.covered),
        (dark, limits.covered_dark),
        (_features(portrait, along_mouth), limits.features),
        (of_all, limits.mouth),
        (_halves(portrait, spec), limits.halves),
    )
    found = [graded("face_occluded", value, limit, unit="%", box=box) for value, limit in shares]
    return worse(*found, graded("face_occluded", of_all * _lips(portrait), limits.lips, box=box))


def head_covered(portrait: Portrait, spec: Spec) -> Finding | None:
    """A doubt only: above the forehead is a colour that hair hardly has, black and white at once, no strands, ribs,
    or more height than hair takes.  Not told where the task allows covers."""
    if spec.covers == "ALLOW":
        return None
    seen, limits = portrait.above_forehead, spec.limits
    if len(seen.colours) >= LEAST:
        shares = (float(np.mean(_unlike_hair(seen.colours))), _black_and_white(seen.colours))
        for share, most in zip(shares, (limits.unlike_hair, limits.black_and_white), strict=True):
            if share > most:
                return _doubt(share * 100, (None, most * 100), "%")
        spread = median(np.abs(seen.strands))
        if spread < limits.flat_hair:
            return _doubt(spread, (limits.flat_hair, None), "")
        if seen.ribs > limits.ribs:
            return _doubt(seen.ribs, (None, limits.ribs), "ratio")
    height = portrait.head.crown / portrait.head.width
    return _doubt(height, (None, limits.crown_height), "ratio") if height > limits.crown_height else None


def _doubt(measured: float, allowed: Allowed, unit: Unit) -> Finding:
    return finding("head_covered", "warn", measured=measured, allowed=allowed, unit=unit)


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


def _halves(portrait: Portrait, spec: Spec) -> float:
    """How alike they are, less where the detector doubts a face whose eyes are seen; not below 0."""
    doubt = 0.0 if eyes_hidden(portrait, spec) else SURE - portrait.face.certainty
    return max(0.0, alike(portrait.lightness, portrait.face, portrait.placement.window) - UNSURE * doubt)


def _black_and_white(colours: NDArray[np.float32]) -> float:
    """The smaller of their shares: white hair and black hair are one or the other."""
    light, chroma = colours[:, 0], np.hypot(colours[:, 1], colours[:, 2])
    return float(min(np.mean(light < BLACK), np.mean((light > NEARLY_WHITE) & (chroma < PLAIN))))


def _unlike_hair(colours: NDArray[np.float32]) -> NDArray[np.bool_]:
    hue = np.degrees(np.arctan2(colours[:, 2], colours[:, 1]))
    chroma = np.hypot(colours[:, 1], colours[:, 2])
    return np.asarray((chroma > DYED) & ((hue < HAIR_HUE[0]) | (hue > HAIR_HUE[1])) | (chroma > VIVID))
