"""Even strips with a straight inner edge, along the picture's edges: what an editor or a screenshot adds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.figures import median_colour
from ..scene import Scene

FLAT = 3.0  # a border's own spread
STEP = 25.0  # of a colour (0–255) at a border's inner edge …
ALONG = 0.7  # … along so much of it: other sides' strips may be deep, and clothes may be of its colour
DEEPEST = 0.3  # of the picture
PLAIN = 0.75  # of a row is the strip's; the rest may be the clock and the buttons of a screenshot
BLACK = 24  # brightness that no wall has


def borders(scene: Scene) -> Measures:
    """strips: at how many edges there is one; black_strips: how many of these are black."""
    whole = scene.overview
    lying = whole.swapaxes(0, 1)
    strips = [strip for turned in (whole, whole[::-1], lying, lying[::-1]) if (strip := _strip(turned)) is not None]
    return {"strips": len(strips), "black_strips": sum(strip < BLACK for strip in strips)}


def _strip(rgb: NDArray[np.uint8]) -> float | None:
    """The brightness of the first rows, if they are an even strip that ends at once, all along."""
    deepest = int(len(rgb) * DEEPEST)
    if deepest < 2 or np.std(rgb[0], axis=0).max() > FLAT:
        return None
    colour = median_colour(rgb[0])
    outer = np.ascontiguousarray(rgb[: deepest + 2])
    red, green, blue = cv2.split(cv2.absdiff(outer, np.full_like(outer, colour)))
    away = cv2.max(cv2.max(red, green), blue)
    stays = np.mean(away <= 2 * FLAT, axis=1) >= PLAIN
    end = int(np.argmin(stays)) if not stays.all() else 0
    if not 0 < end <= deepest:
        return None
    return float(colour.max()) if np.mean(away[min(end + 1, len(away) - 1)] > STEP) >= ALONG else None
