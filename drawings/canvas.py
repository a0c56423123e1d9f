"""A canvas in face units: 1.0 is half a face's width, the origin lies between the eyes, y goes down.

Shapes of the head turn with it, shapes of the body stay upright.  Everything random comes from one seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from math import cos, radians, sin
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageDraw, ImageFilter

Grey = NDArray[np.float32]
Shape = Sequence[tuple[float, float]] | NDArray[np.float64]

Pen = Callable[[ImageDraw.ImageDraw, Any], None]

OVERSAMPLING = 2


class Canvas:
    """Float RGB pixels, 0–255.

    x, y: the origin in px; unit: px per face unit; roll: degrees the head leans clockwise.
    u, v: every pixel's place in the head's units; body_u, body_v: in the body's.
    """

    def __init__(self, width: int, height: int, *, x: float, y: float, unit: float, roll: float, seed: int) -> None:
        self.width, self.height, self.unit = width, height, unit
        self._x, self._y = x, y
        self._cos, self._sin = cos(radians(roll)), sin(radians(roll))  # not numpy's, which make every float32 a float64
        self._dice = np.random.default_rng(seed)
        columns, rows = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)[:, None]
        self.body_u, self.body_v = np.broadcast_arrays((columns - x) / unit, (rows - y) / unit)
        self.u = self.body_u * self._cos + self.body_v * self._sin
        self.v = self.body_v * self._cos - self.body_u * self._sin
        self._planes = np.zeros((3, height, width), np.float32)  # a plane a colour: numpy is slow on rows of three
        self._where = (slice(None), slice(None))

    def part(self, mask: Grey, margin: int = 0) -> tuple[Self, Grey]:
        """The rectangle of the whole canvas that a mask reaches, margin px more on each side, and its part of the mask.

        Painted there is painted here; most of a portrait's features are a small part of it.
        """
        rows = _reach(mask.any(axis=1))
        columns = _reach(mask[rows].any(axis=0))
        down, across = (slice(max(at.start - margin, 0), at.stop + margin if at.stop else 0) for at in (rows, columns))
        part, where = copy(self), (down, across)
        part.body_u, part.body_v, part.u, part.v = (one[where] for one in (self.body_u, self.body_v, self.u, self.v))
        part._planes, part._where = self._planes[:, down, across], where
        return part, mask[where]

    def fill(self, colour: ArrayLike) -> None:
        """Paints everything."""
        np.moveaxis(self._planes, 0, 2)[:] = colour

    def paint(self, colour: ArrayLike, mask: Grey, opacity: float = 1.0) -> None:
        """Lays a colour, or a picture of colours, over the pixels of `mask` (0–1)."""
        part, share = self.part(mask)
        share = share * opacity
        rest, paint = 1 - share, np.asarray(colour, np.float32)
        for number, plane in enumerate(part._planes):
            plane *= rest
            plane += (paint[part._where][..., number] if paint.ndim == 3 else paint[number]) * share

    def area(self, *shapes: Shape, soft: float = 0.0, body: bool = False) -> Grey:
        """A mask of filled shapes; soft: blur in face units."""
        outlines = [self._px(shape, body) for shape in shapes]
        return self._mask(outlines, lambda pen, outline: pen.polygon(outline, 255), 0.0, soft)

    def stroke(self, shape: Shape, width: float, soft: float = 0.0, body: bool = False) -> Grey:
        """A mask of one line; width and soft in face units."""
        thick = max(1, int(width * self.unit * OVERSAMPLING))
        return self._mask(
            [self._px(shape, body)], lambda pen, outline: pen.line(outline, 255, thick, "curve"), width, soft
        )

    def noise(self, across: float, down: float) -> Grey:
        """Smooth noise of standard deviation about 1, whose grains are that many px wide and high."""
        size = (max(2, int(self.height / down)), max(2, int(self.width / across)))
        grains = Image.fromarray(self._dice.normal(0, 1, size).astype(np.float32))
        rows, columns = self._where
        left, right, _ = columns.indices(self.width)
        if left == right:
            return np.zeros((0, 0), np.float32)
        wide = grains.resize((self.width, size[0]), Image.Resampling.BICUBIC).crop((left, 0, right, size[0]))
        return np.asarray(wide.resize((right - left, self.height), Image.Resampling.BICUBIC), np.float32)[rows]

    def threads(self, count: int) -> NDArray[np.float64]:
        """Random brightness of `count` strands, near ones alike."""
        single, bundles = self._dice.normal(0, 1, count), self._dice.normal(0, 1, count // 8)
        return np.asarray(single + 0.8 * np.repeat(bundles, 8))

    def slopes(self, relief: Grey) -> tuple[Grey, Grey]:
        """How steep a height field (in face units) is along the head's u and v."""
        down, across = np.gradient(relief * self.unit)
        along = across * self._cos + down * self._sin, down * self._cos - across * self._sin
        return np.asarray(along[0], np.float32), np.asarray(along[1], np.float32)

    def image(self) -> Image.Image:
        """The finished picture: a lens's slight softness, a sensor's slight noise."""
        sharp = Image.merge("RGB", [Image.fromarray(plane) for plane in np.clip(self._planes, 0, 255).astype(np.uint8)])
        seen = np.array(sharp.filter(ImageFilter.GaussianBlur(0.0005 * self.width)), np.float32)
        seen += self._dice.normal(0, 1.3, (self.height, self.width, 1)).astype(np.float32)
        return Image.fromarray(np.clip(seen, 0, 255, out=seen).astype(np.uint8))

    def _px(self, shape: Shape, body: bool) -> NDArray[np.float64]:
        cos, sin = (1.0, 0.0) if body else (self._cos, self._sin)
        turn = np.array([[cos, sin], [-sin, cos]])
        return np.asarray(np.asarray(shape, float) @ turn * self.unit + (self._x, self._y))

    def _mask(self, outlines: list[NDArray[np.float64]], draw: Pen, width: float, soft: float) -> Grey:
        """Draws only in the rectangle that the outlines can reach."""
        reach = (width + 3 * soft) * self.unit + 2
        points = np.vstack(outlines)
        left, top = np.clip(np.floor(points.min(0) - reach), 0, (self.width, self.height)).astype(int)
        right, bottom = np.clip(np.ceil(points.max(0) + reach), 0, (self.width, self.height)).astype(int)
        mask = np.zeros((self.height, self.width), np.float32)
        if right <= left or bottom <= top:
            return mask[self._where]
        sheet = Image.new("L", ((right - left) * OVERSAMPLING, (bottom - top) * OVERSAMPLING))
        for outline in outlines:
            draw(ImageDraw.Draw(sheet), [tuple(point) for point in (outline - (left, top)) * OVERSAMPLING])
        small = sheet.reduce(OVERSAMPLING)
        if soft:
            small = small.filter(ImageFilter.GaussianBlur(soft * self.unit))
        mask[top:bottom, left:right] = np.asarray(small, np.float32) / np.float32(255)
        return mask[self._where]


