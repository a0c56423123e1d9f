"""Faults that are put into a good portrait, so strong that a reviewer who looks must see them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Final

from PIL import Image, ImageEnhance, ImageFilter

BLUR = 0.006  # radius, of the width
DARKER = 0.5  # of the brightness
TILT, TILT_ZOOM = 12, 1.3  # degrees; so much larger that no corner stays empty
ASIDE, ASIDE_ZOOM = 0.12, 1.32  # of the width, to the right edge
CUT, CUT_ZOOM = 0.18, 1.22  # of the height, to the lower edge
WARM = (1.2, 1.0, 0.7)  # red, green, blue
QUALITY = 92


def _window(picture: Image.Image, zoom: float, right: float = 0.0, down: float = 0.0) -> Image.Image:
    """A part of the picture enlarged to all of it.  right, down: where it lies, in parts of the size from the top in
    the middle."""
    width, height = picture.size
    wide, high = width / zoom, height / zoom
    left, top = (width - wide) / 2 + right * width, down * height
    box = (left, top, left + wide, top + high)
    return picture.resize((width, height), Image.Resampling.LANCZOS, box=box)


def _aside(picture: Image.Image) -> Image.Image:
    """The person stands at the left edge."""
    return _window(picture, ASIDE_ZOOM, right=ASIDE)


def _cut(picture: Image.Image) -> Image.Image:
    """The crown is cut off."""
    return _window(picture, CUT_ZOOM, down=CUT)


def _tilted(picture: Image.Image) -> Image.Image:
    return _window(picture.rotate(TILT, Image.Resampling.BICUBIC), TILT_ZOOM, down=(1 - 1 / TILT_ZOOM) / 2)


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
