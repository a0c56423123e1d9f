"""How much light there is.  Skin is measured, never hair or clothes; the whole picture where no face is left."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.figures import median, quantile
from ..portrait import EVERY, Portrait
from ..reading.window import Pixels
from ..scene import Scene

DARK_STEPS = 25  # OFIQ: luma 0–25 of 255 is under-exposed
BRIGHT_STEPS = 247  # OFIQ: luma 247–255 is over-exposed
LIGHTEST = 0.05  # of the frame, of the eyes
DARKEST = 0.01  # of the face: nostrils, lashes, pupils, the line between the lips


def light_of_picture(scene: Scene) -> Measures:
    """Where there is no face to be seen light may be why; shares of full luma.  picture_highlights: what the lightest
    twentieth reaches; picture_middle: the median where the face of a portrait is; picture_light: the median of all."""
    if scene.portrait is not None or scene.turn:
        return {}
    grey = _grey(scene.overview)
    return {
        "picture_highlights": quantile(grey, 1 - LIGHTEST) / 255,
        "picture_middle": median(_grey(_middle(scene.overview))) / 255,
        "picture_light": median(grey) / 255,
    }


def exposure(portrait: Portrait) -> Measures:
    """Shares of full light, or of the skin.  skin_light: its median luma; skin_black, skin_burnt: how much of it has no
    light, or all of it; highlights: luma that 5 % of the frame reach; eyes_light: L* of the eyes' lightest twentieth;
    skin_lightness: L* of bare skin; veil: how light the darkest of the face is, by its skin.

    Dark skin and skin in the dark have the same light; the whites of the eyes tell them apart.
    """
    luma = portrait.luma[portrait.skin]
    if not luma.size:
        return {}
    skin = median(luma)
    return {
        "skin_light": skin / 255,
        "skin_black": float(np.mean(luma <= DARK_STEPS)),
        "highlights": quantile(portrait.luma[EVERY, EVERY], 1 - LIGHTEST) / 255,
        "eyes_light": _light_of_eyes(portrait),
        "skin_lightness": float(portrait.complexion[0]) / 100,
        "skin_burnt": float(np.mean(luma >= BRIGHT_STEPS)),
        "veil": quantile(portrait.luma[portrait.oval], DARKEST) / max(skin, 1.0),
    }


def _light_of_eyes(portrait: Portrait) -> float | None:
    eyes = portrait.eyes_lab[:, 0]
    return quantile(eyes, 1 - LIGHTEST) / 100 if eyes.size else None


def _middle(whole: Pixels) -> Pixels:
    """Where the face of a portrait is."""
    rows, columns = whole.shape[:2]
    return whole[rows // 5 : rows * 3 // 5 + 1, columns * 2 // 5 : columns * 3 // 5 + 1]


def _grey(rgb: Pixels) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
