"""Faults painted over a face: an open mouth, red pupils.  Sizes are in face widths."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from chalicelib.photo.face import IRISES, LIPS

from .clean_portrait import Clean, Fault, Pixels, Points, Rgb, pixels


def painted(*parts: tuple[str, Rgb, float]) -> Fault:
    """Shapes laid over the picture: (name of a shape, colour, opacity)."""

    def spoil(clean: Clean) -> Pixels:
        out = clean.rgb.astype(np.float32)
        for name, colour, opacity in parts:
            cover = np.zeros(out.shape[:2], np.float32)
            for outline in SHAPES[name](clean):
                cv2.fillPoly(cover, [np.round(outline).astype(np.int32)], 1.0)
            cover = cv2.GaussianBlur(cover, (0, 0), 0.006 * clean.face)[..., None] * opacity
            out = out * (1 - cover) + np.array(colour, np.float32) * cover
        return pixels(out)

    return spoil


def _around(clean: Clean, landmarks: tuple[int, ...], wide: float, high: float) -> Points:
    """An ellipse about landmarks; half axes in face widths."""
    middle = clean.at(*landmarks).mean(0)
    turn, angles = np.radians(clean.seen.face.roll), np.linspace(0, 2 * np.pi, 40)
    u, v = wide * clean.face * np.cos(angles), high * clean.face * np.sin(angles)
    return np.asarray(
        middle + np.column_stack([u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)])
    )


SHAPES: dict[str, Callable[[Clean], list[Points]]] = {
    "irises": lambda clean: [_around(clean, iris, 0.042, 0.042) for iris in IRISES],
    "mouth": lambda clean: [_around(clean, (13, 14), 0.13, 0.09)],
    "lips": lambda clean: [np.asarray(cv2.convexHull(clean.at(*LIPS).astype(np.float32)), np.float64).reshape(-1, 2)],
}
