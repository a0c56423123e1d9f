"""Pictures for the tests: portraits that are drawn only once on a machine, and files made of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from drawings.drawn import drawn
from drawings.png import png

__all__ = ["ROOT", "colour", "drawn", "encoded"]

ROOT = Path(__file__).parents[2]


def colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    """One pixel of a picture in colour."""
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """kind HEIF: as an iPhone writes HEIC; slow, a second for a megapixel."""
    if kind == "HEIF":
        register_heif_opener()
    if kind == "PNG":
        return png(image, **options)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
