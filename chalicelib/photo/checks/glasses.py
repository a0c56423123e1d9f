"""Dark lenses, and clear glasses where a task wants none.  No packaged network knows either."""

from __future__ import annotations

import cv2
import numpy as np

from ..codes import UNWANTED_GLASSES, finding, severity
from ..face import INNER_CORNERS, LEFT_EYE, RIGHT_EYE
from ..figures import median
from ..model import Finding, Spec
from ..portrait import Portrait
from .hidden_eyes import tinted_lenses

# Of the distance between the eyes' inner corners: the part of the nose that a bridge crosses; of the face's width: how
# far above and below the eyes it may lie, and how fine a line it draws.
ACROSS, ABOVE, BELOW, LINE = 0.16, 0.13, 0.20, 0.006
LEAST = 4  # px; less of a nose says nothing
DIM = 60.0  # luma that skin is taken to have at least: on dark skin a gloss is no line
CROSSED = 0.15  # of the columns need not show the line


def sunglasses(portrait: Portrait, spec: Spec) -> Finding | None:
    """Dark lenses; or clear ones, if the task does not allow them."""
    return tinted_lenses(portrait, spec) or _unwanted(portrait, spec)


def _unwanted(portrait: Portrait, spec: Spec) -> Finding | None:
    """The bridge of a frame: a line across the nose between the eyes, as a share of the skin's luma."""
    if spec.glasses == "ALLOW":
        return None
    value, limit = bridge(portrait), spec.limits.bridge
    bad = severity(value, limit)
    if bad is None:
        return None
    if spec.glasses == "DOUBT":
        bad = "warn"
    most = round((limit.fail if bad == "fail" else limit.warn) * 100, 1)
    box = portrait.face.box(LEFT_EYE + RIGHT_EYE, portrait.width, portrait.height)
    return finding(
        "sunglasses", bad, measured=value * 100, allowed=(None, most), unit="%", box=box, wording=UNWANTED_GLASSES
    )


def bridge(portrait: Portrait) -> float:
    """How much darker or lighter than what is above and below it such a line is."""
    corners = portrait.face.outline(INNER_CORNERS, portrait.placement.window)
    (x, y), gap, face = corners.mean(0), float(np.linalg.norm(corners[1] - corners[0])), portrait.placement.face_width
    rows = slice(max(0, int(y - ABOVE * face)), max(0, int(y + BELOW * face)))
    columns = slice(max(0, int(x - ACROSS * gap)), max(0, int(x + ACROSS * gap)) + 1)
    nose = portrait.luma[rows, columns].astype(np.float32)
    if min(nose.shape) < LEAST:
        return 0.0
    fine, wide = (
        cv2.GaussianBlur(nose, (0, 0), sigmaX=gap / 20, sigmaY=by * LINE * face, borderType=cv2.BORDER_REPLICATE)
        for by in (1, 5)
    )
    line = (fine - wide) / max(DIM, median(nose))
    arch = np.ones((2 * round(LINE * face) + 1, 1), np.uint8)  # it need not be straight
    return max(float(np.quantile(cv2.dilate(one, arch), CROSSED, axis=1).max()) for one in (line, -line))
