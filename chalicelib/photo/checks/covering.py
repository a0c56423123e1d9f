"""Is anything in front of the face or on the head?  No packaged network knows: colours are compared with bare skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import finding, severity
from ..face import LEFT_EYE, OVAL, RIGHT_EYE
from ..model import Finding, Limit, Spec
from ..scene import Portrait

WHITE = 96.5  # L* of a reflection that hides what is behind it
FOREIGN = 16.0  # distance in Lab's a and b from the skin under the eyes that is no longer skin
AS_LIGHT = 0.7  # of that skin's lightness; what is foreign and darker may be a beard
SHADE = 0.45  # of that skin's lightness: darker than any shade on a face
HAIR_HUE = (-35.0, 120.0)  # degrees in Lab's a and b: red to dark yellow, and black with a little violet
DYED = 18.0  # chroma below which any colour may be hair's
LEAST = 150  # px; fewer say nothing


def sunglasses(portrait: Portrait, spec: Spec) -> Finding | None:
    """Both eyes lie in much darker surroundings than the cheeks, and the forehead does not (that would be hair)."""
    if not _tinted(portrait, spec):
        return None
    value = max(_lightness(portrait))
    return _graded("sunglasses", portrait, value, spec.limits.eye_lightness, LEFT_EYE + RIGHT_EYE)


def eyes_not_visible(portrait: Portrait, spec: Spec) -> Finding | None:
    """An eye in the dark behind hair or a frame, or behind a white reflection."""
    if _tinted(portrait, spec):
        return None
    lightness, glare = _lightness(portrait), _glare(portrait)
    dark = LEFT_EYE if lightness[0] < lightness[1] else RIGHT_EYE
    white = LEFT_EYE if glare[0] > glare[1] else RIGHT_EYE
    code = "eyes_not_visible"
    return _graded(code, portrait, min(lightness), spec.limits.eye_lightness, dark) or _graded(
        code, portrait, max(glare), spec.limits.eye_glare, white
    )


def face_occluded(portrait: Portrait, spec: Spec) -> Finding | None:
    """Too much of the face is not of the colour of its skin, or darker than any shade on it."""
    skin = portrait.skin_lab
    if len(skin) < LEAST:
        return None
    bare = np.mean(portrait.bare, axis=0)
    foreign = np.linalg.norm(skin[:, 1:] - bare[1:], axis=1) > FOREIGN
    covered = float(np.mean(foreign & (skin[:, 0] > AS_LIGHT * bare[0])))
    dark = float(np.mean(skin[:, 0] < SHADE * bare[0]))
    return _graded("face_occluded", portrait, covered, spec.limits.covered, OVAL) or _graded(
        "face_occluded", portrait, dark, spec.limits.covered_dark, OVAL
    )


def head_covered(portrait: Portrait, spec: Spec) -> Finding | None:
    """A doubt only: above the forehead is a colour that hair hardly has, or more height than hair takes."""
    colours = portrait.above_forehead
    if len(colours) >= LEAST:
        share = float(np.mean(_unlike_hair(colours)))
        if share > spec.limits.unlike_hair:
            most = spec.limits.unlike_hair * 100
            return finding("head_covered", "warn", measured=share * 100, allowed=(None, most), unit="%")
    height = portrait.head.crown / portrait.head.width
    if height <= spec.limits.crown_height:
        return None
    return finding("head_covered", "warn", measured=height, allowed=(None, spec.limits.crown_height), unit="ratio")


def _tinted(portrait: Portrait, spec: Spec) -> bool:
    """Both eyes dark below a bare forehead."""
    limit, bare = spec.limits.eye_lightness.warn, float(np.mean(portrait.bare, axis=0)[0])
    return max(_lightness(portrait)) < limit and float(portrait.forehead[0]) > 1.5 * limit * bare


def _lightness(portrait: Portrait) -> tuple[float, float]:
    """Median lightness around either eye as a share of the cheek's below it."""
    left, right = (
        float(np.median(eye[:, 0])) / max(float(bare[0]), 1.0) if len(eye) else 1.0
        for eye, bare in zip(portrait.around_eyes, portrait.bare, strict=True)
    )
    return left, right


def _glare(portrait: Portrait) -> tuple[float, float]:
    """Share of white around either eye, beyond what the whole face has."""
    skin = portrait.skin_lab
    everywhere = float(np.mean(skin[:, 0] >= WHITE)) if len(skin) else 0.0
    left, right = (float(np.mean(eye[:, 0] >= WHITE)) - everywhere if len(eye) else 0.0 for eye in portrait.around_eyes)
    return left, right


def _unlike_hair(colours: NDArray[np.float32]) -> NDArray[np.bool_]:
    hue = np.degrees(np.arctan2(colours[:, 2], colours[:, 1]))
    chroma = np.hypot(colours[:, 1], colours[:, 2])
    return np.asarray((chroma > DYED) & ((hue < HAIR_HUE[0]) | (hue > HAIR_HUE[1])))


def _graded(code: str, portrait: Portrait, value: float, limit: Limit, part: tuple[int, ...]) -> Finding | None:
    """Shares and ratios are told in %."""
    bad = severity(value, limit)
    if bad is None:
        return None
    bound = round((limit.fail if bad == "fail" else limit.warn) * 100, 1)
    allowed = (None, bound) if limit.fail >= limit.warn else (bound, None)
    box = portrait.face.box(part, portrait.width, portrait.height)
    return finding(code, bad, measured=value * 100, allowed=allowed, unit="%", box=box)
