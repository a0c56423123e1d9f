"""Portraits that are drawn once on a machine: most faults are painted over a few of them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import PIL
from PIL import Image

from .portrait import draw

KEPT = Path(__file__).parents[1] / "build" / "drawn"
_known: dict[str, Image.Image] = {}


def drawn(**look: Any) -> Image.Image:
    """What `draw` gives, once a process from the disk and once a machine by drawing; nobody paints on the picture."""
    name = _name(look)
    if name not in _known:
        _known[name] = _read(name) or _written(name, draw(**look))
    return _known[name]


def _name(look: dict[str, Any]) -> str:
    """Of equal looks, drawn by equal programs, the same."""
    said = hashlib.sha256(_programs())
    for key, value in sorted(look.items()):
        pixels = value.dtype.str.encode() + value.tobytes() if isinstance(value, np.ndarray) else b""
        said.update(f"{key} {np.shape(value) if pixels else value!r}\n".encode() + pixels)
    return said.hexdigest()


@cache
def _programs() -> bytes:
    """The digest of all that decides a pixel but the look."""
    sources = b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(sources + f"{PIL.__version__} {np.__version__}".encode()).digest()


def _read(name: str) -> Image.Image | None:
    try:
        with Image.open(KEPT / f"{name}.ppm") as file:
            return file.copy()
    except OSError:  # none yet, or what a full disk left of one
        return None


def _written(name: str, image: Image.Image) -> Image.Image:
    """The image; whoever draws the same at the same time writes the same."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=KEPT, delete=False) as file:
        image.save(file, "PPM")  # written in 2 ms and read in 1, where a PNG takes 37 and 14
    os.replace(file.name, KEPT / f"{name}.ppm")
    return image
