"""Is the face lit well?  Only skin is judged, never hair, eyes or clothes."""

from __future__ import annotations

import numpy as np

from ..codes import finding, severity
from ..face import OVAL
from ..model import Finding, Limit, Spec
from ..scene import EVERY, Portrait

DARK_STEPS = 25  # OFIQ: luma 0–25 of 255 is under-exposed
BRIGHT_STEPS = 247  # OFIQ: luma 247–255 is over-exposed
LIGHTEST = 0.05  # of the frame


def too_dark(portrait: Portrait, spec: Spec) -> Finding | None:
    """Too much skin without any light, all of it dim, or nothing light in the whole frame."""
    luma = portrait.luma[portrait.skin]
    if not luma.size:
        return None
    share, median = float(np.mean(luma <= DARK_STEPS)), float(np.median(luma))
    lightest = float(np.quantile(portrait.luma[EVERY, EVERY], 1 - LIGHTEST))
    return _exposed("too_dark", portrait, share, spec.limits.dark_share, median, spec.limits.skin_dark) or _exposed(
        "too_dark", portrait, share, spec.limits.dark_share, lightest, spec.limits.highlights
    )


def too_bright(portrait: Portrait, spec: Spec) -> Finding | None:
    """Too much skin burnt out, or all of it glaring."""
    luma = portrait.luma[portrait.skin]
    if not luma.size:
        return None
    share, median = float(np.mean(luma >= BRIGHT_STEPS)), float(np.median(luma))
    return _exposed("too_bright", portrait, share, spec.limits.bright_share, median, spec.limits.skin_bright)


def _exposed(
    code: str, portrait: Portrait, share: float, share_limit: Limit, median: float, median_limit: Limit
) -> Finding | None:
    """By the worse of the two measurements; medians are told as a share of full brightness."""
    by_share, by_median = severity(share, share_limit), severity(median, median_limit)
    bad = "fail" if "fail" in (by_share, by_median) else by_share or by_median
    if bad is None:
        return None
    box = portrait.face.box(OVAL, portrait.width, portrait.height)
    if by_median == bad:
        bound = (median_limit.fail if bad == "fail" else median_limit.warn) / 255 * 100
        allowed = (round(bound, 1), None) if code == "too_dark" else (None, round(bound, 1))
        return finding(code, bad, measured=median / 255 * 100, allowed=allowed, unit="%", box=box)
    most = (share_limit.fail if bad == "fail" else share_limit.warn) * 100
    return finding(code, bad, measured=share * 100, allowed=(None, most), unit="%", box=box)
