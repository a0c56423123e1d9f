"""Does the light come from one side, or back out of the eyes?"""

from __future__ import annotations

import numpy as np

from ..codes import finding, severity
from ..face import IRISES, LEFT_EYE, OVAL, RIGHT_EYE
from ..figures import median
from ..model import Finding, Spec
from ..portrait import Portrait

REDDER = 2.0  # red by green and by blue in a pupil lit by the flash; skin stays below 1.7, a brown iris below 1.8
LIT = 70  # red of 255 from which that can be told
PUPIL = 0.5  # of an iris' radius: there a brown iris is black, and a flash glows
BESIDE = 0.15  # face widths either side of the nose that lie in both lights
LEAST = 50  # px of skin at a side of the face


def uneven_light(portrait: Portrait, spec: Spec) -> Finding | None:
    """How much dimmer one side of the face is than the other, in % of the brighter (median luma of the skin)."""
    columns = np.arange(portrait.luma.shape[1])
    nose = portrait.face.outline((IRISES[0][0], IRISES[1][0]), portrait.placement.window)[:, 0].mean()
    off = BESIDE * portrait.placement.face_width
    halves = [portrait.luma[portrait.skin & side] for side in (columns < nose - off, columns >= nose + off)]
    if min(half.size for half in halves) < LEAST:
        return None
    left, right = (max(median(half), 1.0) for half in halves)
    difference = 1 - min(left, right) / max(left, right)
    limit = spec.limits.uneven_light
    bad = severity(difference, limit)
    if bad is None:
        return None
    most = round((limit.fail if bad == "fail" else limit.warn) * 100, 1)
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    words = {"side": "左" if left < right else "右"}
    return finding("uneven_light", bad, measured=difference * 100, allowed=(None, most), unit="%", box=box, words=words)


def red_eye(portrait: Portrait, spec: Spec) -> Finding | None:
    """The share of either pupil that glows red."""
    shares = [_red_share(portrait, iris) for iris in IRISES]
    value, limit = max(shares), spec.limits.red_eye
    bad = severity(value, limit)
    if bad is None:
        return None
    most = round((limit.fail if bad == "fail" else limit.warn) * 100, 1)
    box = portrait.face.box(LEFT_EYE if shares[0] == value else RIGHT_EYE, portrait.width, portrait.height)
    return finding("red_eye", bad, measured=value * 100, allowed=(None, most), unit="%", box=box)


def _red_share(portrait: Portrait, iris: tuple[int, ...]) -> float:
    points = portrait.face.outline(iris, portrait.placement.window)
    (x, y), radius = points[0], float(np.linalg.norm(points[1:] - points[0], axis=1).mean())
    top, left = max(0, int(y - radius)), max(0, int(x - radius))
    part = portrait.rgb[top : int(y + radius) + 1, left : int(x + radius) + 1].astype(np.float32)
    if not part.size:
        return 0.0
    rows, columns = np.mgrid[top : top + part.shape[0], left : left + part.shape[1]]
    inside = np.hypot(columns - x, rows - y) <= radius * PUPIL
    red, green, blue = part[..., 0], part[..., 1], part[..., 2]
    glow = (red > LIT) & (red > REDDER * green) & (red > REDDER * blue)
    return float(np.mean(glow[inside])) if inside.any() else 0.0
