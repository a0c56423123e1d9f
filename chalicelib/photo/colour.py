"""Colours as people compare and call them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .model import Rgb

NAMES: dict[Rgb, str] = {(100, 197, 255): "浅蓝色", (255, 255, 255): "白色", (240, 240, 240): "浅灰色"}


def lab_of(rgb: Rgb) -> NDArray[np.float32]:
    """CIE Lab of one sRGB colour: L 0–100, a and b about -100–100."""
    pixel = np.array([[rgb]], np.float32) / 255
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0], np.float32)


def name_of(rgb: Rgb) -> str:
    """What to call it on a screen."""
    return NAMES.get(rgb, f"RGB({rgb[0]},{rgb[1]},{rgb[2]}) ")
