"""What people wear or hold before a drawn portrait's face: each hides one thing a check looks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .portrait import EYES_AT, FACE_UNIT

Rgb = tuple[int, int, int]
EYES = (-0.445, 0.445)  # face units beside the middle


def sunglasses(image: Image.Image, colour: Rgb = (22, 20, 24)) -> Image.Image:
    """Two dark lenses and their bridge."""
    shapes = [_ellipse(x, 0.03, 0.37, 0.27) for x in EYES]
    return _painted(image, [*shapes, [(-0.12, -0.06), (0.12, -0.06), (0.12, 0.02), (-0.12, 0.02)]], colour)


def glasses(image: Image.Image, low: float = 0.0) -> Image.Image:
    """Thin frames around clear lenses; low: face units by which they slid down."""
    frame = image.copy()
    pen = ImageDraw.Draw(frame)
    for x in EYES:
        pen.polygon(_px(image, _ellipse(x, 0.06 + low, 0.38, 0.30)), outline=(40, 34, 34), width=image.width // 120)
    pen.line(_px(image, [(-0.09, low), (0.09, low)]), fill=(40, 34, 34), width=image.width // 120)
    return frame.filter(ImageFilter.GaussianBlur(0.5))


def reflection(image: Image.Image, size: float = 1.0) -> Image.Image:
    """A window mirrored in one lens."""
    half = 0.24 * size
    return _painted(
        glasses(image),
        [
            [
                (0.445 - half, -half * 0.6),
                (0.445 + half, -half * 0.6),
                (0.445 + half, half * 0.7),
                (0.445 - half, half * 0.7),
            ]
        ],
        (255, 255, 255),
    )


def fringe(image: Image.Image, end: float = 0.16, colour: Rgb = (44, 32, 26), unlike: float = 0.45) -> Image.Image:
    """Strands of hair hanging from the crown; end: face units below the eyes; unlike: how much their light differs."""
    light = np.random.default_rng(6).normal(1.0, unlike, image.width).clip(0.2, 2.2)[None, :, None]
    hair = np.clip(np.array(colour) * light, 0, 255).astype(np.uint8).repeat(image.height, axis=0)
    cover = _painted(
        Image.new("RGB", image.size), [[(-0.95, -1.0), (0.95, -1.0), (0.9, end), (-0.9, end)]], (255, 255, 255)
    )
    return Image.composite(Image.fromarray(hair), image, cover.convert("L"))


def mask(image: Image.Image, colour: Rgb = (150, 190, 215)) -> Image.Image:
    """A medical mask over nose and mouth."""
    shape = [(-0.95, 0.28), (-0.4, 0.30), (0.0, 0.2), (0.4, 0.30), (0.95, 0.28), (0.8, 1.1), (0.4, 1.46), (-0.4, 1.46)]
    return _painted(image, [[*shape, (-0.8, 1.1)]], colour)


def lids(image: Image.Image, colour: Rgb = (226, 180, 150)) -> Image.Image:
    """Skin over both eyes, and a line of lashes."""
    shut = _painted(image, [_ellipse(x, 0.0, 0.33, 0.2) for x in EYES], colour)
    return _painted(shut, [[(x - 0.26, 0.05), (x + 0.26, 0.05), (x, 0.12)] for x in EYES], (52, 36, 30))


def haze(image: Image.Image, opacity: float = 0.8) -> Image.Image:
    """Light on both lenses that leaves a little of the eyes to be seen."""
    lit = _painted(image, [_ellipse(x, 0.0, 0.34, 0.26) for x in EYES], (255, 255, 255))
    return Image.blend(image, lit, opacity)


def cap(image: Image.Image, colour: Rgb = (40, 110, 60)) -> Image.Image:
    """A knitted cap as high as the hair."""
    dome = [(-1.12, -0.62), (-1.08, -1.15), (-0.7, -1.52), (0, -1.62), (0.7, -1.52), (1.08, -1.15), (1.12, -0.62)]
    return _painted(image, [dome], colour)


def ribbed(image: Image.Image, colour: Rgb = (70, 56, 50), every: int = 7) -> Image.Image:
    """The same, of wool in a colour that hair has; every: px from rib to rib."""
    ribs = np.cos(np.arange(image.width) * 2 * np.pi / every)[None, :, None]
    wool = np.clip(np.array(colour) * (1 + 0.35 * ribs), 0, 255).astype(np.uint8).repeat(image.height, axis=0)
    cover = cap(Image.new("RGB", image.size), (255, 255, 255))
    return Image.composite(Image.fromarray(wool), image, cover.convert("L"))


def _painted(image: Image.Image, shapes: Sequence[Sequence[tuple[float, float]]], colour: Rgb) -> Image.Image:
    cover = Image.new("L", image.size)
    for shape in shapes:
        ImageDraw.Draw(cover).polygon(_px(image, shape), 255)
    return Image.composite(Image.new("RGB", image.size, colour), image, cover.filter(ImageFilter.GaussianBlur(0.7)))


def _ellipse(x: float, y: float, wide: float, high: float) -> list[tuple[float, float]]:
    corners = ((1, 0.4), (0.8, 0.85), (0.3, 1), (-0.3, 1), (-0.8, 0.85), (-1, 0.4))
    half = [(x + wide * u, y + high * v) for u, v in corners]
    return [*half, *((u, 2 * y - v) for u, v in reversed(half))]


def _px(image: Image.Image, shape: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Face units of a portrait drawn at scale 1, in the middle, upright."""
    unit = FACE_UNIT * image.width
    return [(image.width * 0.5 + u * unit, image.height * EYES_AT + v * unit) for u, v in shape]
