"""Are both eyes open?  What two networks say and what is seen of the irises are weighed together."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..codes import graded
from ..face import EYE_CORNERS, IRISES, LEFT_EYE, RIGHT_EYE
from ..model import Finding, Spec
from ..scene import Portrait
from ..strip import lightness_along
from .covering import eyes_hidden

# How much each counts in the logarithm of the odds that an eye is shut: a logistic regression over portraits with their
# eyes open and shut in thirteen ways (see docs/photo-checks.md).
BLINK = 13.5  # the expression network's score, 0–1
LIDS = 20.5  # height by width between the lids
IRIS = 20.5  # the share of the iris' height that is seen
OTHER = 15.5  # how much narrower than the other eye, as a share of it
EVEN = 10.8  # what LIDS and IRIS take away where shut and open are as likely
UNSEEN = 0.6  # the share taken to be seen of an iris that hair, a lens or a reflection hides: another finding

DISC = 16  # px an iris is drawn wide
DRAWN, CORE, BESIDE = (17, 33), slice(12, 21), (slice(2, 10), slice(23, 31))  # rows and columns; of the iris; beside it
DIMMEST = 25.0  # L* that cheeks are taken to have at least
DEEP = 0.5  # of the cheeks' lightness: so much darker than what is beside it a row of an iris counts in full
NO_EYE = 1e-3


def eyes_closed(portrait: Portrait, spec: Spec) -> Finding | None:
    """How surely the eye that is less open is shut, in %.

    Narrow and laughing eyes have little height, but their irises are seen, as wide as they are; lids painted over them
    may escape the networks, but leave no iris.
    """
    how = shut(portrait, spec)
    box = portrait.face.box((LEFT_EYE, RIGHT_EYE)[int(np.argmax(how))], portrait.width, portrait.height)
    return graded("eyes_closed", float(how.max()), spec.limits.shut, unit="%", box=box)


def shut(portrait: Portrait, spec: Spec) -> NDArray[np.float64]:
    """How surely either eye is shut, 0–1, the picture's left first."""
    lids, blink = np.array(portrait.face.eye_ratios), np.array(portrait.face.blink)
    hidden = eyes_hidden(portrait, spec)
    seen = np.array([UNSEEN if hidden else _seen(portrait, eye) for eye in (0, 1)])
    narrower = 1 - np.minimum(1, lids / np.maximum(lids[::-1], NO_EYE))
    odds = BLINK * blink - LIDS * lids - IRIS * seen + OTHER * narrower + EVEN
    return np.asarray(1 / (1 + np.exp(-odds)))


def _seen(portrait: Portrait, eye: int) -> float:
    """The share of an iris' height, 0–1, that is darker than what is left and right of it.

    A shut eye has skin there, or a thin line of lashes; what shades a whole lid shades both sides as well.
    """
    rim = portrait.face.outline(IRISES[eye], portrait.placement.window)
    corners = portrait.face.outline(EYE_CORNERS[eye], portrait.placement.window)
    across = (corners[1] - corners[0]) / max(float(np.linalg.norm(corners[1] - corners[0])), NO_EYE)
    half = across * np.linalg.norm(rim[1:] - rim[0], axis=1).mean()
    drawn = lightness_along(portrait, np.array([rim[0] - half, rim[0] + half]), rim[0], apart=DISC, size=DRAWN)
    light = cv2.GaussianBlur(drawn, (0, 0), 0.6)
    beside = np.mean([np.percentile(light[:, columns], 75, axis=1) for columns in BESIDE], axis=0)
    cheeks = max(DIMMEST, float(np.mean(portrait.cheeks, axis=0)[0]))
    depth = (beside - np.percentile(light[:, CORE], 25, axis=1)) / cheeks
    return float(np.clip(depth / DEEP, 0, 1).mean())
