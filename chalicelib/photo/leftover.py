"""What is left of the old wall in a picture whose wall was replaced: shade, things, and the haze of lost edges.

Measured on the finished pixels, of every other row and column, against what they were before.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .colour import lab_of, lab_of_pixels
from .face import LIPS
from .model import Rgb
from .normalise import CLEAR, sharpened
from .portrait import EVERY, Portrait
from .shade import OTHER_HUE, away, texture

SEEN = 10.0  # ΔE 1976 from the wanted colour: 2.3 is just noticeable (Mahy et al. 1994), four times that at a glance
SAME_HUE, DEEPEST = 7.0, 0.25  # distance in a and b from the old wall in as much light; of its L*: hair is darker
SMOOTH = 1.5  # L*, standard deviation; measured: walls to 1, hair mostly over 3
PATCH = np.ones((3, 3), np.uint8)  # px: stray hair is thinner
BESIDE = np.ones((25, 25), np.uint8)  # px: the soft rim of a shadow is no wider
UNSURE, THICK = (0.15, 0.85), np.ones((9, 9), np.uint8)  # matte values; px: an edge that was found is thinner


def shade_left(portrait: Portrait, wanted: Rgb) -> float:
    """What has the old wall's hue and smoothness and lies next to the wall, but was taken for the person and stayed: as
    a share of the wall in sight.

    Looked for above the lips: clothes may have that hue too.  Before a wall of the skin's hue nothing can be told.
    """
    if away(portrait.complexion, portrait.wall_colour) < OTHER_HUE:
        return 0.0
    wall = _wall(portrait)
    shade = _next_to(wall, _patches(_seen(portrait, wanted) & _like_wall(portrait)))
    return _share(shade, wall)


def things_left(portrait: Portrait, wanted: Rgb) -> float:
    """What stayed on the wall itself, as a share of it."""
    wall = _wall(portrait)
    return _share(_patches(_seen(portrait, wanted) & wall), wall)


def haze(portrait: Portrait) -> float:
    """The share of what is below the chin where person and wall could not be told apart."""
    below = sharpened(portrait)[int(portrait.chin_row) :]
    unsure = ((below > UNSURE[0]) & (below < UNSURE[1])).astype(np.uint8)
    return float(np.mean(cv2.morphologyEx(unsure, cv2.MORPH_OPEN, THICK))) if unsure.size else 0.0


def _wall(portrait: Portrait) -> NDArray[np.bool_]:
    return np.asarray((portrait.matte[EVERY, EVERY] < CLEAR) & portrait.in_source[EVERY, EVERY])


def _seen(portrait: Portrait, wanted: Rgb) -> NDArray[np.bool_]:
    """What is not of the wanted colour."""
    off = lab_of_pixels(portrait.finished[EVERY, EVERY]) - lab_of(wanted)
    return np.asarray(np.einsum("ijk,ijk->ij", off, off) > SEEN**2)


def _share(part: NDArray[Any], wall: NDArray[np.bool_]) -> float:
    return float(np.mean(part) / max(np.mean(wall), np.finfo(np.float32).eps))


def _like_wall(portrait: Portrait) -> NDArray[np.bool_]:
    wall, lab = portrait.wall_colour, portrait.lab[EVERY, EVERY]
    light = np.ascontiguousarray(lab[..., 0])
    alike = (away(lab, wall) < SAME_HUE) & (light > DEEPEST * wall[0]) & (texture(light) < SMOOTH)
    lips = portrait.face.outline(LIPS, portrait.placement.window)[:, 1].mean()
    alike[max(0, int(lips / 2)) :] = False
    return np.asarray(alike & ~portrait.oval[EVERY, EVERY] & portrait.in_source[EVERY, EVERY])


def _patches(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, PATCH), np.uint8)


def _next_to(wall: NDArray[np.bool_], patches: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The patches that touch the wall, or the frame's edge, where a shadow may hide all of it."""
    near = cv2.dilate(wall.astype(np.uint8), BESIDE) > 0
    near[0] = near[:, 0] = near[:, -1] = True
    count, labels = cv2.connectedComponents(patches)
    touching = np.zeros(count, bool)
    touching[labels[near]] = True
    touching[0] = False
    return np.asarray(touching[labels])
