"""What cameras, lamps and software do to a drawn portrait: each spoils one thing, by as much as is asked for."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .portrait import EYES_AT, FACE_UNIT

Floats = NDArray[np.float32]


def moved(image: Image.Image, far: int = 13) -> Image.Image:
    """Blurred along the rows, px."""
    pixels = _floats(image)
    return _image(np.mean([np.roll(pixels, step - far // 2, axis=1) for step in range(far)], axis=0))


def side_lit(image: Image.Image, dimmer: float = 0.4) -> Image.Image:
    """The person's right half is darker by that share; the wall is lit as before."""
    light = 1 - dimmer / (1 + np.exp(-_across(image) * 8))
    return _before_the_wall(image, lambda pixels: pixels * light[None, :, None])


def red_eyed(image: Image.Image, size: float = 0.08) -> Image.Image:
    """Pupils lit by a flash; size: their radius in face units."""
    pixels, unit = _floats(image), FACE_UNIT * image.width
    rows, columns = np.mgrid[0 : image.height, 0 : image.width]
    for x in (-0.445, 0.445):
        middle = (image.width * 0.5 + x * unit, image.height * EYES_AT)
        pixels[np.hypot(columns - middle[0], rows - middle[1]) < size * unit] = (205, 40, 38)
    return _image(pixels)


def grey(image: Image.Image, colour: float = 0.0) -> Image.Image:
    """The person without colour but for that share of it; the wall keeps its own."""
    return _before_the_wall(image, lambda pixels: pixels * colour + pixels.mean(2, keepdims=True) * (1 - colour))


def tinted(image: Image.Image, green: float = 1.0) -> Image.Image:
    """The person under a green lamp; the wall keeps its colour."""
    return _before_the_wall(image, lambda pixels: pixels * (1 - np.array([0.4, -0.05, 0.3]) * green))


def veiled(image: Image.Image, share: float = 0.42) -> Image.Image:
    """The person behind a white haze; the wall keeps its colour."""
    return _before_the_wall(image, lambda pixels: pixels * (1 - share) + 255 * share)


def against_the_light(image: Image.Image, light: float = 0.03) -> Image.Image:
    """Of the person's own light only that share is left; the wall is lit as before."""
    return _before_the_wall(image, lambda pixels: pixels * light)


def noisy(image: Image.Image, grain: float = 14.0) -> Image.Image:
    """Grey noise of that standard deviation."""
    dice = np.random.default_rng(8)
    return _image(_floats(image) + dice.normal(0, grain, (image.height, image.width, 1)))


def compressed(image: Image.Image, quality: int = 6) -> bytes:
    """A JPEG of so little quality that its blocks show."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def screened(image: Image.Image, depth: float = 12.0) -> Image.Image:
    """Photographed from a screen: a fine slanting wave of that depth."""
    rows, columns = np.mgrid[0 : image.height, 0 : image.width]
    wave = np.sin(2 * np.pi * (columns * 0.21 + rows * 0.13))
    return _image(_floats(image) + depth * wave[..., None])


def bordered(image: Image.Image, thick: int = 20, colour: tuple[int, int, int] = (0, 0, 0)) -> Image.Image:
    """A border, px, around the whole picture."""
    sheet = Image.new("RGB", (image.width + 2 * thick, image.height + 2 * thick), colour)
    sheet.paste(image, (thick, thick))
    return sheet


def banded(image: Image.Image, thick: int, sides: int = 2, soft: int = 0, grey: int = 0) -> Image.Image:
    """Grey strips, px, above and, with two sides, below the picture; their inner edge fades from black over so many."""
    sheet = Image.new("RGB", (image.width, image.height + sides * thick), (grey, grey, grey))
    sheet.paste(image, (0, thick))
    pixels = _floats(sheet)
    for row in range(soft):
        pixels[[thick + row, -thick - row - 1][:sides]] *= row / soft
    return _image(pixels)


def captured(image: Image.Image) -> Image.Image:
    """A telephone's screen with the picture on it, a clock above and buttons below."""
    sheet = banded(image, round(image.height * 0.25))
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((20, 14, 60, 24), fill=(230, 230, 230))
    for x in (0.2, 0.5, 0.8):
        pen.rectangle(
            (x * sheet.width - 8, sheet.height - 40, x * sheet.width + 8, sheet.height - 24), fill=(200, 200, 200)
        )
    return sheet


def cut_at(image: Image.Image, crown: float, below: float = 1.0) -> Image.Image:
    """The picture without what is above that share of its height, and below the other."""
    return image.crop((0, round(image.height * crown), image.width, round(image.height * below)))


def shadow_beside(width: int, height: int, wall: tuple[int, int, int], depth: float = 0.3) -> Floats:
    """A wall on which a head's shadow falls to the right of it, darker by that share."""
    rows, columns = np.mgrid[0:height, 0:width]
    unit = FACE_UNIT * width
    u, v = (columns - width * 0.5) / unit, (rows - height * EYES_AT) / unit
    edge = np.hypot((u - 0.35) / 1.2, (v - 0.05) / 1.6)
    shade = depth / (1 + np.exp((edge - 1) * 30))
    return np.asarray(np.array(wall) * (1 - shade[..., None]), np.float32)


def patterned(width: int, height: int, wall: tuple[int, int, int], kind: str, depth: float = 0.18) -> Floats:
    """A wall with "stripes", "tiles" or the "folds" of a curtain, darker by that share."""
    rows, columns = np.mgrid[0:height, 0:width] * (2 * np.pi / (0.11 * width))
    waves = {"stripes": np.sign(np.sin(columns)), "tiles": np.sign(np.sin(columns) * np.sin(rows))}
    dark = waves.get(kind, np.sin(columns)) * 0.5 + 0.5
    return np.asarray(np.array(wall) * (1 - depth * dark[..., None]), np.float32)


def _before_the_wall(image: Image.Image, change: Callable[[Floats], NDArray[np.floating]]) -> Image.Image:
    """The person changed; the wall, of one colour, as it was."""
    pixels = _floats(image)
    wall = np.linalg.norm(pixels - pixels[4, 4], axis=2, keepdims=True) < 12
    return _image(np.where(wall, pixels, change(pixels)))


def _across(image: Image.Image) -> Floats:
    return np.asarray(np.linspace(-1, 1, image.width), np.float32)


def _floats(image: Image.Image) -> Floats:
    return np.asarray(image, np.float32).copy()


def _image(pixels: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(np.round(pixels), 0, 255).astype(np.uint8))
