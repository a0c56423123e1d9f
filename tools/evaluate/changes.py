"""Changes of a picture that nobody would notice, and that should change no verdict."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType

from PIL import Image

from chalicelib.photo.reading.picture import open_picture

QUICKLY = 1  # zlib's level: the file is read once
WARMER = (1.025, 1.0, 0.975)  # red 5 % stronger by blue


def changed(data: bytes, change: str) -> bytes:
    """The picture as a file, changed; as it is for "".  Raises PictureError, and KeyError for an unknown change."""
    return CHANGES[change](open_picture(data)) if change else data


def _scaled(red: float, green: float, blue: float) -> Callable[[Image.Image], bytes]:
    """Each colour's sRGB value times a factor."""
    table = [min(255, round(value * by)) for by in (red, green, blue) for value in range(256)]
    return lambda image: _saved(image.convert("RGB").point(table), "PNG", compress_level=QUICKLY)


def _smaller(image: Image.Image) -> bytes:
    size = round(image.width * 0.9), round(image.height * 0.9)
    return _saved(image.resize(size, Image.Resampling.LANCZOS), "PNG", compress_level=QUICKLY)


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


CHANGES: Mapping[str, Callable[[Image.Image], bytes]] = MappingProxyType(
    {
        "8 % lighter": _scaled(1.08, 1.08, 1.08),
        "8 % darker": _scaled(0.92, 0.92, 0.92),
        "5 % warmer": _scaled(*WARMER),
        "JPEG 75": lambda image: _saved(image, "JPEG", quality=75),
        "90 % size": _smaller,
    }
)
