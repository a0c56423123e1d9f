"""What is left of the old wall in a picture whose wall was replaced, and what of the clothes went with it.

Measured on the finished pixels, of every other row and column, against what they were before.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .face import LIPS
from .model import Rgb
from .normalise import SURE
from .parts.person import WALL
from .pixels.colour import lab_of, lab_of_pixels
from .portrait import EVERY, Portrait
from .shade import away

GRAIN = (3, 3)  # px that are averaged: a camera's grain is no leftover
SEEN, THING = 5.0, 10.0  # ΔE 1976 from the wanted colour of a surface and of what is thin; 2.3 is just noticeable (Mahy
# et al. 1994)
SAME_HUE, DEEPEST = 7.0, 0.25  # distance in a and b from the old wall in as much light; of its L*: hair is darker
NEARER = 0.5  # of the distance from the skin's hue: ears and temples are no wall, whatever its colour
SMOOTH, RIM = 1.5, (5, 5)  # L*, standard deviation, among so many px; measured: walls to 1, hair mostly over 3
THIN = np.ones((3, 3), np.uint8)  # px: stray hair on the wall is thinner
PATCH = np.ones((5, 5), np.uint8)  # px: wall between strands of hair is narrower
BESIDE = np.ones((25, 25), np.uint8)  # px: the soft rim of a shadow is no wider
CLOTH_HUE, LIGHT = 9.0, 0.7  # distance in a and b from the old wall of clothes like it; of its L*
EDGE = np.asarray(
    cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)), np.uint8
)  # px: the edge of clothes that was found is thinner

Mask = NDArray[np.bool_]


def shade_left(portrait: Portrait, wanted: Rgb) -> float:
    """Patches of the old wall's hue that are not of the wanted colour, as a share (0–1) of the wall in sight: its shade
    and light on it, the edge of a shadow, and what lies next to the wall, as smooth as it, but was taken for the
    person.

    What was taken for the person is asked above the lips alone: clothes may have the wall's hue too.
    """
    wall = _replaced(portrait)
    lab = portrait.lab[EVERY, EVERY]
    alike = _hue_of_wall(portrait, SAME_HUE) & (lab[..., 0] > DEEPEST * portrait.wall_colour[0])
    smooth = _texture(np.ascontiguousarray(lab[..., 0])) < SMOOTH
    smooth[max(0, int(portrait.face.outline(LIPS, portrait.placement.window)[:, 1].mean() / 2)) :] = False
    left = alike & (smooth | wall) & ~portrait.oval[EVERY, EVERY] & (_off(portrait, wanted) > SEEN)
    return _share(_next_to(wall, _opened(left, PATCH)), wall)


def things_left(portrait: Portrait, wanted: Rgb) -> float:
    """What stayed on the wall itself, as a share (0–1) of it."""
    wall = np.asarray((portrait.person[EVERY, EVERY] < WALL) & portrait.in_source[EVERY, EVERY])
    things = (_off(portrait, wanted, averaged=False) > THING) & wall
    return _share(_opened(things, THIN), wall)


def bleached(portrait: Portrait) -> float:
    """The share (0–1) of what is below the chin that is like the old wall and went with it in part, or stayed in part:
    the ghost of clothes whose edge was lost."""
    share, light = portrait.sharp_person[EVERY, EVERY], portrait.lab[EVERY, EVERY][..., 0]
    unsure = (share > SURE[0]) & (share < SURE[1]) & portrait.in_source[EVERY, EVERY]
    ghost = unsure & _hue_of_wall(portrait, CLOTH_HUE) & (light > LIGHT * portrait.wall_colour[0])
    below = ghost[int(portrait.chin_row / 2) :]
    return float(np.mean(_opened(below, EDGE))) if below.size else 0.0


def _replaced(portrait: Portrait) -> Mask:
    return np.asarray((portrait.sharp_person[EVERY, EVERY] < SURE[0]) & portrait.in_source[EVERY, EVERY])


def _off(portrait: Portrait, wanted: Rgb, *, averaged: bool = True) -> NDArray[np.float32]:
    """How far (ΔE 1976) the finished picture is from the wanted colour."""
    lab = lab_of_pixels(portrait.finished[EVERY, EVERY])
    off = (cv2.blur(lab, GRAIN) if averaged else lab) - lab_of(wanted)
    return np.asarray(np.sqrt(np.einsum("ijk,ijk->ij", off, off)), np.float32)


def _hue_of_wall(portrait: Portrait, most: float) -> Mask:
    """Within the picture, and so near to the wall's hue, and far nearer than to the skin's."""
    lab = portrait.lab[EVERY, EVERY]
    off = away(lab, portrait.wall_colour)
    near = (off < most) & (off < NEARER * away(lab, portrait.complexion))
    return np.asarray(near & portrait.in_source[EVERY, EVERY])


def _texture(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """The standard deviation (L*) of every px with those around it."""
    mean = cv2.blur(light, RIM)
    return np.asarray(np.sqrt(np.maximum(cv2.blur(light * light, RIM) - mean * mean, 0)), np.float32)


def _share(part: NDArray[Any], wall: Mask) -> float:
    return float(np.mean(part) / max(np.mean(wall), np.finfo(np.float32).eps))


def _opened(mask: Mask, least: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, least), np.uint8)


def _next_to(wall: Mask, patches: NDArray[np.uint8]) -> Mask:
    """The patches that touch the wall, or the frame's edge, where a shadow may hide all of it."""
    near = cv2.dilate(wall.astype(np.uint8), BESIDE) > 0
    near[0] = near[:, 0] = near[:, -1] = True
    count, labels = cv2.connectedComponents(patches)
    touching = np.zeros(count, bool)
    touching[labels[near]] = True
    touching[0] = False
    return np.asarray(touching[labels])
