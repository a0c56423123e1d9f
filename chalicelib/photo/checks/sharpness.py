"""Is the face in focus, and did nothing move?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import graded
from ..face import OVAL
from ..figures import median
from ..model import Finding, Limit, Spec
from ..portrait import Portrait

MID_GREY = 128
SHARP = 6.0  # least detail of a sharp face; measured: 9–116 still, to 2.3 moved
SOFT = 2.5  # most detail of a face that is out of focus, moved or not; measured: to 2.5, moved only from 2.6
DULL, BROADER = 2.0, 0.86  # most detail of a face so soft that less of a direction tells movement; measured: such faces
# out of focus have no ratio below 0.66, moved ones to 0.61
ANGLES = np.radians(np.arange(0, 180, 15))
ALONG = np.stack([np.cos(ANGLES) ** 2, 2 * np.cos(ANGLES) * np.sin(ANGLES), np.sin(ANGLES) ** 2])  # of the three above


def blurred(portrait: Portrait, spec: Spec) -> Finding | None:
    """The variance of the Laplacian over the face, in the frame: it drops to a fifth with a slight blur.

    Dark skin and dim light have less contrast at the same focus, so a face is counted as if lit to mid-grey at least.
    """
    moved = motion_blurred(portrait, spec)
    if not _can_tell(portrait, spec):
        return None
    if moved is not None and moved.severity == "fail" and max(_detail(portrait)) * _gain(portrait) > SOFT:
        return None
    across, _, down = portrait.face_bends
    value = float(np.var(across + down)) * _gain(portrait)
    return _small("blurred", portrait, value, spec.limits.sharpness)


def motion_blurred(portrait: Portrait, spec: Spec) -> Finding | None:
    """Detail along the direction with least of it, as a share of the one with most: movement wipes out one only."""
    if not _can_tell(portrait, spec):
        return None
    detail = _detail(portrait)
    if max(detail) < np.finfo(np.float32).eps or min(detail) * _gain(portrait) > SHARP:
        return None
    ratio = min(detail) / max(detail) * (BROADER if max(detail) * _gain(portrait) < DULL else 1.0)
    return _small("motion_blurred", portrait, ratio, spec.limits.direction)


def _detail(portrait: Portrait) -> NDArray[np.float64]:
    """The variance along every direction."""
    return np.asarray(np.einsum("it,ij,jt->t", ALONG, portrait.face_bending, ALONG))


def _can_tell(portrait: Portrait, spec: Spec) -> bool:
    """A face that had to be enlarged much is soft because it has too few px, which is said anyway."""
    return bool(portrait.oval.any()) and not portrait.placement.lacks_px(spec)


def _gain(portrait: Portrait) -> float:
    """Not its square, though a variance is one: the gloss of dark skin has the contrast of any."""
    return max(1.0, MID_GREY / max(median(portrait.luma[portrait.oval]), 1.0))


def _small(code: str, portrait: Portrait, value: float, limit: Limit) -> Finding | None:
    return graded(code, value, limit, box=portrait.face.box(OVAL, portrait.width, portrait.height))
