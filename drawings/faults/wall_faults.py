"""Faults of the wall behind the head, and of clothes before it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from .clean_portrait import Clean, Fault, Floats, Pixels, Rgb, pixels


def before(wall: Callable[[int, int], Floats]) -> Fault:
    """Another wall behind the person; wall(height, width) gives its colours."""

    def spoil(clean: Clean) -> Pixels:
        behind = wall(*clean.rgb.shape[:2])
        return pixels(clean.matte * clean.rgb + (1 - clean.matte) * behind)

    return spoil


def shadowed(depth: float) -> Fault:
    """The head's shadow on the wall beside it."""

    def spoil(clean: Clean) -> Pixels:
        far = 0.35 * clean.face
        shift = np.array([[1, 0, far], [0, 1, far * 0.4]], np.float32)
        size = (clean.rgb.shape[1], clean.rgb.shape[0])
        shade = cv2.GaussianBlur(cv2.warpAffine(clean.matte, shift, size), (0, 0), 0.03 * clean.face)[..., None]
        return pixels(clean.rgb * (1 - depth * shade * (1 - clean.matte)))

    return spoil


def dressed_in_the_wall(clean: Clean) -> Pixels | None:
    """Everything below the chin takes the wall's colour, its folds faintly."""
    if clean.rgb.shape[0] - clean.at(152)[0][1] < 0.7 * clean.face:
        return None  # cut off above the shoulders
    wall = np.median(clean.rgb[clean.matte[..., 0] < 0.05], axis=0)
    below = (np.arange(clean.rgb.shape[0]) > clean.at(152)[0][1] + 0.3 * clean.face)[:, None, None]
    luma = clean.rgb.mean(2, keepdims=True)
    cloth = wall + (luma - np.median(luma[below[..., 0].repeat(luma.shape[1], 1)])) * 0.06
    share = clean.matte * below
    return pixels(clean.rgb * (1 - share) + cloth * share)


def even(height: int, width: int, colour: Rgb) -> Floats:
    return np.full((height, width, 3), colour, np.float32)


def fading(height: int, width: int) -> Floats:
    """The standard's blue, half as light at one side as at the other."""
    return even(height, width, (100, 197, 255)) * np.linspace(1.05, 0.5, width, dtype=np.float32)[None, :, None]


def bricks(height: int, width: int) -> Floats:
    wall = even(height, width, (165, 90, 70))
    tall = max(6, height // 24)
    for row in range(0, height, tall):
        wall[row : row + 2] = (200, 195, 190)
        for column in range(row // tall % 2 * tall, width, 2 * tall):
            wall[row : row + tall, column : column + 2] = (200, 195, 190)
    return wall


def clutter(height: int, width: int) -> Floats:
    """A door, a shelf and pictures on the standard's wall."""
    wall = even(height, width, (100, 197, 255)).astype(np.uint8)
    boxes = (((0.0, 0.0, 0.22, 0.8), (110, 80, 55)), ((0.75, 0.1, 0.95, 0.3), (60, 120, 60)))
    for (left, top, right, bottom), colour in (*boxes, ((0.7, 0.42, 1.0, 0.5), (80, 60, 50))):
        wall[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = colour
    return wall.astype(np.float32)
