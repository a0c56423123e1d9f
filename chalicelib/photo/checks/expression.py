"""Are the eyes open and the lips closed?"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from ..codes import graded, worse
from ..face import EYE_CORNERS, IRISES, LEFT_EYE, LIPS, RIGHT_EYE
from ..model import Box, Finding, Limit, Spec
from ..scene import Portrait
from ..strip import lightness_along
from .covering import eyes_hidden

LIDS = 1.5  # how much the lids' distance counts against the network's score
NO_EYE = 1e-3
DARK = 0.45  # of the cheeks' lightness
WIDE, SEEN = 40, (33, 41)  # px an eye is drawn wide; rows and columns around the iris
IRIS, BESIDE = slice(15, 26), (slice(4, 13), slice(28, 37))  # columns of the iris, and of what lies beside it
DIMMEST = 25.0  # L* that cheeks are taken to have at least
DEEP = 0.4  # of the cheeks' lightness: so much darker than what is beside it a row of an iris counts in full
HEIGHT = 1 / 3  # how much the lids' distance counts against how much of an iris is seen


def eyes_closed(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the expression network, by the lids' distance, by both together, by one eye's opening against the other's,
    and by how much of the irises is seen.

    Narrow eyes have a small distance, but then the network does not see them shut; lids that neither of the two notices
    leave no iris between them.  Of two doubts, one of the landmarks and one of the px, there comes a fail.
    """
    face, limits = portrait.face, spec.limits
    eye = LEFT_EYE if face.eye_ratios[0] < face.eye_ratios[1] else RIGHT_EYE
    box = face.box(eye, portrait.width, portrait.height)
    least, most = sorted(face.eye_ratios)
    by_network = _graded("eyes_closed", max(face.blink), limits.blink, box)
    by_distance = _graded("eyes_closed", least, limits.eye_ratio, box)
    if by_network and by_distance:
        return replace(by_distance, severity="fail")
    by_marks = worse(
        by_network,
        by_distance,
        _graded("eyes_closed", max(face.blink) - LIDS * least, limits.lids, box),
        _graded("eyes_closed", least / max(most, NO_EYE), limits.one_eye, box),
    )
    by_irises = _by_irises(portrait, spec)
    found = worse(by_irises, by_marks)
    return replace(found, severity="fail") if found and by_marks and by_irises else found


def mouth_open(portrait: Portrait, spec: Spec) -> Finding | None:
    """By the gap between the lips, by the expression network, and by how much between and on the lips is dark."""
    face, limits = portrait.face, spec.limits
    box = face.box(LIPS, portrait.width, portrait.height)
    return worse(
        _graded("mouth_open", face.mouth_ratio, limits.mouth_ratio, box),
        _graded("mouth_open", face.jaw_open, limits.jaw_open, box),
        _graded("mouth_open", _dark_between(portrait), limits.dark_lips, box),
    )


def _by_irises(portrait: Portrait, spec: Spec) -> Finding | None:
    """Not asked where hair, dark lenses or a reflection hide them: that is another finding."""
    if eyes_hidden(portrait, spec):
        return None
    shown = [_shown(portrait, eye) for eye in (0, 1)]
    least, ratio = min(shown), portrait.face.eye_ratios[shown[0] > shown[1]]
    eye = RIGHT_EYE if shown[0] > shown[1] else LEFT_EYE
    box = portrait.face.box(eye, portrait.width, portrait.height)
    return worse(
        _graded("eyes_closed", least + HEIGHT * ratio, spec.limits.irises, box),
        _graded("eyes_closed", least / max(*shown, NO_EYE), spec.limits.one_iris, box),
    )


def _shown(portrait: Portrait, eye: int) -> float:
    """The height of what is darker than left and right of it where the iris must be, as a share of the eye's width.

    A shut eye has skin there, or a thin line of lashes; what shades a whole lid shades both sides as well.
    """
    window = portrait.placement.window
    ends = portrait.face.outline(EYE_CORNERS[eye], window)
    middle = portrait.face.outline(IRISES[eye][:1], window)[0]
    light = cv2.GaussianBlur(lightness_along(portrait, ends, middle, apart=WIDE, size=SEEN), (0, 0), 0.6)
    beside = np.mean([np.percentile(light[:, columns], 75, axis=1) for columns in BESIDE], axis=0)
    depth = (beside - np.percentile(light[:, IRIS], 25, axis=1)) / max(DIMMEST, _cheeks(portrait))
    return float(np.clip(depth / DEEP, 0, 1).sum()) / WIDE


def _cheeks(portrait: Portrait) -> float:
    return float(np.mean(portrait.cheeks, axis=0)[0])


def _dark_between(portrait: Portrait) -> float:
    """The share of the lips' area that is far darker than the cheeks: closed lips leave a line, open ones a hole."""
    dark = portrait.lips_and_nose[0][:, 0] < DARK * _cheeks(portrait)
    return float(np.mean(dark)) if dark.any() and not dark.all() else 0.0  # all of it: something is before the mouth


def _graded(code: str, value: float, limit: Limit, box: Box) -> Finding | None:
    return graded(code, value, limit, unit="ratio", box=box)