def _reach(touched: NDArray[np.bool_]) -> slice:
    """From the first to the last that is touched."""
    at = np.flatnonzero(touched)
    return slice(at[0], at[-1] + 1) if at.size else slice(0, 0)


def bump(x: ArrayLike, y: ArrayLike, wide: float, high: float) -> Grey:
    """A smooth hill of height 1 at (0, 0)."""
    return np.asarray(np.exp(-((np.asarray(x) / wide) ** 2) - (np.asarray(y) / high) ** 2), np.float32)


def curve(points: Shape, closed: bool = True, steps: int = 14) -> NDArray[np.float64]:
    """A Catmull-Rom spline through the points."""
    knots = np.asarray(points, float)
    count = len(knots)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    near = np.arange(count if closed else count - 1) + np.array([-1, 0, 1, 2])[:, None]
    a, b, c, d = knots[near % count if closed else np.clip(near, 0, count - 1)][:, :, None]
    pieces = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.vstack(pieces if closed else [*pieces, knots[-1:]])


def mirrored(half: Sequence[tuple[float, float]], shared: int = 0) -> list[tuple[float, float]]:
    """A left-right symmetric outline from its right half; the last `shared` points lie on the axis."""
    inner = half[: len(half) - shared] if shared else half
    return [*half, *((-u, v) for u, v in reversed(inner))]
