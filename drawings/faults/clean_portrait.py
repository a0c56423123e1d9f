"""A clean portrait with what the engine saw in it, ready to be spoilt."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from chalicelib.photo.portrait import Portrait

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]
Points = NDArray[np.float64]
Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Clean:
    """A portrait as it came, and what the engine saw in it."""

    rgb: NDArray[np.uint8]
    seen: Portrait

    @property
    def face(self) -> float:
        """The face's width, px."""
        return float(np.linalg.norm(np.subtract(*self.seen.face.points[[234, 454], :2])))

    @cached_property
    def matte(self) -> Floats:
        """1 person, 0 wall, of the whole picture."""
        bust = self.seen.bust
        back = cv2.invertAffineTransform(bust.window.matrix())
        size = (self.rgb.shape[1], self.rgb.shape[0])
        drawn = cv2.warpAffine(bust.matte, back, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(drawn[..., None], np.float32)

    def at(self, *landmarks: int) -> Points:
        return np.asarray(self.seen.face.points[list(landmarks), :2], np.float64)

    def upright(self, right: float, up: float) -> Points:
        """A point that many face widths to the right of and above the middle of the eyes."""
        turn = np.radians(self.seen.face.roll)
        across, above = np.array([np.cos(turn), np.sin(turn)]), np.array([np.sin(turn), -np.cos(turn)])
        return np.asarray(self.seen.face.eyes + self.face * (right * across + up * above))


Fault = Callable[[Clean], Pixels | bytes | None]  # None: there is no place for it in that picture


def jpeg(image: Image.Image, quality: int = 92) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def pixels(values: NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(np.round(values), 0, 255), np.uint8)
