"""Is the wall behind the head even, without a shadow, of the colour the task asks for and unlike the clothes?"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..codes import finding, graded, severity, worse
from ..colour import lab_of, lab_of_pixels, name_of
from ..figures import median_colour, quantile, spread
from ..leftover import haze, shade_left, things_left
from ..model import Finding, Limit, Spec
from ..portrait import Portrait

ENOUGH = 1500  # colours; with less wall in sight (2 % of the frame) nothing can be said
PART = 32  # px, a square of the wall
STRAY = 2  # squares that may hold something else
SEEN, SEEN_WELL = 0.3, 0.5  # of a square must be wall
PATTERN = 3.0  # ΔE, a square's own spread: light that falls off has 1, the weave of a wall paper 4


def background_not_plain(portrait: Portrait, spec: Spec) -> Finding | None:
    """The spread of the wall's colour (root of the summed variances in CIE Lab), and how far parts of it are from the
    rest (ΔE 1976), a shadow of the head left out; in how many parts of it there is a pattern, shadow or not.

    Spread and distance both doubtful: light that falls off, or a second wall.
    Where the task has the wall replaced, only what could not be replaced cleanly counts.
    """
    if len(portrait.wall_lab) < ENOUGH:
        return None
    wall, limits = portrait.wall_lab, spec.limits
    if spec.background.policy == "normalise":
        things = graded("background_not_plain", things_left(portrait, spec.background.rgb), limits.wall_left, unit="%")
        return worse(_uneven(spread(wall), limits.wall_spread), things)
    parts, within = _parts(portrait)
    patterned = _uneven(float(np.mean(within > PATTERN)) if len(within) else 0.0, limits.wall_pattern)
    if background_shadow(portrait, spec):
        wall, parts = _lit(wall, spec), _lit(parts, spec)
    whole = _uneven(spread(wall), limits.background_spread)
    apart = _uneven(_farthest(parts), limits.wall_parts)
    found = worse(patterned, whole, apart)
    return replace(found, severity="fail") if found and whole and apart else found


def _uneven(value: float, limit: Limit) -> Finding | None:
    return graded("background_not_plain", value, limit)


def _parts(portrait: Portrait) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean colours, (n, 3), of all squares of the wall of which enough is seen; the spread in those seen well.

    At half the size and blurred a little: a camera's grain is no pattern.
    """
    height, width = portrait.wall.shape
    half, size = (width // 2, height // 2), (width // PART, height // PART)
    weight = (cv2.resize(portrait.wall.astype(np.float32), half, interpolation=cv2.INTER_AREA) == 1).astype(np.float32)
    colours = cv2.blur(cv2.resize(portrait.lab, half, interpolation=cv2.INTER_AREA), (3, 3))
    seen, total, squared = (
        cv2.resize(values, size, interpolation=cv2.INTER_AREA)
        for values in (weight, colours * weight[..., None], colours * colours * weight[..., None])
    )
    some, well = seen > SEEN, seen > SEEN_WELL
    means = total[some] / seen[some][:, None]
    variance = (squared[well] - total[well] ** 2 / seen[well][:, None]).sum(1) / seen[well]
    return np.asarray(means, np.float32), np.asarray(np.sqrt(np.maximum(variance, 0)), np.float32)


def _farthest(parts: NDArray[np.float32]) -> float:
    """How far (ΔE 1976) the oddest squares but two are from the middle one: two may hold stray hair."""
    apart = np.sort(np.linalg.norm(parts - median_colour(parts), axis=1)) if len(parts) else parts
    return float(apart[-STRAY - 1]) if len(apart) > STRAY else 0.0


def background_shadow(portrait: Portrait, spec: Spec) -> Finding | None:
    """How much darker (L*) the wall is right beside the head than further out on either side.

    Light that falls off across the whole wall darkens its far side too, and is no shadow; on a wall that is not plain
    without it, far from the head on either side, nothing can be told.
    Where the task has the wall replaced, how much of a shadow is left of it.
    """
    if len(portrait.wall_lab) < ENOUGH:
        return None
    if spec.background.policy == "normalise":
        return graded("background_shadow", shade_left(portrait, spec.background.rgb), spec.limits.shade_left, unit="%")
    shade = portrait.shade
    found = graded("background_shadow", shade.drop, spec.limits.shadow) if shade else None
    if shade is None or found is None:
        return None
    wall = portrait.wall_lab
    rest = max(spread(wall[:, 1:]), spread(_lit(wall, spec)), shade.far_spread)
    return None if severity(rest, spec.limits.background_spread) == "fail" else found


def background_colour(portrait: Portrait, spec: Spec) -> Finding | None:
    """The distance (ΔE 1976) of the wall's median colour from the nearest that may be; not asked where the wall is
    replaced anyway."""
    wanted = spec.background
    if wanted.policy != "keep" or len(portrait.wall_lab) < ENOUGH:
        return None
    wall = portrait.wall_colour
    distance = min(float(np.linalg.norm(wall - lab_of(rgb))) for rgb in (wanted.rgb, *spec.also_grounds))
    if distance <= wanted.tolerance:
        return None
    words = {"colour": name_of(wanted.rgb)}
    return finding("background_colour", "fail", measured=distance, allowed=(None, wanted.tolerance), words=words)


def clothes_like_background(portrait: Portrait, spec: Spec) -> Finding | None:
    """The distance (ΔE 1976) between the shoulders' median colour and that of the wall as it will be.

    Where the task has the wall replaced, what is left of the shoulders counts; if their edge was lost in an old wall of
    hardly another colour, that is a doubt.
    """
    if min(len(portrait.wall_lab), len(portrait.clothes_lab)) < ENOUGH:
        return None
    clothes, limits = median_colour(portrait.clothes_lab), spec.limits
    if spec.background.policy == "keep":
        return _alike(clothes, portrait.wall_colour, limits.clothes)
    lost = haze(portrait) > limits.haze
    old = _alike(clothes, portrait.wall_colour, limits.same_colour) if lost else None
    left = median_colour(lab_of_pixels(portrait.finished[portrait.clothes][None])[0])
    return worse(_alike(left, lab_of(spec.background.rgb), limits.clothes), old)


def _alike(clothes: NDArray[np.float32], wall: NDArray[np.float32], limit: Limit) -> Finding | None:
    return graded("clothes_like_background", float(np.linalg.norm(clothes - wall)), limit)


def _lit(wall: NDArray[np.float32], spec: Spec) -> NDArray[np.float32]:
    """The wall's colours without those in the shade."""
    if not len(wall):
        return wall
    light = wall[:, 0]
    return np.asarray(wall[light > quantile(light, 0.75) - spec.limits.shadow.warn])
