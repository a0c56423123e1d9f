"""The bridge of a frame: a line across the nose between the eyes."""

from __future__ import annotations

import cv2
import numpy as np

from ..face import INNER_CORNERS
from ..model import Measures
from ..pixels.figures import median
from ..portrait import Portrait

# Of the distance between the eyes' inner corners: the part of the nose that a bridge crosses; of the face's width: how
# far above and below the eyes it may lie, and how fine a line it draws.
ACROSS, ABOVE, BELOW, LINE = 0.16, 0.13, 0.20, 0.006
LEAST = 4  # px; less of a nose says nothing
DIM = 60.0  # luma that skin is taken to have at least: on dark skin a gloss is no line
CROSSED = 0.15  # of the columns need not show the line


def bridge(portrait: Portrait) -> Measures:
    """bridge: how much darker or lighter such a line is than what is above and below it, as a share of the skin's luma;
    0 where too little of a nose is seen."""
    corners = portrait.face.outline(INNER_CORNERS, portrait.placement.window)
    (x, y), gap, face = corners.mean(0), float(np.linalg.norm(corners[1] - corners[0])), portrait.placement.face_width
    rows = slice(max(0, int(y - ABOVE * face)), max(0, int(y + BELOW * face)))
    columns = slice(max(0, int(x - ACROSS * gap)), max(0, int(x + ACROSS * gap)) + 1)
    nose = portrait.luma[rows, columns].astype(np.float32)
    if min(nose.shape) < LEAST:
        return {"bridge": 0.0}
    fine, wide = (
        cv2.GaussianBlur(nose, (0, 0), sigmaX=gap / 20, sigmaY=by * LINE * face, borderType=cv2.BORDER_REPLICATE)
        for by in (1, 5)
    )
    line = (fine - wide) / max(DIM, median(nose))
    arch = np.ones((2 * round(LINE * face) + 1, 1), np.uint8)  # it need not be straight
    return {"bridge": max(float(np.quantile(cv2.dilate(one, arch), CROSSED, axis=1).max()) for one in (line, -line))}
