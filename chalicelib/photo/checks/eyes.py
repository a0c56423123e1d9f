"""Are both eyes open?  What two networks say and what is seen of the irises are weighed together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import graded
from ..face import LEFT_EYE, RIGHT_EYE
from ..model import Finding, Spec
from ..portrait import Portrait
from .hidden_eyes import eyes_hidden

# How much each counts in the logarithm of the odds that an eye is shut: a logistic regression over portraits with their
# eyes open and shut in thirteen ways (see docs/photo-checks.md).
BLINK = 13.5  # the expression network's score, 0–1
LIDS = 20.5  # height by width between the lids
IRIS = 20.5  # the share of the iris' height that is seen
OTHER = 15.5  # how much narrower than the other eye, as a share of it
EVEN = 10.8  # what LIDS and IRIS take away where shut and open are as likely
UNSEEN = 0.6  # the share taken to be seen of an iris that hair, a lens or a reflection hides: another finding
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
    seen = UNSEEN if eyes_hidden(portrait, spec) else np.array(portrait.irises)
    narrower = 1 - np.minimum(1, lids / np.maximum(lids[::-1], NO_EYE))
    odds = BLINK * blink - LIDS * lids - IRIS * seen + OTHER * narrower + EVEN
    return np.asarray(1 / (1 + np.exp(-odds)))
