"""Of what colour the white of an eye is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .pixels.figures import median, median_colour
from .pixels.masks import filled
from .reading.window import Points

BEYOND = 1.15  # of its radius: its soft rim is no white
LEAST_WHITE = 12  # px of the frame


def white_beside(colours: NDArray[np.float32], lids: Points, rim: Points) -> NDArray[np.float32] | None:
    """The median colour of the lighter half of what is between the lids and off the iris; None if that is too little.

    colours: (rows, columns, 3) in Lab around the eye; lids and rim (its middle first) in px of that.
    """
    radius = float(np.linalg.norm(rim[1:] - rim[0], axis=1).mean())
    rows, columns = np.nonzero(filled(colours.shape[:2], [lids]))
    outside = np.hypot(columns - rim[0, 0], rows - rim[0, 1]) > BEYOND * radius
    around = colours[rows[outside], columns[outside]]
    if len(around) < LEAST_WHITE:
        return None
    return median_colour(around[around[:, 0] >= median(around[:, 0])])
