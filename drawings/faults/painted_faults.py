"""Faults painted over a face: lenses, masks, hats, hair, lids.  Sizes are in face widths."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from chalicelib.photo.face import IRISES, LEFT_EYE, LIPS, OVAL, RIGHT_EYE

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


def eyelids(clean: Clean) -> Pixels:
    """Both eyes shut: skin over the openings, lashes along the lower lids."""
    out = clean.rgb.astype(np.float32)
    for eye, cheek in ((LEFT_EYE, 101), (RIGHT_EYE, 330)):
        outline = cv2.convexHull(clean.at(*eye).astype(np.float32)).reshape(-1, 2)
        x, y = clean.at(cheek)[0]
        skin = np.median(clean.rgb[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3].reshape(-1, 3), axis=0)
        cover = np.zeros(out.shape[:2], np.float32)
        cv2.fillPoly(cover, [np.round(outline).astype(np.int32)], 1.0)
        cv2.polylines(cover, [np.round(outline).astype(np.int32)], True, 1.0, max(1, round(0.02 * clean.face)))
        cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.01 * clean.face), np.float32)[..., None]
        out = out * (1 - cover) + skin * cover
        lashes = np.zeros(out.shape[:2], np.float32)
        lower = np.round(clean.at(*eye[:9])).astype(np.int32)
        cv2.polylines(lashes, [lower], False, 1.0, max(1, round(0.012 * clean.face)))
        lashes = np.asarray(cv2.GaussianBlur(lashes, (0, 0), 0.004 * clean.face), np.float32)[..., None] * 0.8
        out = out * (1 - lashes) + np.array([40, 28, 24], np.float32) * lashes
    return pixels(out)


def _around(clean: Clean, landmarks: tuple[int, ...], wide: float, high: float) -> Points:
    """An ellipse about landmarks; half axes in face widths."""
    middle = clean.at(*landmarks).mean(0)
    turn, angles = np.radians(clean.seen.face.roll), np.linspace(0, 2 * np.pi, 40)
    u, v = wide * clean.face * np.cos(angles), high * clean.face * np.sin(angles)
    return np.asarray(
        middle + np.column_stack([u * np.cos(turn) - v * np.sin(turn), u * np.sin(turn) + v * np.cos(turn)])
    )


def _ring(clean: Clean, *places: tuple[float, float]) -> Points:
    return np.array([clean.upright(right, up) for right, up in places])


SHAPES: dict[str, Callable[[Clean], list[Points]]] = {
    "lenses": lambda clean: [
        *(_around(clean, eye, 0.21, 0.15) for eye in (LEFT_EYE, RIGHT_EYE)),
        _ring(clean, (-0.08, 0.03), (0.08, 0.03), (0.08, -0.01), (-0.08, -0.01)),
    ],
    "left glare": lambda clean: [_around(clean, LEFT_EYE, 0.15, 0.09)],
    "both glares": lambda clean: [_around(clean, eye, 0.13, 0.08) for eye in (LEFT_EYE, RIGHT_EYE)],
    "irises": lambda clean: [_around(clean, iris, 0.042, 0.042) for iris in IRISES],
    "mask": lambda clean: [clean.at(127, 34, 50, 101, 4, 330, 280, 264, 356, 361, 397, 378, 152, 149, 172, 132)],
    "fringe": lambda clean: [_ring(clean, (-0.5, 0.65), (0.5, 0.65), (0.5, -0.12), (-0.5, -0.12))],
    "lock": lambda clean: [_ring(clean, (-0.5, 0.65), (0.0, 0.65), (-0.05, -0.12), (-0.45, -0.12))],
    "hat": lambda clean: [
        _ring(clean, (-0.6, 0.35), (-0.5, 0.85), (-0.25, 1.0), (0.25, 1.0), (0.5, 0.85), (0.6, 0.35)),
        _ring(clean, (-0.75, 0.40), (0.75, 0.40), (0.75, 0.30), (-0.75, 0.30)),
    ],
    "mouth": lambda clean: [_around(clean, (13, 14), 0.13, 0.09)],
    "lips": lambda clean: [np.asarray(cv2.convexHull(clean.at(*LIPS).astype(np.float32)), np.float64).reshape(-1, 2)],
    "half": lambda clean: [np.vstack([clean.at(10, 4, 152), clean.at(*OVAL[18:36])])],
}
