"""Replaces a wall by the wanted colour (背景标准化).  The face and everything else of the person stay untouched.

Each pixel is part person, part wall; the wall's part is taken out and the wanted colour put in:
out = in + (1 - person) · (wanted - wall), with the wall's own colour, in light or shade, right beside every pixel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from .model import Rgb
from .parts.person import PERSON, WALL
from .pixels.figures import median_colour
from .reading.window import Pixels
from .shade import away

if TYPE_CHECKING:
    from .portrait import Portrait

RADIUS = 12  # px of the frame: how far the person's edge may move to meet the picture's
EDGE = 1e-4  # contrast (of 1.0²) below which nothing counts as an edge
SURE = (0.15, 0.85)  # shares of the person taken as all wall and all person
OFF = 5  # px, a side of the square around a pixel that must be all wall
SAME_HUE = 12.0  # distance in a and b from the wall in as much light: walls are lit by more than one lamp
VERY_HUE = 7.0  # distance in a and b that only wall has
DEEPEST = 0.4  # of the wall's L*: what is darker is hardly its shade
STEPS, REACH = (16, 4, 1), 2.0  # px, coarse to fine; steps: the wall's colour is sought so far and then further away
HIDDEN = 1e-3  # weight below which no wall is near

Grey = NDArray[np.float32]


def normalised(portrait: Portrait, wanted: Rgb) -> Pixels:
    """The frame's pixels on the wanted background."""
    picture = portrait.rgb.astype(np.float32)
    share = (1 - portrait.sharp_person)[:, :, None]
    out = picture + share * (np.array(wanted, np.float32) - _wall(picture, portrait))
    return np.asarray(np.clip(np.round(out), 0, 255), np.uint8)


def sharpened(portrait: Portrait) -> Grey:
    """The person as the networks see it, its edge moved onto the picture's (guided filter, He et al. 2010)."""
    matte, guide = portrait.person, portrait.luma.astype(np.float32) / np.float32(255)
    mean_guide, mean_matte = _mean(guide), _mean(matte)
    slope = (_mean(guide * matte) - mean_guide * mean_matte) / (_mean(guide * guide) - mean_guide**2 + EDGE)
    offset = mean_matte - slope * mean_guide
    fine = _mean(slope) * guide + _mean(offset)
    sharp = np.clip((fine - SURE[0]) / (SURE[1] - SURE[0]), 0, 1)
    sharp[_face(portrait)] = 1.0
    return np.asarray(sharp, np.float32)


def _face(portrait: Portrait) -> NDArray[np.bool_]:
    """What is never touched: the face's oval, but for wall that it takes in beside a narrow jaw."""
    if not portrait.wall.any():
        return portrait.oval
    wall = (portrait.person < PERSON) & (away(portrait.lab, portrait.wall_colour) < VERY_HUE)
    return np.asarray(portrait.oval & ~wall)


def _wall(picture: NDArray[np.float32], portrait: Portrait) -> NDArray[np.float32]:
    """The wall's colour beside every pixel: a mean of the nearest that are wall, beside the shoulders too, so that a
    shadow goes with the wall it lies on."""
    known = _known(portrait)
    if not known.any():
        return picture
    height, width = known.shape
    near = known.astype(np.float32)
    seen = picture * near[:, :, None]
    colour = median_colour(picture[known])[None, None]
    for step in STEPS:
        size = (width // step, height // step)
        weight, total = (
            cv2.GaussianBlur(cv2.resize(values, size, interpolation=cv2.INTER_AREA), (0, 0), REACH)
            for values in (near, seen)
        )
        further = cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR)
        colour = np.asarray((total + HIDDEN * further) / (weight[:, :, None] + HIDDEN), np.float32)
    return colour


def _known(portrait: Portrait) -> NDArray[np.bool_]:
    """Wall without doubt: off the person, and of the hue of the wall above the chin, in light or shade."""
    if not portrait.wall.any():
        return portrait.wall
    clear = cv2.erode((portrait.person < WALL).astype(np.uint8), np.ones((OFF, OFF), np.uint8)) > 0
    wall = portrait.wall_colour
    alike = (away(portrait.lab, wall) < SAME_HUE) & (portrait.lightness > DEEPEST * wall[0])
    return np.asarray(clear & alike & portrait.in_source)


def _mean(values: Grey) -> Grey:
    return np.asarray(cv2.blur(values, (2 * RADIUS + 1, 2 * RADIUS + 1)), np.float32)
