"""Faults that are put into a good portrait, so strong that a reviewer who looks must see them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Final

from PIL import Image, ImageEnhance, ImageFilter

BLUR = 0.008  # radius, of the width
DARKER = 0.38  # of the brightness
TILT = 13  # degrees
ASIDE = 0.17  # of the width
CLOSER, UP = 1.22, 0.13  # so much larger, and so far out at the top, of the height
WARM = (1.28, 1.0, 0.62)  # red, green, blue
QUALITY = 92


def _aside(picture: Image.Image) -> Image.Image:
    """The person moves aside; the wall at the edge is drawn out to fill the gap."""
    width, height = picture.size
    step = round(ASIDE * width)
    edge = picture.crop((0, 0, 4, height)).resize((step, height))
    moved = picture.copy()
    moved.paste(picture.crop((0, 0, width - step, height)), (step, 0))
    moved.paste(edge, (0, 0))
    return moved


def _cut(picture: Image.Image) -> Image.Image:
    """The crown is cut off."""
    width, height = picture.size
    large = picture.resize((round(width * CLOSER), round(height * CLOSER)), Image.Resampling.LANCZOS)
    left, top = (large.width - width) // 2, round(UP * large.height)
    return large.crop((left, top, left + width, top + height))


def _tilted(picture: Image.Image) -> Image.Image:
    wall = picture.getpixel((2, 2))
    return picture.rotate(TILT, Image.Resampling.BICUBIC, fillcolor=wall)


def _cast(picture: Image.Image) -> Image.Image:
    bands = zip(picture.split(), WARM, strict=True)
    return Image.merge("RGB", [band.point(lambda value, by=by: min(255, round(value * by))) for band, by in bands])


SPOILS: Final[Mapping[str, Callable[[Image.Image], Image.Image]]] = {
    "blurred": lambda picture: picture.filter(ImageFilter.GaussianBlur(BLUR * picture.width)),
    "colour_cast": _cast,
    "crown_margin": _cut,
    "head_tilted": _tilted,
    "off_centre": _aside,
    "too_dark": lambda picture: ImageEnhance.Brightness(picture).enhance(DARKER),
}


def spoil(jpeg: bytes, code: str) -> bytes:
    """A JPEG of the same size with the fault.  Raises KeyError for a code that is not in SPOILS."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        spoilt = SPOILS[code](opened.convert("RGB"))
    file = io.BytesIO()
    spoilt.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
