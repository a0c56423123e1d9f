"""Is anything in front of the face or on the head?  No packaged network knows: colours are compared with bare skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import finding, graded, worse
from ..face import LEFT_EYE, LIPS, MOUTH_CORNERS, OVAL, RIGHT_EYE
from ..figures import median, quantile
from ..model import Finding, Limit, Spec
from ..portrait import Portrait
from ..strip import lightness_along

WHITE = 94.0  # L* of a reflection that hides what is behind it
FOREIGN = (8.0, 0.6, 16.0)  # distance in Lab's a and b that is no longer skin: this share of its chroma, within limits
PALE = (6.0, 0.6)  # more L* than that skin at less of its chroma: paper or cloth
AS_LIGHT = 0.7  # of that skin's lightness; what is foreign, darker and of hair's colours may be a beard
SHADE = 0.45  # of that skin's lightness: darker than any shade on a face
HAIR_HUE = (-35.0, 120.0)  # degrees in Lab's a and b: red to dark yellow, and black with a little violet
DYED = 18.0  # chroma below which any colour may be hair's
VIVID = 48.0  # chroma that neither hair nor a beard has; measured: hair to 37
BLACK, NEARLY_WHITE, PLAIN = 20.0, 88.0, 8.0  # L*, L* and chroma
HAZY = 0.2  # contrast of eyes at least: behind dark lenses there is none
SHADED = 0.75  # of the lightest skin's lightness; what is darker is more than the light's doing
GREY = 15.0  # chroma below which a lens is told by its darkness
LEAST = 150  # px; fewer say nothing
MOUTH, DRAWN, ALONG = 40, (33, 40), slice(8, 32)  # px it is drawn wide; rows and columns; columns between its corners
EYES = (LEFT_EYE, RIGHT_EYE)


def tinted_lenses(portrait: Portrait, spec: Spec) -> Finding | None:
    """Both eyes are much darker than the cheeks, without contrast or of a colour that skin has not, and the forehead is
    not (that would be hair)."""
    both, limits = LEFT_EYE + RIGHT_EYE, spec.limits
    coloured = _graded("sunglasses", portrait, min(_coloured(portrait)), limits.eye_colour, both)
    if not _tinted(portrait, spec):
        return coloured
    return worse(
        coloured,
        _graded("sunglasses", portrait, max(_lightness(portrait)), limits.eye_lightness, both),
        _graded("sunglasses", portrait, max(_contrast(portrait)), limits.eye_contrast, both),
    )


def eyes_not_visible(portrait: Portrait, spec: Spec) -> Finding | None:
    """An eye in the dark or without contrast behind hair or a frame, or behind a white reflection."""
    if _tinted(portrait, spec):
        return None
    code, limits = "eyes_not_visible", spec.limits
    lightness, contrast, glare = _lightness(portrait), _contrast(portrait), _glare(portrait)
    pale = _pale_around(portrait)
    return worse(
        _graded(code, portrait, min(lightness), limits.eye_lightness, EYES[lightness[0] > lightness[1]]),
        _graded(code, portrait, min(contrast), limits.eye_contrast, EYES[contrast[0] > contrast[1]]),
        _graded(code, portrait, max(glare), limits.eye_glare, EYES[glare[0] < glare[1]]),
        _graded(code, portrait, max(pale), limits.eye_pale, EYES[pale[0] < pale[1]]),
    )


def eyes_hidden(portrait: Portrait, spec: Spec) -> bool:
    """Whether an eye lies in the dark, behind a reflection or a coloured lens: nothing can be told from its px then."""
    limits = spec.limits
    return (
        min(_lightness(portrait)) < limits.eye_lightness.warn
        or max(_glare(portrait)) > limits.eye_glare.warn
        or max(_pale_around(portrait)) > limits.eye_pale.warn
        or max(_coloured(portrait)) > limits.eye_colour.warn
    )


def face_occluded(portrait: Portrait, spec: Spec) -> Finding | None:
    """Much of the face is not of the colour of its skin or darker than any shade on it, or a feature is not seen."""
    skin = portrait.skin_lab
    if len(skin) < LEAST:
        return None
    bare = portrait.complexion
    light = skin[:, 0] > AS_LIGHT * bare[0]
    foreign = _foreign(skin, bare)
    dark_ones = foreign & ~light
    foreign[dark_ones] = _unlike_hair(skin[dark_ones])
    pale = _pale(skin, bare)
    burnt_out = bare[0] >= WHITE  # skin without a colour of its own: nothing can be compared with it
    covered = 0.0 if burnt_out else float(np.mean(foreign | pale))
    dark = float(np.mean(skin[:, 0] < SHADE * bare[0]))
    along_mouth, around = _mouth(portrait), max(_beside_eyes(portrait))
    return worse(
        _graded("face_occluded", portrait, covered, spec.limits.covered, OVAL),
        _graded("face_occluded", portrait, dark, spec.limits.covered_dark, OVAL),
        _graded("face_occluded", portrait, _features(portrait, along_mouth), spec.limits.features, OVAL),
        _graded("face_occluded", portrait, along_mouth / around, spec.limits.mouth, OVAL),
    )


def head_covered(portrait: Portrait, spec: Spec) -> Finding | None:
    """A doubt only: above the forehead is a colour that hair hardly has, black and white at once, no strands, or more
    height than hair takes."""
    colours = portrait.above_forehead
    if len(colours) >= LEAST:
        spread = median(np.abs(portrait.strands))
        shares = (float(np.mean(_unlike_hair(colours))), _black_and_white(colours))
        for share, most in zip(shares, (spec.limits.unlike_hair, spec.limits.black_and_white), strict=True):
            if share > most:
                return finding("head_covered", "warn", measured=share * 100, allowed=(None, most * 100), unit="%")
        if spread < spec.limits.flat_hair:
            return finding("head_covered", "warn", measured=spread, allowed=(spec.limits.flat_hair, None))
    height = portrait.head.crown / portrait.head.width
    if height <= spec.limits.crown_height:
        return None
    return finding("head_covered", "warn", measured=height, allowed=(None, spec.limits.crown_height), unit="ratio")


def _tinted(portrait: Portrait, spec: Spec) -> bool:
    """Both eyes dark or without contrast below a forehead that is lighter than they are."""
    limits, lightness = spec.limits, _lightness(portrait)
    dark = max(lightness) < limits.eye_lightness.warn or max(_contrast(portrait)) < limits.eye_contrast.warn
    lightest = max(share * skin for share, skin in zip(lightness, _beside_eyes(portrait), strict=True))
    return dark and float(portrait.forehead[0]) > 1.4 * lightest


def _beside_eyes(portrait: Portrait) -> tuple[float, float]:
    """L* of the cheek below either eye, or what it is at least without hair or a lens on it."""
    left, right = (float(cheek[0]) for cheek in portrait.cheeks)
    least = max(SHADED * max(left, right, float(portrait.forehead[0])), 1.0)
    return max(left, least), max(right, least)


def _lightness(portrait: Portrait) -> tuple[float, float]:
    """Median lightness around either eye as a share of that of the skin beside it."""
    left, right = (
        median(eye[:, 0]) / skin if len(eye) else 1.0
        for eye, skin in zip(portrait.around_eyes, _beside_eyes(portrait), strict=True)
    )
    return left, right


def _contrast(portrait: Portrait) -> tuple[float, float]:
    """From the darkest to the lightest twentieth around either eye, as a share of the lightness beside it."""
    left, right = (
        _range(eye[:, 0]) / skin if len(eye) else 1.0
        for eye, skin in zip(portrait.around_eyes, _beside_eyes(portrait), strict=True)
    )
    return left, right


def _coloured(portrait: Portrait) -> tuple[float, float]:
    """Share of a colour that bare skin has not around either eye, whites and reflections left out; 0 below hair."""
    bare = portrait.complexion
    if _foreign(portrait.forehead[None], bare).any():
        return 0.0, 0.0
    left, right = (
        float(np.mean(_foreign(eye, bare) & ~_pale(eye, bare) & (np.hypot(eye[:, 1], eye[:, 2]) > GREY)))
        if len(eye)
        else 0.0
        for eye in portrait.around_eyes
    )
    return left, right


def _foreign(colours: NDArray[np.float32], bare: NDArray[np.float32]) -> NDArray[np.bool_]:
    least, share, most = FOREIGN
    far = float(np.clip(share * np.hypot(*bare[1:]), least, most))
    return np.asarray(np.linalg.norm(colours[:, 1:] - bare[1:], axis=1) > far)


def _range(light: NDArray[np.float32]) -> float:
    """From the darkest to the lightest twentieth."""
    return quantile(light, 0.95) - quantile(light, 0.05)


def _features(portrait: Portrait, along_mouth: float) -> float:
    """The contrast of lips or of nostrils, the lesser, by that of the eyes: cloth, a hand, paper have hardly any.

    Of the lips it is that of lines along the mouth: the gaps between fingers run across it.
    """
    cheek = max(float(np.mean(portrait.cheeks, axis=0)[0]), 1.0)
    parts = [part[:, 0] for part in portrait.lips_and_nose if len(part)]
    least = min((_range(part) for part in parts), default=cheek)
    return min(least, along_mouth) / cheek / max(*_contrast(portrait), HAZY)


def _mouth(portrait: Portrait) -> float:
    """How far L* differs between the lines along the mouth: lips, what is between them, the skin above and below."""
    window = portrait.placement.window
    ends, lips = (portrait.face.outline(part, window) for part in (MOUTH_CORNERS, LIPS))
    light = lightness_along(portrait.lightness, ends, lips.mean(0), apart=MOUTH, size=DRAWN)
    return float(np.ptp(np.median(light[:, ALONG], axis=1)))


def _glare(portrait: Portrait) -> tuple[float, float]:
    """Share of white around either eye, beyond what the whole face has."""
    skin = portrait.skin_lab
    everywhere = float(np.mean(skin[:, 0] >= WHITE)) if len(skin) else 0.0
    left, right = (float(np.mean(eye[:, 0] >= WHITE)) - everywhere if len(eye) else 0.0 for eye in portrait.around_eyes)
    return left, right


def _pale_around(portrait: Portrait) -> tuple[float, float]:
    """Share of what is lighter and paler than bare skin around either eye: of an open one the white, no more."""
    left, right = (float(np.mean(_pale(eye, portrait.complexion))) if len(eye) else 0.0 for eye in portrait.around_eyes)
    return left, right


def _pale(colours: NDArray[np.float32], bare: NDArray[np.float32]) -> NDArray[np.bool_]:
    more, less = PALE
    paler = np.hypot(colours[:, 1], colours[:, 2]) < less * np.hypot(*bare[1:])
    return np.asarray((colours[:, 0] > bare[0] + more) & paler)


def _black_and_white(colours: NDArray[np.float32]) -> float:
    """The smaller of their shares: white hair and black hair are one or the other."""
    light, chroma = colours[:, 0], np.hypot(colours[:, 1], colours[:, 2])
    return float(min(np.mean(light < BLACK), np.mean((light > NEARLY_WHITE) & (chroma < PLAIN))))


def _unlike_hair(colours: NDArray[np.float32]) -> NDArray[np.bool_]:
    hue = np.degrees(np.arctan2(colours[:, 2], colours[:, 1]))
    chroma = np.hypot(colours[:, 1], colours[:, 2])
    return np.asarray((chroma > DYED) & ((hue < HAIR_HUE[0]) | (hue > HAIR_HUE[1])) | (chroma > VIVID))


def _graded(code: str, portrait: Portrait, value: float, limit: Limit, part: tuple[int, ...]) -> Finding | None:
    """Shares and ratios are told in %."""
    return graded(code, value, limit, unit="%", box=portrait.face.box(part, portrait.width, portrait.height))
