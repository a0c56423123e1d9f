"""A window onto a picture: where it lies, how to map points through it, how to draw what is seen in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]

_STRIP = 64  # rows
_MARGIN = 4  # source px around the visible part, so that interpolation sees real neighbours


def pixels_of(image: Image.Image) -> Pixels:
    """Height × width × 3 of an RGB image.  Converted at once, a large one would be in memory four times."""
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, _STRIP):
        bottom = min(top + _STRIP, image.height)
        strip = image.crop((0, top, image.width, bottom)).tobytes("raw", "RGBX")  # as Pillow keeps it
        rgbx = np.frombuffer(strip, np.uint8).reshape(bottom - top, image.width, 4)
        cv2.cvtColor(rgbx, cv2.COLOR_RGBA2RGB, pixels[top:bottom])
    return pixels


def averaged(rgb: Pixels, scale: float) -> tuple[Pixels, Points]:
    """Means of whole squares of px, as large as leaves at least `scale` of the size; what is left of it in x and y.

    Squares are several times quicker to average than the uneven areas of any other scale.
    """
    height, width = rgb.shape[:2]
    step = max(1, int(1 / scale)) if scale > 0 else 1
    across, down = (step if step <= side else 1 for side in (width, height))
    size = (width // across, height // down)
    if size == (width, height):
        return rgb, np.ones(2)
    whole = rgb[: size[1] * down, : size[0] * across]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.uint8), 1 / np.array([across, down])


@dataclass(frozen=True, kw_only=True)
class Window:
    """width × height px, whose centre lies on (x, y) of the source; scale is window px per source px.

    roll in degrees: the window is turned clockwise with the head, so the head stands upright in it.
    """

    x: float
    y: float
    scale: float
    roll: float
    width: int
    height: int

    def matrix(self) -> Points:
        """2 × 3, source px to window px."""
        cos, sin = np.cos(np.radians(self.roll)) * self.scale, np.sin(np.radians(self.roll)) * self.scale
        turn = np.array([[cos, sin], [-sin, cos]])
        shift = np.array([self.width / 2, self.height / 2]) - turn @ (self.x, self.y)
        return np.column_stack([turn, shift])

    def to_window(self, points: Points) -> Points:
        """(n, 2) source px to window px."""
        matrix = self.matrix()
        return np.asarray(points @ matrix[:, :2].T + matrix[:, 2], np.float64)

    def to_source(self, points: Points) -> Points:
        """(n, 2) window px to source px."""
        matrix = self.matrix()
        return np.asarray((points - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T, np.float64)

    def corners(self) -> Points:
        """The four corners in source px, clockwise from the top left."""
        return self.to_source(np.array([[0, 0], [self.width, 0], [self.width, self.height], [0, self.height]], float))

    def draw(self, rgb: Pixels) -> Pixels:
        """What is seen, height × width × 3; beyond the picture's edge its last row or column goes on."""
        patch, origin, ratio = self._patch(rgb)
        matrix = self.matrix()
        turn = matrix[:, :2] / ratio
        shift = matrix[:, 2] + matrix[:, :2] @ origin
        centred = np.column_stack([turn, shift + turn @ (0.5, 0.5) - 0.5])  # corners count, cv2 counts pixel centres
        drawn = cv2.warpAffine(
            patch, centred, (self.width, self.height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(drawn, np.uint8)

    def _patch(self, rgb: Pixels) -> tuple[Pixels, Points, Points]:
        """The part of the source under the window, averaged down to at most twice the window's scale (so nothing
        aliases); its top left in source px; patch px per source px in x and y."""
        height, width = rgb.shape[:2]
        corners = self.corners()
        left, top = np.clip(np.floor(corners.min(0)).astype(int) - _MARGIN, 0, [width - 1, height - 1])
        right, bottom = np.clip(np.ceil(corners.max(0)).astype(int) + _MARGIN, [left + 1, top + 1], [width, height])
        patch, ratio = averaged(rgb[top:bottom, left:right], self.scale)
        return patch, np.array([left, top], float), ratio

    def draw_from(self, other: Window, image: NDArray[np.float32]) -> NDArray[np.float32]:
        """What is seen of an image that was itself drawn in the window `other` onto the same source."""
        ours, theirs = np.vstack([self.matrix(), [0, 0, 1]]), np.vstack([other.matrix(), [0, 0, 1]])
        matrix = (ours @ np.linalg.inv(theirs))[:2]
        matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
        drawn = cv2.warpAffine(
            image, matrix, (self.width, self.height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(drawn, np.float32)

    def inside(self, width: int, height: int) -> NDArray[np.bool_]:
        """Which window pixels show the width × height source rather than what lies beyond its edge."""
        corners = self.corners()
        if corners.min() >= 0 and (corners <= (width, height)).all():
            return np.ones((self.height, self.width), bool)
        columns, rows = np.arange(self.width)[None, :] + 0.5, np.arange(self.height)[:, None] + 0.5
        matrix = self.matrix()
        back = np.linalg.inv(matrix[:, :2])
        (from_x, from_y), shift = back, -back @ matrix[:, 2]
        x = from_x[0] * columns + from_x[1] * rows + shift[0]
        y = from_y[0] * columns + from_y[1] * rows + shift[1]
        return np.asarray((x >= 0) & (x <= width) & (y >= 0) & (y <= height))


def angle(left: Points, right: Points) -> float:
    """Degrees by which the line from left to right is turned clockwise."""
    return float(np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0])))
