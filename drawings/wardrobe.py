"""Neck, shirt and jacket of the drawn portrait: the shoulders the standard wants to see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .canvas import Canvas, Grey, bump, curve, mirrored

Rgb = tuple[int, int, int]
SHIRT = np.array([240, 243, 246])
SHOULDER = [(0.60, 1.84), (0.95, 2.03), (1.5, 2.17), (2.0, 2.38), (2.3, 2.85), (2.42, 3.6), (2.5, 6.5)]


def draw_clothes(canvas: Canvas, skin: Rgb, jacket: Rgb, lamp: NDArray[np.float32]) -> None:
    """Everything below the chin, back to front."""
    _neck(canvas, skin, lamp)
    _shirt(canvas, lamp)
    suit = _jacket(canvas, jacket, lamp)
    for side in (-1, 1):
        _lapel(canvas, side, jacket, suit)
        _collar(canvas, side)


def _neck(canvas: Canvas, skin: Rgb, lamp: NDArray[np.float32]) -> None:
    half = [(0.60, 0.6), (0.585, 1.1), (0.58, 1.55), (0.66, 1.85), (0.76, 2.2), (0.4, 2.6)]
    canvas, neck = canvas.part(canvas.area(curve(mirrored(half)), soft=0.012, body=True))
    u, v = canvas.body_u, canvas.body_v
    under_chin = 0.40 * bump(u, v - 1.40, 0.85, 0.36)
    light = np.clip(1.02 - 0.30 * (u / 0.62) ** 2 + 0.18 * lamp[0] * u - under_chin, 0.35, 1.15)
    canvas.paint(np.asarray(skin) * light[..., None], neck)


def _shirt(canvas: Canvas, lamp: NDArray[np.float32]) -> None:
    front = [(-0.6, 1.84), (-0.3, 2.2), (0, 2.46), (0.3, 2.2), (0.6, 1.84), (0.6, 2.2), (0.3, 6.5), (-0.3, 6.5)]
    seen, shirt = canvas.part(canvas.area([*front, (-0.6, 2.2)], soft=0.006, body=True))
    u, v = seen.body_u, seen.body_v
    light = np.clip(0.95 + 0.1 * lamp[0] * u - 0.25 * bump(u, v - 2.30, 0.2, 0.25), 0.6, 1.03)
    seen.paint(SHIRT * light[..., None], shirt)
    canvas.paint((214, 218, 224), canvas.stroke([(0, 2.46), (0, 6.5)], 0.012, soft=0.008, body=True))


def _jacket(canvas: Canvas, jacket: Rgb, lamp: NDArray[np.float32]) -> Grey:
    """Cloth with a weave and slow folds; gives its mask."""
    right = curve(SHOULDER, closed=False, steps=6)
    left = right[::-1] * (-1, 1)
    neckline = [(-0.60, 1.84), (-0.42, 2.5), (0, 3.75), (0.42, 2.5), (0.60, 1.84)]
    suit = canvas.area(np.vstack([right, left, neckline]), soft=0.008, body=True)
    seen, cloth = canvas.part(suit)
    u, v = seen.body_u, seen.body_v
    folds = 0.03 * seen.noise(2, 2) + 0.04 * seen.noise(160, 120)
    light = np.clip(1.2 + 0.3 * lamp[0] * u - 0.08 * u**2 + folds - 0.25 * np.clip(v - 3, 0, 2), 0.5, 1.7)
    seen.paint(np.asarray(jacket) * light[..., None], cloth)
    return suit


def _lapel(canvas: Canvas, side: int, jacket: Rgb, suit: Grey) -> None:
    half = [(0.62, 1.84), (0.80, 2.30), (1.0, 2.62), (0.72, 2.68), (0.76, 2.82), (0.0, 3.9), (0.42, 2.5)]
    shape = [(side * u, v) for u, v in half]
    lapel = canvas.area(shape, soft=0.006, body=True)
    shadow = canvas.area([(u + side * 0.02, v + 0.03) for u, v in shape], soft=0.03, body=True)
    canvas.paint(np.asarray(jacket) * 0.4, np.clip(shadow - lapel, 0, 1), 0.7)
    canvas.paint(np.asarray(jacket) * 1.28 + 5, lapel * suit, 0.8)


def _collar(canvas: Canvas, side: int) -> None:
    shape = [(side * u, v) for u, v in ((0.625, 1.72), (0.63, 2.02), (0.46, 2.60), (0.01, 2.45), (0.30, 2.22))]
    collar = canvas.area(shape, soft=0.005, body=True)
    shadow = canvas.area([(u, v + 0.025) for u, v in shape], soft=0.02, body=True)
    canvas.paint((120, 125, 135), np.clip(shadow - collar, 0, 1), 0.5)
    canvas.paint(SHIRT, collar)
