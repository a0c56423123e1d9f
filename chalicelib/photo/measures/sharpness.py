"""How much detail the face has, in every direction and in the one that has least."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..pixels.figures import median
from ..portrait import Portrait

MID_GREY = 128
SHARP = 6.0  # least detail of a sharp face; measured: 9–116 still, to 2.3 moved
DULL, BROADER = 2.0, 0.86  # most detail of a face so soft that less of a direction tells movement; measured: such faces
# out of focus have no ratio below 0.66, moved ones to 0.61
ANGLES = np.radians(np.arange(0, 180, 15))
ALONG = np.stack([np.cos(ANGLES) ** 2, 2 * np.cos(ANGLES) * np.sin(ANGLES), np.sin(ANGLES) ** 2])  # of the three above


def sharpness(portrait: Portrait) -> Measures:
    """sharpness: the variance of the Laplacian over the face, in the frame: it drops to a fifth with a slight blur;
    direction: detail along the direction with least of it, as a share of the one with most: movement wipes out one
    only; most_detail: along the latter; enlargement: frame px by px of the picture: a face much enlarged is soft
    because it has too few px.

    Dark skin and dim light have less contrast at the same focus, so a face is counted as if lit to mid-grey at least.
    """
    enlargement: Measures = {"enlargement": portrait.placement.window.scale}
    if not portrait.oval.any():
        return enlargement
    across, _, down = portrait.face_bends
    gain, detail = _gain(portrait), _detail(portrait)
    most, least = float(max(detail)) * gain, float(min(detail)) * gain
    return enlargement | {
        "sharpness": float(np.var(across + down)) * gain,
        "most_detail": most,
        "direction": None if max(detail) < np.finfo(np.float32).eps or least > SHARP else _direction(detail, most),
    }


def _direction(detail: NDArray[np.float64], most: float) -> float:
    return float(min(detail) / max(detail)) * (BROADER if most < DULL else 1.0)


def _detail(portrait: Portrait) -> NDArray[np.float64]:
    """The variance along every direction."""
    return np.asarray(np.einsum("it,ij,jt->t", ALONG, np.cov(portrait.face_bends), ALONG))


def _gain(portrait: Portrait) -> float:
    """Not its square, though a variance is one: the gloss of dark skin has the contrast of any."""
    return max(1.0, MID_GREY / max(median(portrait.luma[portrait.oval]), 1.0))
