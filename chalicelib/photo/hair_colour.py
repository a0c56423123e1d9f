"""Which colours neither hair nor a beard has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HUES = (-35.0, 120.0)  # degrees in Lab's a and b: red to dark yellow, and black with a little violet
DYED = 18.0  # chroma below which any colour may be hair's
VIVID = 48.0  # chroma that neither hair nor a beard has; measured: hair to 37


def unlike_hair(colours: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Of colours (n, 3) in Lab."""
    hue = np.degrees(np.arctan2(colours[:, 2], colours[:, 1]))
    chroma = np.hypot(colours[:, 1], colours[:, 2])
    return np.asarray((chroma > DYED) & ((hue < HUES[0]) | (hue > HUES[1])) | (chroma > VIVID))
