"""What is to be seen of both eyes, and whether hair, a frame, a reflection or a dark lens is before them."""

from __future__ import annotations

from ..model import Measures, Pair
from ..portrait import Portrait

# From here on an eye's px tell nothing of what is in it: darker than so much of the cheek's lightness, …
DIM, FLAT = 0.43, 0.38  # … or with less contrast than that
GLARE, PALE, COLOURED, STRANDS = 0.05, 0.20, 0.50, 1.35  # … more white, paleness, colour or lines that run down
LIGHTER = 1.4  # times as light as both eyes: a forehead without the hair that would darken them


def eyes_seen(portrait: Portrait) -> Measures:
    """eye_lightness, eye_contrast: of the eye that has less, by the cheek's lightness, and both_lightness,
    both_contrast of the other; eye_glare, eye_pale, eye_strands: of the eye that has more (see EyeAreas);
    both_coloured: share of a colour that skin has not, of the eye that has less; dark_lenses: 1 if both eyes lie behind
    some."""
    seen = portrait.eye_areas
    return {
        "eye_lightness": min(seen.lightness),
        "eye_contrast": min(seen.contrast),
        "both_lightness": max(seen.lightness),
        "both_contrast": max(seen.contrast),
        "eye_glare": max(seen.glare),
        "eye_pale": max(seen.pale),
        "eye_strands": max(seen.strands),
        "both_coloured": min(seen.coloured),
        "dark_lenses": int(dark_lenses(portrait)),
    }


def of_areas(portrait: Portrait) -> dict[str, Pair]:
    """What tells which eye is hidden, the picture's left first."""
    seen = portrait.eye_areas
    return {
        "eye_lightness": seen.lightness,
        "eye_contrast": seen.contrast,
        "eye_glare": seen.glare,
        "eye_pale": seen.pale,
        "eye_strands": seen.strands,
    }


def dark_lenses(portrait: Portrait) -> bool:
    """Both eyes are dark or without contrast, below a forehead that is lighter than they are (or it would be hair)."""
    seen = portrait.eye_areas
    dark = max(seen.lightness) < DIM or max(seen.contrast) < FLAT
    lightest = max(share * skin for share, skin in zip(seen.lightness, seen.skin, strict=True))
    return dark and float(portrait.forehead[0]) > LIGHTER * lightest


def lenses(portrait: Portrait) -> bool:
    """Dark ones, or coloured ones."""
    return dark_lenses(portrait) or min(portrait.eye_areas.coloured) > COLOURED


def eyes_hidden(portrait: Portrait) -> bool:
    """Whether an eye lies in the dark, behind hair, a reflection or a coloured lens."""
    seen = portrait.eye_areas
    return (
        min(seen.lightness) < DIM
        or max(seen.glare) > GLARE
        or max(seen.pale) > PALE
        or max(seen.coloured) > COLOURED
        or max(seen.strands) > STRANDS
    )
