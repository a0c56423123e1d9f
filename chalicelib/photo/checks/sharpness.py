"""Is the face in focus?"""

from __future__ import annotations

import cv2
import numpy as np

from ..codes import finding, severity
from ..face import OVAL
from ..model import Finding, Spec
from ..scene import Portrait

MID_GREY = 128


def blurred(portrait: Portrait, spec: Spec) -> Finding | None:
    """The variance of the Laplacian over the face, in the frame: it drops to a fifth with a slight blur.

    Dark skin and dim light have less contrast at the same focus, so a face is counted as if lit to mid-grey at least.
    """
    if not portrait.oval.any():
        return None
    gain = max(1.0, MID_GREY / max(float(np.median(portrait.luma[portrait.oval])), 1.0))
    edges = cv2.Laplacian(portrait.luma, cv2.CV_64F)
    value = float(np.var(edges[portrait.oval])) * gain**2
    limit = spec.limits.sharpness
    bad = severity(value, limit)
    if bad is None:
        return None
    least = limit.fail if bad == "fail" else limit.warn
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    return finding("blurred", bad, measured=value, allowed=(least, None), box=box)
