"""What lies around either eye: light, contrast, and what is not of the skin's colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .model import Pair
from .pixels.figures import contrast, median
from .skin_colour import foreign, pale

SHADED = 0.75  # of the lightest skin's lightness; what is darker is more than the light's doing
GREY = 15.0  # chroma below which a lens is told by its darkness
WHITE = 94.0  # L* of a reflection that hides what is behind it

Colours = NDArray[np.float32]


@dataclass(frozen=True)
class EyeAreas:
    """Measures of either eye and the skin next to it, the picture's left first.

    skin: L* of the cheek below, or what it is at least without hair or a lens on it; lightness: the median by that;
    contrast: from the darkest to the lightest twentieth by that; coloured: the share of a colour that bare skin has
    not, whites and reflections left out, 0 below hair; glare: the share of white, beyond what the whole face has;
    pale: the share of what is lighter and paler than bare skin, of an open eye the white, no more; strands: how
    many times more light changes across than down.
    """

    skin: Pair
    lightness: Pair
    contrast: Pair
    coloured: Pair
    glare: Pair
    pale: Pair
    strands: Pair


def eye_areas(
    around: tuple[Colours, Colours],
    cheeks: tuple[Colours, Colours],
    forehead: Colours,
    bare: Colours,
    face: Colours,
    strands: Pair,
) -> EyeAreas:
    """around, face: all colours (n, 3, Lab) around either eye, and of the skin; the others: one colour each."""
    left, right = (float(cheek[0]) for cheek in cheeks)
    least = max(SHADED * max(left, right, float(forehead[0])), 1.0)
    skin = max(left, least), max(right, least)
    white = float(np.mean(face[:, 0] >= WHITE)) if len(face) else 0.0
    below_hair = bool(foreign(forehead[None], bare).any())
    first, second = (
        _area(colours, light, bare, white, below_hair) if len(colours) else (1.0, 1.0, 0.0, 0.0, 0.0)
        for colours, light in zip(around, skin, strict=True)
    )
    lightness, contrast, coloured, glare, no_skin = zip(first, second, strict=True)
    return EyeAreas(skin, lightness, contrast, coloured, glare, no_skin, strands)


def _area(
    colours: Colours, skin: float, bare: Colours, white: float, below_hair: bool
) -> tuple[float, float, float, float, float]:
    light, no_skin = colours[:, 0], pale(colours, bare)
    coloured = foreign(colours, bare) & ~no_skin & (np.hypot(colours[:, 1], colours[:, 2]) > GREY)
    return (
        median(light) / skin,
        contrast(light) / skin,
        0.0 if below_hair else float(np.mean(coloured)),
        float(np.mean(light >= WHITE)) - white,
        float(np.mean(no_skin)),
    )
