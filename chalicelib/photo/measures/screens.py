"""A single fine wave all over the picture, as a photographed screen or print has."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from ..model import Measures
from ..portrait import Portrait

SAMPLE = 256  # px of the frame in which a screen's grid is sought
BAND = (0.12, 0.48)  # cycles per px: finer than features, coarser than grain
AXIS = 3  # bins beside the axes are the picture's own edges and JPEG's blocks
AXIS_AROUND = 10  # bins either side along an axis whose median a peak is compared with
AROUND = 15  # bins whose median a peak is compared with


def screens(portrait: Portrait) -> Measures:
    """wave: the highest peak of the spectrum, in times of what is around it."""
    top, left = (np.array(portrait.luma.shape) - SAMPLE) // 2
    part = portrait.luma[top : top + SAMPLE, left : left + SAMPLE].astype(np.float32)
    return {"wave": _peak(_power(part - cv2.GaussianBlur(part, (0, 0), 3)))}


def _power(part: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.abs(np.fft.rfft2(part * _taper())), np.float32)


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
    seen = _slants()
    return float((power[seen] / np.maximum(floor[seen], 1.0)).max())


@cache
def _taper() -> NDArray[np.float64]:
    """What fades the sample out towards its edges, (SAMPLE, SAMPLE)."""
    window = np.hanning(SAMPLE)[:, None] * np.hanning(SAMPLE)[None, :]
    window.setflags(write=False)
    return window


@cache
def _slants() -> NDArray[np.bool_]:
    """The bins of the spectrum within the band and off the axes."""
    down = np.fft.fftfreq(SAMPLE)[:, None]
    across = np.fft.rfftfreq(SAMPLE)[None, :]
    radius = np.hypot(down, across)
    off_axis = (np.abs(down) > AXIS / SAMPLE) & (across > AXIS / SAMPLE)
    seen = np.asarray((radius > BAND[0]) & (radius < BAND[1]) & off_axis)
    seen.setflags(write=False)
    return seen
