"""How alike the two halves of a face are: what lies over one of them, or slanting over both, has no counterpart."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from .face import CHIN, INNER_CORNERS, LEFT_JAW, MIDLINE, NOSE_BRIDGE, RIGHT_JAW, Face
from .reading.window import Points, Window

ROWS, COLUMNS = 40, 24  # px that a half is drawn large
REACH = (0.03, 0.6)  # of the way from the middle line to the edge of the face: hair may lie further out
SOFT, WIDE = 2.0, 4.0  # px of the frame; px of the drawing: finer than one is no feature, wider than the other is light
MARGIN = 8  # px of the frame around what is drawn
TINY = 1e-6


def alike(lightness: NDArray[np.float32], face: Face, window: Window) -> float:
    """The correlation, −1–1, of the features of one half from the nose's bridge to the chin with the other's, mirrored;
    0 out of sight.

    lightness: L* of the frame that `window` shows.  Either half is drawn as wide as it is seen, so a face that is
    turned a little stays alike.
    """
    left, right = (_features(lightness, at) for at in _places(face, window))
    return float(np.sum(left * right) / max(np.sqrt(np.sum(left**2) * np.sum(right**2)), TINY))


def _places(face: Face, window: Window) -> list[Points]:
    """Where either half's px lie in the frame, (rows, columns, 2), from the middle line outwards."""
    (top, bottom), corners = face.outline((NOSE_BRIDGE, CHIN), window), face.outline(INNER_CORNERS, window)
    across = (corners[1] - corners[0]) / max(float(np.linalg.norm(corners[1] - corners[0])), TINY)
    axes = np.stack([across, [-across[1], across[0]]])
    down = np.linspace(0, (bottom - top) @ axes[1], ROWS)
    middle, *edges = (
        _along((face.outline(line, window) - top) @ axes.T, down) for line in (MIDLINE, LEFT_JAW, RIGHT_JAW)
    )
    out = np.linspace(*REACH, COLUMNS)
    places = []
    for edge in edges:
        aside = middle[:, None] + (edge - middle)[:, None] * out
        places.append(top + np.stack([aside, np.broadcast_to(down[:, None], aside.shape)], -1) @ axes)
    return places


def _along(line: Points, down: Points) -> Points:
    """How far to the right the line lies at those heights."""
    ordered = line[np.argsort(line[:, 1])]
    return np.interp(down, ordered[:, 1], ordered[:, 0])


def _features(lightness: NDArray[np.float32], at: Points) -> NDArray[np.float32]:
    """What is lighter and darker than its surroundings there, without the light's own slope."""
    left, top = (int(value) for value in np.maximum(np.floor(at.min((0, 1))) - MARGIN, 0))
    right, bottom = (int(value) for value in np.maximum(np.ceil(at.max((0, 1))) + MARGIN, 1))
    part = lightness[top:bottom, left:right]
    if not part.size:
        return np.zeros(at.shape[:2], np.float32)
    soft = cv2.GaussianBlur(part, (0, 0), SOFT)
    x, y = (np.ascontiguousarray(side, np.float32) for side in np.moveaxis(at - (left, top), -1, 0))
    drawn = cv2.remap(soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    fine = drawn - cv2.GaussianBlur(drawn, (0, 0), WIDE)
    return np.asarray(fine - fine.mean(), np.float32)
