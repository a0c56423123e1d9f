"""Are both eyes open?  Two networks decide; what they and the irises say together is a doubt at most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..codes import graded, worse
from ..face import LEFT_EYE, RIGHT_EYE
from ..model import Finding, Limit, Spec, Unit
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
    """The expression network's score, or the lids' height by width, of the eye that is less open; else how surely it is
    shut, in %.

    Lids painted over eyes may escape the networks, but leave no iris; light irises and shaded ones are hardly seen
    either, so that is a doubt only.  In a face with too few px nothing can be told of eyes.
    """
    if portrait.placement.lacks_px(spec):
        return None
    limits, blink, lids, how = spec.limits, portrait.face.blink, portrait.face.eye_ratios, shut(portrait, spec)
    return worse(
        _graded(portrait, max(blink), blink[0] < blink[1], limits.blink, "%"),
        _graded(portrait, min(lids), lids[0] > lids[1], limits.eye_ratio, "ratio"),
        _graded(portrait, float(how.max()), bool(how[0] < how[1]), limits.shut, "%"),
    )


def _graded(portrait: Portrait, value: float, second: bool, limit: Limit, unit: Unit) -> Finding | None:
    """second: whether the value is that of the eye on the picture's right."""
    box = portrait.face.box((LEFT_EYE, RIGHT_EYE)[int(second)], portrait.width, portrait.height)
    return graded("eyes_closed", value, limit, unit=unit, box=box)


def shut(portrait: Portrait, spec: Spec) -> NDArray[np.float64]:
    """How surely either eye is shut, 0–1, the picture's left first."""
    lids, blink = np.array(portrait.face.eye_ratios), np.array(portrait.face.blink)
    seen = UNSEEN if eyes_hidden(portrait, spec) else np.array(portrait.irises)
    narrower = 1 - np.minimum(1, lids / np.maximum(lids[::-1], NO_EYE))
    odds = BLINK * blink - LIDS * lids - IRIS * seen + OTHER * narrower + EVEN
    return np.asarray(1 / (1 + np.exp(-odds)))
