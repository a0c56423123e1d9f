"""What is above the forehead: hair, or what covers it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .directions import across_by_down

STRAND, REACH = 3.0, 12  # px of the frame: wider than the strands of hair; as far as that looks


@dataclass(frozen=True)
class AboveForehead:
    """colours: (n, 3) in Lab; strands: (n,), how much lighter (L*) every px is than those around it; ribs: how many
    times more light changes across than down."""

    colours: NDArray[np.float32]
    strands: NDArray[np.float32]
    ribs: float


def above_forehead(lab: NDArray[np.float32], part: tuple[slice, slice], covered: NDArray[np.bool_]) -> AboveForehead:
    """lab: of the frame; part: the rows and columns to look at; covered: which of its px are person and no face."""
    if not covered.any():
        return AboveForehead(np.empty((0, 3), np.float32), np.empty(0, np.float32), 0.0)
    rows, columns = part
    top, left = max(0, rows.start - REACH), max(0, columns.start - REACH)
    light = np.ascontiguousarray(lab[top : rows.stop + REACH, left : columns.stop + REACH, 0])
    around = cv2.GaussianBlur(light, (0, 0), STRAND)
    within = slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)
    strands = np.asarray((light - around)[within][covered])
    return AboveForehead(np.asarray(lab[part][covered]), strands, across_by_down(light[within], covered))
