"""Is the wall behind the head even, and of the colour the task asks for?"""

from __future__ import annotations

import numpy as np

from ..codes import finding, severity
from ..colour import lab_of, name_of
from ..model import Finding, Spec
from ..scene import Portrait

ENOUGH = 0.02  # of the frame; with less wall in sight nothing can be said


def background_not_plain(portrait: Portrait, spec: Spec) -> Finding | None:
    """The spread of the wall's colour (root of the summed variances in CIE Lab).

    Where the task has the wall replaced, only what could not be replaced cleanly counts.
    """
    if np.mean(portrait.wall) < ENOUGH:
        return None
    spread = float(np.sqrt(portrait.lab[portrait.wall].var(0).sum()))
    keep = spec.background.policy == "keep"
    limit = spec.limits.background_spread if keep else spec.limits.wall_spread
    bad = severity(spread, limit)
    if bad is None:
        return None
    return finding(
        "background_not_plain", bad, measured=spread, allowed=(None, limit.fail if bad == "fail" else limit.warn)
    )


def background_colour(portrait: Portrait, spec: Spec) -> Finding | None:
    """The distance (ΔE 1976) of the wall's median colour; not asked where the wall is replaced anyway."""
    wanted = spec.background
    if wanted.policy != "keep" or np.mean(portrait.wall) < ENOUGH:
        return None
    wall = np.median(portrait.lab[portrait.wall], axis=0)
    distance = float(np.linalg.norm(wall - lab_of(wanted.rgb)))
    if distance <= wanted.tolerance:
        return None
    words = {"colour": name_of(wanted.rgb)}
    return finding("background_colour", "fail", measured=distance, allowed=(None, wanted.tolerance), words=words)
