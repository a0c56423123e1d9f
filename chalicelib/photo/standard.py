"""Writes the standard JPEG: exact size, 300 dpi, RGB, a file within the wanted bytes, and nothing but pixels in it."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

from PIL import Image, ImageFilter

from .model import Spec
from .reading.window import Pixels

SUBSAMPLINGS = (0, 1, 2)  # 4:4:4, 4:2:2, 4:2:0: full colour first
SOFTENINGS = (0.0, 0.5, 0.8, 1.2, 2.0)  # px; only a picture full of noise needs any
BEST = 100
ON_SCREEN = 85  # some 40 KB
FULL = 0.97  # of the largest file allowed: nothing is gained by looking further
AIM = -0.015  # logarithm of the share of it that is tried for
GROWTH, LEAST_GROWTH = 0.033, 0.005  # of a file's logarithm with one more step of quality: the usual, the flattest


def standard_jpeg(rgb: Pixels, spec: Spec) -> bytes:
    """The best JPEG of these pixels that fits: the highest quality whose file is within spec.min_bytes–max_bytes.

    A picture too smooth to reach min_bytes even at quality 100 is left smaller; nothing is padded.  Deterministic.
    """
    best = b""
    for image in _softened(Image.fromarray(rgb)):
        for subsampling in SUBSAMPLINGS:
            best = max(best, _largest(image, subsampling, spec), key=len)
            if len(best) >= spec.min_bytes:
                return best
        if best:
            return best
    return best


def comparison_jpeg(rgb: Pixels) -> bytes:
    """The frame as it was, to be seen beside the standard JPEG: good enough for a screen.  Deterministic."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "JPEG", quality=ON_SCREEN)
    return file.getvalue()


def _softened(image: Image.Image) -> Iterator[Image.Image]:
    for softening in SOFTENINGS:
        yield image.filter(ImageFilter.GaussianBlur(softening)) if softening else image


def _largest(image: Image.Image, subsampling: int, spec: Spec) -> bytes:
    """The highest quality that fits, or the first whose file nearly fills what is allowed; b"" if none fits.

    A file's logarithm grows nearly straight with its quality: two or three guesses instead of six by halves.
    """
    best, low, high = b"", spec.quality_min, BEST
    quality, growth, before = (low + high) // 2, GROWTH, (0, 0.0)
    while low <= high and len(best) < FULL * spec.max_bytes:
        file = _encoded(image, quality, subsampling, spec.dpi)
        if len(file) <= spec.max_bytes:
            best, low = file, quality + 1
        else:
            high = quality - 1
        size = math.log(len(file) / spec.max_bytes)
        if before[0]:
            growth = max(LEAST_GROWTH, (size - before[1]) / (quality - before[0]))
        before = quality, size
        quality = max(low, min(high, quality + round((AIM - size) / growth)))
    return best


def _encoded(image: Image.Image, quality: int, subsampling: int, dpi: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling=subsampling, dpi=(dpi, dpi))
    return file.getvalue()
