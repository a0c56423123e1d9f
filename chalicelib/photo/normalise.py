"""Replaces an even wall by the wanted colour (背景标准化).  The face and everything else of the person stay untouched.

Each pixel is part person, part wall; the wall's part is taken out and the wanted colour put in:
out = in + (1 - matte) · (wanted - wall), with the wall's own colour measured around every pixel.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .figures import median_colour
from .model import Rgb
from .portrait import Portrait
from .window import Pixels

RADIUS = 12  # px of the frame: how far the matte's edge may move to meet the picture's
EDGE = 1e-4  # contrast (of 1.0²) below which nothing counts as an edge
BLUR = 24.0  # px: the wall's colour changes no faster
SURE = (0.15, 0.85)  # matte values taken as all wall and all person
HIDDEN = 1e-3  # weight below which no wall is near

Grey = NDArray[np.float32]


def normalised(portrait: Portrait, wanted: Rgb) -> Pixels:
    """The frame's pixels on the wanted background."""
    picture = portrait.rgb.astype(np.float32)
    matte = _sharpened(portrait.matte, portrait.luma.astype(np.float32) / np.float32(255))
    matte[portrait.oval] = 1.0
    share = (1 - matte)[:, :, None]
    out = picture + share * (np.array(wanted, np.float32) - _wall(picture, portrait))
    return np.asarray(np.clip(np.round(out), 0, 255), np.uint8)


def _wall(picture: NDArray[np.float32], portrait: Portrait) -> NDArray[np.float32]:
    """The wall's colour near every pixel, from the pixels that are surely wall; its median where none is near."""
    weight = portrait.wall.astype(np.float32)
    if not weight.any():
        return picture
    near = cv2.GaussianBlur(weight, (0, 0), BLUR)[:, :, None]
    total = cv2.GaussianBlur(picture * weight[:, :, None], (0, 0), BLUR)
    median = median_colour(picture[portrait.wall])
    return np.asarray((total + HIDDEN * median) / (near + HIDDEN), np.float32)


def _sharpened(matte: Grey, guide: Grey) -> Grey:
    """The coarse matte with its edge moved onto the picture's (guided filter, He et al. 2010)."""
    mean_guide, mean_matte = _mean(guide), _mean(matte)
    slope = (_mean(guide * matte) - mean_guide * mean_matte) / (_mean(guide * guide) - mean_guide**2 + EDGE)
    offset = mean_matte - slope * mean_guide
    fine = _mean(slope) * guide + _mean(offset)
    return np.asarray(np.clip((fine - SURE[0]) / (SURE[1] - SURE[0]), 0, 1), np.float32)


def _mean(values: Grey) -> Grey:
    return np.asarray(cv2.blur(values, (2 * RADIUS + 1, 2 * RADIUS + 1)), np.float32)
