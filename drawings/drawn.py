"""Portraits that are drawn once per process: most faults are painted over a few of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from PIL import Image

from .portrait import draw


@cache
def drawn(**look: Any) -> Image.Image:
    """What `draw` gives; a look's values are hashable, and nobody paints on the picture itself."""
    return draw(**look)
