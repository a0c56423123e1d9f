"""The second set's things before a face, on a head and behind it, and the table of all of the set's faults.

Sizes are in face widths.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from .clean_portrait import Clean, Fault, Floats, Pixels, Points, Rgb, pixels
from .other_faults import NOISE, filled, grid, laid, oval

BLUE = (100, 197, 255)
Outlines = Callable[[Clean], list[Points]]


def hole(clean: Clean) -> list[Points]:
    """A mouth wide open."""
    return [oval(clean, clean.at(13, 14).mean(0), 0.13, 0.1)]


def wall(paint: Callable[[Clean, Floats, Floats], Floats]) -> Fault:
    """Another wall; paint(clean, x, y) gives (rows, columns, 3), x and y run from 0 to 1."""

    def spoil(clean: Clean) -> Pixels:
        rows, columns = grid(clean)
        behind = paint(clean, columns / clean.rgb.shape[1], rows / clean.rgb.shape[0])
        return pixels(clean.matte * clean.rgb + (1 - clean.matte) * behind)

    return spoil


def coloured(colour: Rgb) -> Fault:
    return wall(lambda clean, x, y: np.zeros((*x.shape, 3), np.float32) + np.array(colour, np.float32))


def mixed(first: Rgb, second: Rgb, share: Callable[[Floats, Floats], Floats]) -> Fault:
    """Between two colours."""

    def paint(clean: Clean, x: Floats, y: Floats) -> Floats:
        by = np.clip(share(x, y), 0, 1)[..., None]
        return np.asarray(np.array(first, np.float32) * (1 - by) + np.array(second, np.float32) * by, np.float32)

    return wall(paint)


def downwards(x: Floats, y: Floats) -> Floats:
    return y * np.float32(1.4)


def right_half(x: Floats, y: Floats) -> Floats:
    return (x > 0.5).astype(np.float32)


def left_quarter(x: Floats, y: Floats) -> Floats:
    return ((x < 0.28) & (y > 0.05)).astype(np.float32)


def striped(x: Floats, y: Floats) -> Floats:
    return (np.sin(x * 70) > 0).astype(np.float32)


def chequered(x: Floats, y: Floats) -> Floats:
    return (np.sin(x * 40) * np.sin(y * 40) > 0).astype(np.float32)


def vignette(clean: Clean, x: Floats, y: Floats) -> Floats:
    """Ever darker from the middle of the face on."""
    rows, columns = grid(clean)
    far = np.hypot(columns - clean.seen.face.eyes[0], rows - clean.seen.face.eyes[1]) / clean.face
    light = np.clip(1.1 - 0.32 * far**2, 0.2, 1)[..., None]
    return np.asarray(np.array((120, 205, 255), np.float32) * light, np.float32)


def clouded(clean: Clean, x: Floats, y: Floats) -> Floats:
    """A room out of focus: large soft patches of all colours."""
    patches = np.random.default_rng(NOISE).uniform(20, 235, (9, 7, 3)).astype(np.float32)
    return np.asarray(cv2.resize(patches, x.shape[::-1], interpolation=cv2.INTER_CUBIC), np.float32)


def shelves(clean: Clean, x: Floats, y: Floats) -> Floats:
    """Books of every colour on boards."""
    out, dice = np.full((*x.shape, 3), (120, 85, 50), np.float32), np.random.default_rng(NOISE)
    for top in np.arange(0, 1, 0.2):
        left = 0.0
        while left < 1:
            wide = dice.uniform(0.03, 0.07)
            book = (x >= left) & (x < left + wide) & (y >= top + dice.uniform(0.01, 0.05)) & (y < top + 0.18)
            out[book] = dice.uniform(30, 220, 3)
            left += wide
    return out


def papered(clean: Clean, x: Floats, y: Floats) -> Floats:
    """The wanted colour with a strong rough grain, a few px wide."""
    coarse = (
        np.random.default_rng(NOISE)
        .normal(0, 40, (round(0.3 * x.shape[0]), round(0.3 * x.shape[1])))
        .astype(np.float32)
    )
    return np.array(BLUE, np.float32) + cv2.resize(coarse, x.shape[::-1], interpolation=cv2.INTER_CUBIC)[..., None]


def shaded(depth: float, kind: str) -> Fault:
    """A shadow on the wall: a "blob" at one side, the "outline" of the head moved away, or a "hard" one."""

    def spoil(clean: Clean) -> Pixels:
        if kind == "blob":
            shade = filled(clean, [oval(clean, clean.upright(0.55, 0.1), 0.3, 0.6)], 0.08)
        else:
            right, down = 0.22 * clean.face, 0.05 * clean.face
            moved = cv2.warpAffine(clean.matte, np.array([[1, 0, -right], [0, 1, down]]), clean.rgb.shape[1::-1])
            soft = (0.008 if kind == "hard" else 0.06) * clean.face
            shade = np.asarray(cv2.GaussianBlur(moved, (0, 0), soft), np.float32)
        return pixels(clean.rgb * (1 - depth * shade[..., None] * (1 - clean.matte)))

    return spoil


def dressed(like_folds: float) -> Fault:
    """Everything of the person below the neck in the wall's colour, folds kept to some share."""

    def spoil(clean: Clean) -> Pixels | None:
        neck = clean.at(152)[0][1] + 0.22 * clean.face
        rows = grid(clean)[0]
        below = clean.matte[..., 0] * np.clip((rows - neck) / (0.06 * clean.face), 0, 1)
        if (clean.matte[int(neck + 0.25 * clean.face) :].sum() if neck < len(rows) else 0) < 0.35 * clean.face**2:
            return None  # no shoulders in the picture
        wall_colour = np.median(clean.rgb[clean.matte[..., 0] < 0.05], axis=0)
        grey = clean.rgb.astype(np.float32).mean(2)
        folds = (grey - np.median(grey[below > 0.9])) * like_folds
        cloth = wall_colour + folds[..., None]
        return pixels(clean.rgb * (1 - below[..., None]) + cloth * below[..., None])

    return spoil


def stranger(other_clean: Clean, size: float) -> Fault:
    """Somebody's head pasted before the wall, at the left edge."""

    def spoil(clean: Clean) -> Pixels:
        by = size * clean.face / other_clean.face
        corner = np.round(
            [other_clean.at(4)[0] - 0.6 * other_clean.face, other_clean.at(4)[0] + 0.6 * other_clean.face]
        )
        (left, top), (right, bottom) = np.maximum(corner, 0).astype(int)
        head = cv2.resize(other_clean.rgb[top:bottom, left:right], None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
        out = cv2.copyMakeBorder(clean.rgb, 0, 0, head.shape[1], 0, cv2.BORDER_REPLICATE)
        out[20 : 20 + head.shape[0], : head.shape[1]] = head[: len(out) - 20]
        return np.asarray(out, np.uint8)

    return spoil


def faceless(clean: Clean) -> Pixels:
    """The back of a head: the whole face in the hair's colour."""
    return laid(clean, [oval(clean, clean.upright(0, -0.05), 0.56, 0.8)], (48, 36, 30), soft=0.02)
