"""Are the eyes open and the lips closed?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..codes import finding, severity, worse
from ..face import LEFT_EYE, LIPS, RIGHT_EYE
from ..model import Box, Finding, Limit, Spec
from ..scene import Portrait

LIDS = 1.5  # how much the lids' distance counts against the network's score
NO_EYE = 1e-3
DARK = 0.45  # of the cheeks' lightness


def eyes_closed(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the expression network, by the lids' distance, by both together, and by one eye's opening against the other's.

    Narrow eyes have a small distance, but then the network does not see them shut.
    """
    face, limits = portrait.face, spec.limits
    eye = LEFT_EYE if face.eye_ratios[0] < face.eye_ratios[1] else RIGHT_EYE
    box = face.box(eye, portrait.width, portrait.height)
    least, most = sorted(face.eye_ratios)
    by_network = _graded("eyes_closed", max(face.blink), limits.blink, box)
    by_distance = _graded("eyes_closed", least, limits.eye_ratio, box)
    if by_network and by_distance:
        return replace(by_distance, severity="fail")
    return worse(
        by_network,
        by_distance,
        _graded("eyes_closed", max(face.blink) - LIDS * least, limits.lids, box),
        _graded("eyes_closed", least / max(most, NO_EYE), limits.one_eye, box),
    )


def mouth_open(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the gap between the lips, by the expression network, and by how much between and on the lips is dark."""
    face, limits = portrait.face, spec.limits
    box = face.box(LIPS, portrait.width, portrait.height)
    return worse(
        _graded("mouth_open", face.mouth_ratio, limits.mouth_ratio, box),
        _graded("mouth_open", face.jaw_open, limits.jaw_open, box),
        _graded("mouth_open", _dark_between(portrait), limits.dark_lips, box),
    )


def _dark_between(portrait: Portrait) -> float:
    """The share of the lips' area that is far darker than the cheeks: closed lips leave a line, open ones a hole."""
    light, cheeks = portrait.lips_and_nose[0][:, 0], float(np.mean(portrait.cheeks, axis=0)[0])
    dark = light < DARK * cheeks
    return float(np.mean(dark)) if dark.any() and not dark.all() else 0.0  # all of it: something is before the mouth


def _graded(code: str, value: float, limit: Limit, box: Box) -> Finding | None:
    bad = severity(value, limit)
    if bad is None:
        return None
    bound = limit.fail if bad == "fail" else limit.warn
    allowed = (None, bound) if limit.fail >= limit.warn else (bound, None)
    return finding(code, bad, measured=value, allowed=allowed, unit="ratio", box=box)
