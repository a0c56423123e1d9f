"""Is the face lit well?  Only skin is judged, never hair, eyes or clothes; the whole picture where no face is left."""

from __future__ import annotations

import cv2
import numpy as np

from ..codes import finding, severity, worse
from ..face import OVAL
from ..figures import median, quantile
from ..model import Allowed, Finding, Limit, Spec
from ..portrait import EVERY, Portrait
from ..scene import Scene
from ..window import Pixels
from .hidden_eyes import eyes_hidden, tinted_lenses

DARK_STEPS = 25  # OFIQ: luma 0–25 of 255 is under-exposed
BRIGHT_STEPS = 247  # OFIQ: luma 247–255 is over-exposed
LIGHTEST = 0.05  # of the frame, of the eyes
DIM = 100  # median luma of the skin up to which the light may lack; what is black in a lighter face is no lack of it
DIM_BEHIND_LENSES = 70  # the same where dark lenses or hair hide the eyes
NO_LIGHT = 8  # median luma of the middle of a picture without a face; black hair in any light has more
GLARING = 238  # luma that half of a picture without a face reaches
DARKEST = 0.01  # of the face: nostrils, lashes, pupils, the line between the lips
LIGHT = 120  # median luma of the skin from which a face without anything dark is glaring, not out of focus

Measured = tuple[float, Limit, bool]  # a share 0–1, its limit, whether small values are the bad ones


def too_dark(scene: Scene, spec: Spec) -> Finding | None:
    """Too much skin without any light, all of it dim, nothing light in the whole frame, or no white in the eyes.

    Dark skin and skin in the dark have the same light; the whites of the eyes tell them apart.
    """
    portrait, limits = scene.portrait, spec.limits
    if scene.turn:
        return None
    if portrait is None:
        whole = _lost("too_dark", scene.overview, 1 - LIGHTEST, (None, DARK_STEPS))
        return whole or _lost("too_dark", _middle(scene.overview), 0.5, (None, NO_LIGHT))
    luma = portrait.luma[portrait.skin]
    if not luma.size:
        return None
    skin, lightest = median(luma), quantile(portrait.luma[EVERY, EVERY], 1 - LIGHTEST)
    black = float(np.mean(luma <= DARK_STEPS)) if skin < DIM else 0.0
    return _exposed(
        "too_dark",
        portrait,
        (skin / 255, _of_full(limits.skin_dark), True),
        (black, limits.dark_share, False),
        (lightest / 255, _of_full(limits.highlights), True),
        (_white_of_eyes(portrait, skin, spec), limits.eyes_dark, True),
    )


def too_bright(scene: Scene, spec: Spec) -> Finding | None:
    """Too much skin burnt out, all of it glaring, or nothing dark left in a light face."""
    portrait, limits = scene.portrait, spec.limits
    if scene.turn:
        return None
    if portrait is None:
        return _lost("too_bright", scene.overview, 0.5, (GLARING, None))
    luma = portrait.luma[portrait.skin]
    if not luma.size:
        return None
    return _exposed(
        "too_bright",
        portrait,
        (float(portrait.complexion[0]) / 100, limits.glaring, False),
        (float(np.mean(luma >= BRIGHT_STEPS)), limits.bright_share, False),
        (_veil(portrait, median(luma), spec), limits.veil, False),
    )


def _white_of_eyes(portrait: Portrait, skin: float, spec: Spec) -> float:
    """L* of the lightest twentieth between the lids, of full light; asked only beside skin as dim as that."""
    eyes = portrait.eyes_lab[:, 0]
    dim = DIM_BEHIND_LENSES if eyes_hidden(portrait, spec) else DIM
    return quantile(eyes, 1 - LIGHTEST) / 100 if eyes.size and skin < dim else 1.0


def _veil(portrait: Portrait, skin: float, spec: Spec) -> float:
    """How light the darkest of the face is, as a share of its skin's light; lenses hide what is dark in an eye."""
    asked = skin >= LIGHT and tinted_lenses(portrait, spec) is None
    return quantile(portrait.luma[portrait.oval], DARKEST) / skin if asked else 0.0


def _middle(whole: Pixels) -> Pixels:
    """Where the face of a portrait is."""
    rows, columns = whole.shape[:2]
    return whole[rows // 5 : rows * 3 // 5 + 1, columns * 2 // 5 : columns * 3 // 5 + 1]


def _lost(code: str, part: Pixels, share: float, beyond: Allowed) -> Finding | None:
    """Light may be why there is no face to be seen: so much of the part is as bright, or as dark, as that."""
    luma = quantile(np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY)), share)
    most, least = beyond
    if (most is None or luma <= most) and (least is None or luma > least):
        return None
    allowed = tuple(None if bound is None else round(bound / 255 * 100, 1) for bound in (least, most))
    return finding(code, "fail", measured=luma / 255 * 100, allowed=(allowed[0], allowed[1]), unit="%")


def _of_full(limit: Limit) -> Limit:
    """Of luma 0–255, as a share."""
    return Limit(limit.warn / 255, limit.fail / 255)


def _exposed(code: str, portrait: Portrait, *measured: Measured) -> Finding | None:
    """By the worst of the measurements, the first of equals; all are told in %."""
    return worse(*(_graded(code, portrait, *one) for one in measured))


def _graded(code: str, portrait: Portrait, value: float, limit: Limit, small: bool) -> Finding | None:
    bad = severity(value, limit)
    if bad is None:
        return None
    bound = round((limit.fail if bad == "fail" else limit.warn) * 100, 1)
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    allowed = (bound, None) if small else (None, bound)
    return finding(code, bad, measured=value * 100, allowed=allowed, unit="%", box=box)
