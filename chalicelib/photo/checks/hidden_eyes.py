"""Are both eyes to be seen, or is hair, a frame, a reflection or a dark lens before them?"""

from __future__ import annotations

from ..codes import graded, worse
from ..face import LEFT_EYE, RIGHT_EYE
from ..model import Box, Finding, Limit, Spec
from ..portrait import Portrait

EYES = (LEFT_EYE, RIGHT_EYE)


def tinted_lenses(portrait: Portrait, spec: Spec) -> Finding | None:
    """Both eyes are much darker than the cheeks, without contrast or of a colour that skin has not, and the forehead is
    not (that would be hair)."""
    both, limits, seen = LEFT_EYE + RIGHT_EYE, spec.limits, portrait.eye_areas
    coloured = _graded("sunglasses", portrait, min(seen.coloured), limits.eye_colour, both)
    if not _tinted(portrait, spec):
        return coloured
    return worse(
        coloured,
        _graded("sunglasses", portrait, max(seen.lightness), limits.eye_lightness, both),
        _graded("sunglasses", portrait, max(seen.contrast), limits.eye_contrast, both),
    )


def eyes_not_visible(portrait: Portrait, spec: Spec) -> Finding | None:
    """An eye in the dark or without contrast behind a frame, behind hair or behind a white reflection."""
    if _tinted(portrait, spec):
        return None
    code, limits, seen = "eyes_not_visible", spec.limits, portrait.eye_areas
    return worse(
        _graded(code, portrait, min(seen.lightness), limits.eye_lightness, EYES[seen.lightness[0] > seen.lightness[1]]),
        _graded(code, portrait, min(seen.contrast), limits.eye_contrast, EYES[seen.contrast[0] > seen.contrast[1]]),
        _graded(code, portrait, max(seen.glare), limits.eye_glare, EYES[seen.glare[0] < seen.glare[1]]),
        _graded(code, portrait, max(seen.pale), limits.eye_pale, EYES[seen.pale[0] < seen.pale[1]]),
        graded(
            code, max(seen.strands), limits.eye_strands, box=_box(portrait, EYES[seen.strands[0] < seen.strands[1]])
        ),
    )


def eyes_hidden(portrait: Portrait, spec: Spec) -> bool:
    """Whether an eye lies in the dark, behind hair, a reflection or a coloured lens: its px tell nothing then."""
    limits, seen = spec.limits, portrait.eye_areas
    return (
        min(seen.lightness) < limits.eye_lightness.warn
        or max(seen.glare) > limits.eye_glare.warn
        or max(seen.pale) > limits.eye_pale.warn
        or max(seen.coloured) > limits.eye_colour.warn
        or max(seen.strands) > limits.eye_strands.warn
    )


def _tinted(portrait: Portrait, spec: Spec) -> bool:
    """Both eyes dark or without contrast below a forehead that is lighter than they are."""
    limits, seen = spec.limits, portrait.eye_areas
    dark = max(seen.lightness) < limits.eye_lightness.warn or max(seen.contrast) < limits.eye_contrast.warn
    lightest = max(share * skin for share, skin in zip(seen.lightness, seen.skin, strict=True))
    return dark and float(portrait.forehead[0]) > 1.4 * lightest


def _graded(code: str, portrait: Portrait, value: float, limit: Limit, part: tuple[int, ...]) -> Finding | None:
    """Shares are told in %."""
    return graded(code, value, limit, unit="%", box=_box(portrait, part))


def _box(portrait: Portrait, part: tuple[int, ...]) -> Box:
    return portrait.face.box(part, portrait.width, portrait.height)
