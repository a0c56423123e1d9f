"""Everything the checks look at: what was found in the picture, and the frame that would be printed.

Pixels are always judged in that frame, so every portrait is measured at the same size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from .crop import Placement
from .detector import FaceBox
from .face import LEFT_BROW, LEFT_EYE, LIPS, OVAL, RIGHT_BROW, RIGHT_EYE, Face
from .head import Bust, Head
from .window import Pixels, Points

BACKGROUND = 0.1  # below this matte value a pixel is background …
BACKGROUND_EDGE = 9  # … and this many px away from the person, where the matte is unsure
FEATURE_EDGE = 0.05  # face widths around eyes, brows and lips that do not count as skin


@dataclass(frozen=True)
class Portrait:
    """One face, its head, the matte around it, where the frame lies, and the frame's pixels."""

    width: int
    height: int
    face: Face
    head: Head
    bust: Bust
    placement: Placement
    rgb: Pixels

    @cached_property
    def matte(self) -> NDArray[np.float32]:
        """The matte in the frame."""
        return self.placement.window.draw_from(self.bust.window, self.bust.matte)

    @cached_property
    def luma(self) -> Pixels:
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)

    @cached_property
    def lab(self) -> NDArray[np.float32]:
        """CIE Lab: L 0–100, a and b about -100–100."""
        return np.asarray(cv2.cvtColor(self.rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)

    @cached_property
    def oval(self) -> NDArray[np.bool_]:
        """The face without hair and ears."""
        return self._filled([self.face.outline(OVAL, self.placement.window)])

    @cached_property
    def skin(self) -> NDArray[np.bool_]:
        """The face's oval, a little inside its edge, without eyes, brows and lips."""
        window = self.placement.window
        parts = [LEFT_EYE + LEFT_BROW, RIGHT_EYE + RIGHT_BROW, LIPS]
        features = self._filled([_hull(self.face.outline(part, window)) for part in parts])
        edge = max(1, round(self.placement.face_width * FEATURE_EDGE))
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * edge + 1, 2 * edge + 1))
        inner = cv2.erode(self.oval.astype(np.uint8), brush)
        return np.asarray((inner > 0) & (cv2.dilate(features.astype(np.uint8), brush) == 0))

    @cached_property
    def wall(self) -> NDArray[np.bool_]:
        """The background beside and above the head: above the chin, off the person, inside the source."""
        clear = cv2.erode((self.matte < BACKGROUND).astype(np.uint8), np.ones((BACKGROUND_EDGE, BACKGROUND_EDGE)))
        clear[int(self.chin_row) :] = 0
        return np.asarray((clear > 0) & self.placement.window.inside(self.width, self.height))

    @property
    def chin_row(self) -> float:
        """The chin's row in the frame."""
        placement, head = self.placement, self.head
        return float(np.clip(placement.eyes + head.chin * placement.window.scale, 0, placement.window.height))

    def _filled(self, outlines: list[Points]) -> NDArray[np.bool_]:
        canvas = np.zeros(self.rgb.shape[:2], np.uint8)
        for outline in outlines:
            cv2.fillPoly(canvas, [np.round(outline).astype(np.int32).reshape(-1, 1, 2)], 1)
        return canvas > 0


def _hull(outline: Points) -> Points:
    return np.asarray(cv2.convexHull(outline.astype(np.float32)), np.float64).reshape(-1, 2)


@dataclass(frozen=True)
class Scene:
    """The whole picture: px, the faces that count (the main one first), and the main one's portrait if any."""

    width: int
    height: int
    faces: tuple[FaceBox, ...]
    portrait: Portrait | None
