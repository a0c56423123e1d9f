"""Views with a blur removed by a Wiener filter: out of focus, or shaken along a line.

The blur is not measured: a few are tried, and the decoder's checksum tells which one was right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image

from .views import Sight, shrink

DEBLUR_SIDE: Final = 900  # px; at this size a view costs some 15 ms
NOISE: Final = 0.015  # of the signal's power
FOCUS: Final = (2.0, 4.0)  # px, sigma of a Gaussian
LENGTHS: Final = (15, 12, 9)  # px of a shake
ANGLES: Final = (90, 0, 45, 135)  # degrees of a shake: 0 is along the rows, then clockwise


class _Spectrum:
    """The Fourier transform of a picture; `without` returns the picture with a blur divided out."""

    def __init__(self, grey: Image.Image) -> None:
        import numpy as np

        self._pixels = np.asarray(grey, np.float32)
        self._mean = float(self._pixels.mean())
        self._waves = np.fft.rfft2(self._pixels - self._mean)
        self.down = np.fft.fftfreq(grey.height).astype(np.float32)[:, None]
        self.across = np.fft.rfftfreq(grey.width).astype(np.float32)[None, :]

    def without(self, blur: Any) -> Image.Image:
        """The picture without `blur`: the share of each wave that it left, real because it is symmetrical."""
        import numpy as np

        pixels = np.fft.irfft2(self._waves * (blur / (blur * blur + NOISE)), s=self._pixels.shape) + self._mean
        return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def undo_defocus(sight: Sight) -> Iterator[Image.Image]:
    """Views without a Gaussian blur, one for each sigma in FOCUS."""
    import numpy as np

    waves = _Spectrum(shrink(sight.grey, DEBLUR_SIDE))
    square = waves.down**2 + waves.across**2
    for sigma in FOCUS:
        yield waves.without(np.exp(-2 * (math.pi * sigma) ** 2 * square))


def undo_shake(sight: Sight) -> Iterator[Image.Image]:
    """Views without a shake, one for each of LENGTHS and ANGLES."""
    import numpy as np

    waves = _Spectrum(shrink(sight.grey, DEBLUR_SIDE))
    for length in LENGTHS:
        for degrees in ANGLES:
            angle = math.radians(degrees)
            yield waves.without(np.sinc(length * (waves.across * math.cos(angle) + waves.down * math.sin(angle))))
