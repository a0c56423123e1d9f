"""Are the eyes open and the lips closed?"""

from __future__ import annotations

from dataclasses import replace

from ..codes import finding, severity, worse
from ..face import LEFT_EYE, LIPS, RIGHT_EYE
from ..model import Box, Finding, Limit, Spec
from ..scene import Portrait


def eyes_closed(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the expression network, and by the lids' distance; either eye may be the bad one, and two doubts are a fail.

    Narrow eyes have a small distance, but then the network does not see them shut.
    """
    face, limits = portrait.face, spec.limits
    eye = LEFT_EYE if face.eye_ratios[0] < face.eye_ratios[1] else RIGHT_EYE
    box = face.box(eye, portrait.width, portrait.height)
    by_network = _graded("eyes_closed", max(face.blink), limits.blink, box)
    by_distance = _graded("eyes_closed", min(face.eye_ratios), limits.eye_ratio, box)
    if by_network and by_distance:
        return replace(by_distance, severity="fail")
    return by_network or by_distance


def mouth_open(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the gap between the lips, and by the expression network."""
    face, limits = portrait.face, spec.limits
    box = face.box(LIPS, portrait.width, portrait.height)
    return worse(
        _graded("mouth_open", face.mouth_ratio, limits.mouth_ratio, box),
        _graded("mouth_open", face.jaw_open, limits.jaw_open, box),
    )


def _graded(code: str, value: float, limit: Limit, box: Box) -> Finding | None:
    bad = severity(value, limit)
    if bad is None:
        return None
    bound = limit.fail if bad == "fail" else limit.warn
    allowed = (None, bound) if limit.fail >= limit.warn else (bound, None)
    return finding(code, bad, measured=value, allowed=allowed, unit="ratio", box=box)
