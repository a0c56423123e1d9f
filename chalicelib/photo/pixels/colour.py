"""Colours as people compare and call them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Rgb
from ..reading.window import Pixels

NAMES: dict[Rgb, str] = {(100, 197, 255): "浅蓝色", (255, 255, 255): "白色", (240, 240, 240): "浅灰色"}


NATURAL = ((5.0, 25.0), (5.0, 35.0))  # OFIQ, natural colour: mean a and b of a face in CIE Lab
# The white of an eye, whatever the skin; measured: a 0.6–21.9 and b -3.1–20.9 on 121 portraits, flushed and yellow ones
# among them; tinted by a quarter a to -5 and from 30, b to -5 and from 37.
WHITE_OF_EYE = ((-0.5, 18.0), (-2.0, 17.0))

Band = tuple[tuple[float, float], tuple[float, float]]


def beyond(colour: NDArray[np.float32], band: Band) -> float:
    """How far a colour (Lab) lies outside a range of a and b."""
    off = [max(0.0, low - value, value - high) for value, (low, high) in zip(colour[1:], band, strict=True)]
    return float(np.hypot(*off))


def below(colour: NDArray[np.float32], band: Band) -> float:
    """How far a colour (Lab) lies on the green or the blue side of a range of a and b."""
    return max(0.0, *(float(low - value) for value, (low, _) in zip(colour[1:], band, strict=True)))


def lab_of(rgb: Rgb) -> NDArray[np.float32]:
    """CIE Lab of one sRGB colour: L 0–100, a and b about -100–100."""
    pixel = np.array([[rgb]], np.float32) / 255
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0], np.float32)


def lab_of_pixels(rgb: Pixels) -> NDArray[np.float32]:
    """The same of a picture, height × width × 3."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def name_of(rgb: Rgb) -> str:
    """What to call it on a screen."""
    return NAMES.get(rgb, f"RGB({rgb[0]},{rgb[1]},{rgb[2]}) ")
