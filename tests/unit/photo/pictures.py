"""Pictures for the tests: portraits that are drawn only once per process, and files made of them."""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

from PIL import Image

from sandbox.portrait import draw

ROOT = Path(__file__).parents[3]


@functools.cache
def drawn(**look: Any) -> Image.Image:
    """A portrait, 600 × 800 unless told otherwise."""
    return draw(**look)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
