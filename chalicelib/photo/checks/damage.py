"""What a camera, a compressor or a screen adds to a picture: grain, blocks, moiré, borders."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ..codes import finding, graded, worse
from ..figures import median, median_colour
from ..masks import part_of
from ..model import Finding, Limit, Spec
from ..portrait import Portrait
from ..scene import Scene

BLOCK = 8  # px, JPEG's
FINE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)  # blind to planes and edges (Immerkær 1996)
SPECK = 40  # luma by which a px stands out of the 3 × 3 around it
EVEN = 8  # luma by which its surrounding may differ from 5 × 5 px
SAMPLE = 256  # px of the frame in which a screen's grid is sought
BAND = (0.12, 0.48)  # cycles per px: finer than features, coarser than grain
AXIS = 3  # bins beside the axes are the picture's own edges and JPEG's blocks
AXIS_AROUND = 10  # bins either side along an axis whose median a peak is compared with
AROUND = 15  # bins whose median a peak is compared with
FLAT = 3.0  # a border's own spread
STEP = 25.0  # of a colour (0–255) at a border's inner edge …
ALONG = 0.7  # … along so much of it: other sides' strips may be deep, and clothes may be of its colour
DEEPEST = 0.3  # of the picture
PLAIN = 0.75  # of a row is the strip's; the rest may be the clock and the buttons of a screenshot
BLACK = 24  # brightness that no wall has


def noisy_or_overcompressed(portrait: Portrait, spec: Spec) -> Finding | None:
    """Grain (standard deviation of L*), steps at the edges of JPEG's blocks, or single px that stand out."""
    limits, close_up = spec.limits, portrait.close_up
    return worse(
        _graded(_grain(portrait), limits.grain),
        _graded(_blocks(close_up), limits.blocks),
        _graded(_specks(close_up), limits.specks),
    )


def not_a_real_photo(portrait: Portrait, spec: Spec) -> Finding | None:
    """A doubt only: a single fine wave all over the picture, as a photographed screen or print has."""
    top, left = (np.array(portrait.luma.shape) - SAMPLE) // 2
    part = portrait.luma[top : top + SAMPLE, left : left + SAMPLE].astype(np.float32)
    value = _peak(_power(part - cv2.GaussianBlur(part, (0, 0), 3)))
    if value <= spec.limits.wave:
        return None
    return finding("not_a_real_photo", "warn", measured=value, allowed=(None, spec.limits.wave), unit="ratio")


def has_border(scene: Scene, spec: Spec) -> Finding | None:
    """Even strips with a straight inner edge, along the picture's edges: two, or a black one, fail; a single one of
    another colour is a warning, and only where there is a portrait."""
    whole = scene.overview
    lying = whole.swapaxes(0, 1)
    strips = [strip for turned in (whole, whole[::-1], lying, lying[::-1]) if (strip := _strip(turned)) is not None]
    sure = len(strips) > 1 or any(strip < BLACK for strip in strips)
    if not sure and not (strips and scene.portrait):
        return None
    return finding("has_border", "fail" if sure else "warn", measured=len(strips), allowed=(None, 0), unit="count")


def _graded(value: float, limit: Limit) -> Finding | None:
    return graded("noisy_or_overcompressed", value, limit)


def _grain(portrait: Portrait) -> float:
    """As much of it as is left on the skin in the frame: features are fewer than half of the px."""
    part = part_of(portrait.skin)
    fine = np.abs(cv2.filter2D(portrait.lightness[part], -1, FINE))[portrait.skin[part]]
    return median(fine) / 0.6745 / 6 if len(fine) else 0.0


def _specks(grey: NDArray[np.uint8]) -> float:
    """The share of px, in %, that are much lighter or darker than an even surrounding."""
    around = cv2.medianBlur(grey, 3)
    even = cv2.absdiff(around, cv2.blur(around, (5, 5))) < EVEN
    return float(np.mean((cv2.absdiff(grey, around) > SPECK)[even])) * 100 if even.any() else 0.0


def _blocks(grey: NDArray[np.uint8]) -> float:
    """Mean step across the columns (rows) that can be block edges, by the mean of all others; 1 if there are none."""
    values = []
    for image in (grey.astype(np.float32), grey.T.astype(np.float32)):
        if image.shape[1] < 4 * BLOCK:
            return 1.0
        bends = np.abs(image[:, 2:] - 2 * image[:, 1:-1] + image[:, :-2]).mean(0)
        phases = np.array([bends[phase::BLOCK].mean() for phase in range(BLOCK)])
        values.append(float(phases.max() / max(float(np.median(phases)), 0.1)))
    return min(values)


def _power(part: NDArray[np.float32]) -> NDArray[np.float32]:
    window = np.hanning(SAMPLE)[:, None] * np.hanning(SAMPLE)[None, :]
    return np.asarray(np.abs(np.fft.rfft2(part * window)), np.float32)


def _peak(power: NDArray[np.float32]) -> float:
    """The highest bin of the spectrum by the median of those around it; along the axes, by those of the same axis."""
    straight = power[: SAMPLE // 2, :AXIS].max(1), np.maximum(power[:AXIS], power[-AXIS:]).max(0)[: SAMPLE // 2]
    return max(_slanting(power), *(_along(line) for line in straight))


def _along(line: NDArray[np.float32]) -> float:
    """Lines across or down the picture; features and JPEG's blocks make broad and low peaks there."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(line, AXIS_AROUND, mode="reflect"), 2 * AXIS_AROUND + 1)
    ratio = line / np.maximum(np.median(around, axis=1), 1.0)
    return float(ratio[int(BAND[0] * SAMPLE) : int(BAND[1] * SAMPLE)].max())


def _slanting(power: NDArray[np.float32]) -> float:
    floor = cv2.medianBlur(np.clip(power, 1e-3, 6e4).astype(np.float32), 5)
    floor = cv2.blur(floor, (AROUND, AROUND))
    down = np.fft.fftfreq(SAMPLE)[:, None]
    across = np.fft.rfftfreq(SAMPLE)[None, :]
    radius = np.hypot(down, across)
    off_axis = (np.abs(down) > AXIS / SAMPLE) & (across > AXIS / SAMPLE)
    seen = (radius > BAND[0]) & (radius < BAND[1]) & off_axis
    return float((power / np.maximum(floor, 1.0))[seen].max())


def _strip(rgb: NDArray[np.uint8]) -> float | None:
    """The brightness of the first rows, if they are an even strip that ends at once, all along."""
    deepest = int(len(rgb) * DEEPEST)
    if deepest < 2 or np.std(rgb[0], axis=0).max() > FLAT:
        return None
    colour = median_colour(rgb[0])
    outer = np.ascontiguousarray(rgb[: deepest + 2])
    red, green, blue = cv2.split(cv2.absdiff(outer, np.full_like(outer, colour)))
    away = cv2.max(cv2.max(red, green), blue)
    stays = np.mean(away <= 2 * FLAT, axis=1) >= PLAIN
    end = int(np.argmin(stays)) if not stays.all() else 0
    if not 0 < end <= deepest:
        return None
    return float(colour.max()) if np.mean(away[min(end + 1, len(away) - 1)] > STEP) >= ALONG else None
