"""Which colours are not those of a face's bare skin: of another hue, or lighter and paler."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FOREIGN = (8.0, 0.6, 16.0)  # distance in Lab's a and b that is no longer skin: this share of its chroma, within limits
PALE = (6.0, 0.6)  # more L* than that skin at less of its chroma: paper or cloth


def foreign(colours: NDArray[np.float32], bare: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of the colours, (n, 3) in Lab, have a hue that skin of the colour `bare` has in no light."""
    least, share, most = FOREIGN
    far = float(np.clip(share * np.hypot(*bare[1:]), least, most))
    return np.asarray(np.linalg.norm(colours[:, 1:] - bare[1:], axis=1) > far)


def pale(colours: NDArray[np.float32], bare: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which of them are lighter and have less colour than such skin ever has at once."""
    more, less = PALE
    paler = np.hypot(colours[:, 1], colours[:, 2]) < less * np.hypot(*bare[1:])
    return np.asarray((colours[:, 0] > bare[0] + more) & paler)
