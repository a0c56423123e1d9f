"""What a camera and a compressor add to a picture: grain, the edges of JPEG's blocks, single px that stand out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.figures import median
from ..pixels.masks import part_of
from ..portrait import Portrait

BLOCK = 8  # px, JPEG's
FINE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)  # blind to planes and edges (Immerkær 1996)
SPECK = 40  # luma by which a px stands out of the 3 × 3 around it
EVEN = 8  # luma by which its surrounding may differ from 5 × 5 px


def noise(portrait: Portrait) -> Measures:
    """grain: standard deviation of L*; blocks: bends at block edges by all others; specks: single px, in % of all."""
    close_up = portrait.close_up
    return {"grain": _grain(portrait), "blocks": _blocks(close_up), "specks": _specks(close_up)}


def _grain(portrait: Portrait) -> float:
    """As much of it as is left on the skin in the frame: features are fewer than half of the px."""
    part = part_of(portrait.skin)
    fine = np.abs(cv2.filter2D(portrait.lightness[part], -1, FINE))[portrait.skin[part]]
    return median(fine) / 0.6745 / 6 if len(fine) else 0.0


def _specks(grey: NDArray[np.uint8]) -> float:
    """The share of px, in %, that are much lighter or darker than an even surrounding."""
    around = cv2.medianBlur(grey, 3)
    even = cv2.absdiff(around, cv2.blur(around, (5, 5))) < EVEN
    return float(np.mean((cv2.absdiff(grey, around) > SPECK)[even])) * 100 if even.any() else 0.0


def _blocks(grey: NDArray[np.uint8]) -> float:
    """Mean step across the columns (rows) that can be block edges, by the mean of all others; 1 if there are none."""
    values = []
    for image in (grey.astype(np.float32), grey.T.astype(np.float32)):
        if image.shape[1] < 4 * BLOCK:
            return 1.0
        bends = np.abs(image[:, 2:] - 2 * image[:, 1:-1] + image[:, :-2]).mean(0)
        phases = np.array([bends[phase::BLOCK].mean() for phase in range(BLOCK)])
        values.append(float(phases.max() / max(float(np.median(phases)), 0.1)))
    return min(values)
