"""Views with a blur undone by Wiener's filter: out of focus, or shaken along a line.

The blur is not measured: a few are tried, and the decoder's checksum tells which was right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image

from .views import Sight, reduced

DEBLUR_SIDE: Final = 900  # px; a view costs some 15 ms so
NOISE: Final = 0.015  # of the signal's power
FOCUS: Final = (2.0, 4.0)  # px, sigma of a Gaussian
LENGTHS: Final = (15, 12, 9)  # px of a shake
ANGLES: Final = (90, 0, 45, 135)  # degrees of a shake, along the rows and clockwise


class _Spectrum:
    """A picture as waves; `without` gives it back with a blur divided out."""

    def __init__(self, grey: Image.Image) -> None:
        import numpy as np

        self._pixels = np.asarray(grey, np.float32)
        self._mean = float(self._pixels.mean())
        self._waves = np.fft.rfft2(self._pixels - self._mean)
        self.down = np.fft.fftfreq(grey.height).astype(np.float32)[:, None]
        self.across = np.fft.rfftfreq(grey.width).astype(np.float32)[None, :]

    def without(self, blur: Any) -> Image.Image:
        """blur: how much of each wave it left, real, for it is symmetrical."""
        import numpy as np

        sharp = np.fft.irfft2(self._waves * (blur / (blur * blur + NOISE)), s=self._pixels.shape) + self._mean
        return Image.fromarray(sharp.clip(0, 255).astype(np.uint8))


def refocused(sight: Sight) -> Iterator[Image.Image]:
    """With a Gaussian blur of each of FOCUS undone."""
    import numpy as np

    waves = _Spectrum(reduced(sight.grey, DEBLUR_SIDE))
    square = waves.down**2 + waves.across**2
    for sigma in FOCUS:
        yield waves.without(np.exp(-2 * (math.pi * sigma) ** 2 * square))


def steadied(sight: Sight) -> Iterator[Image.Image]:
    """With a shake of each of LENGTHS and ANGLES undone."""
    import numpy as np

    waves = _Spectrum(reduced(sight.grey, DEBLUR_SIDE))
    for length in LENGTHS:
        for degrees in ANGLES:
            angle = math.radians(degrees)
            yield waves.without(np.sinc(length * (waves.across * math.cos(angle) + waves.down * math.sin(angle))))
