"""Regions of the window around a head, laid out by a face's landmarks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..face import CHEEKS, Face
from ..pixels.masks import filled, hull
from ..reading.window import Window
from .maps import Mask

Landmarks = tuple[int, ...]


def box(window: Window, left: float, top: float, right: float, bottom: float) -> Mask:
    """The rows and columns of the window between these edges, in px."""
    mask = np.zeros((window.height, window.width), bool)
    left, top, right, bottom = (max(0, round(edge)) for edge in (left, top, right, bottom))
    mask[top:bottom, left:right] = True
    return mask


def dome(window: Window, middle: float, bottom: float, wide: float, high: float) -> Mask:
    """The upper half of an ellipse on the row `bottom`, so many px wide to either side and high."""
    rows, columns = np.ogrid[: window.height, : window.width]
    within = ((columns - middle) / wide) ** 2 + ((rows - bottom) / high) ** 2 < 1
    return np.asarray(within & (rows < bottom))


def around(window: Window, face: Face, *parts: Landmarks, wider: float = 0.0) -> Mask:
    """Within the hulls of these landmarks, widened by so many face widths."""
    outlines = [hull(face.outline(part, window)) for part in parts]
    return filled((window.height, window.width), outlines, wider=wider * width_of(window, face))


def width_of(window: Window, face: Face) -> float:
    """The face's width, px of the window."""
    left, right = face.outline(CHEEKS, window)
    return float(np.linalg.norm(right - left))


def row_of(window: Window, face: Face, landmarks: Landmarks) -> float:
    """Their middle height, px of the window."""
    return float(face.outline(landmarks, window)[:, 1].mean())


def least(shares: Iterable[float | None]) -> float | None:
    """The smallest of what is known."""
    return min((share for share in shares if share is not None), default=None)


def most(shares: Iterable[float | None]) -> float | None:
    """The largest of what is known."""
    return max((share for share in shares if share is not None), default=None)
