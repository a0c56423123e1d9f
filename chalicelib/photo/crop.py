"""Finds the crop that satisfies the whole geometry of a standard at once, or the one that comes closest.

Crown, eye line, face width and centring each allow a range, so a head leaves some freedom: how large to draw it, how
high, how far to the side.  All combinations on a small grid are tried; those that need the fewest px beyond the
picture's edge remain, and of these the one nearest the middle of all ranges wins.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .head import Head
from .model import Range, Spec
from .reading.window import Window

STEPS = 25
SPARE = 6.0  # frame px that may lie beyond the edge, which is then repeated: 1 %, no more than the crown's own error
UPRIGHT = 1.0  # degrees of roll that are left alone
MOST_TURNED = 5.0  # degrees the crop may turn back; more would visibly tilt the shoulders
ENLARGEMENT = 1.25  # times; beyond it a face has too few real pixels for the frame

Grid = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """A window the size of the standard, and the frame px by which it reaches beyond each side of the source.

    crown, eyes and face_width as they come to lie in the frame; whole_width: the face's width if the frame were laid
    around as much of the picture as it can hold.  All in frame px.
    """

    window: Window
    left: float
    top: float
    right: float
    bottom: float
    crown: float
    eyes: float
    face_width: float
    whole_width: float

    @property
    def missing(self) -> float:
        """Frame px beyond the edges, all sides together."""
        return self.left + self.top + self.right + self.bottom

    @property
    def has_room(self) -> bool:
        return self.missing == 0


def place(head: Head, width: int, height: int, spec: Spec, zoom: int = 1) -> Placement:
    """The best placement of the head in a width × height source, each px of which stands for zoom × zoom real ones."""
    tries = []
    for roll in _rolls(head.roll):
        tries.append(_place(head, roll, width, height, spec, zoom))
        if tries[-1].has_room:
            return tries[-1]
    return min(tries, key=lambda placement: placement.missing)  # the first of equals: turned upright if there is room


def _rolls(roll: float) -> list[float]:
    """Turns to try: upright first, then half of it, then none, for a picture without room in its corners."""
    turn = float(np.clip(roll, -MOST_TURNED, MOST_TURNED))
    return [0.0] if abs(roll) <= UPRIGHT else [turn, turn / 2, 0.0]


def scale_range(head: Head, spec: Spec) -> Range:
    """Frame px per source px between which face width, crown and eyes can all be right; low > high if never."""
    crown_to_eyes = max(head.crown, 1.0)
    low = max(spec.face_width[0] / head.width, (spec.eyes[0] - spec.crown[1]) / crown_to_eyes)
    high = min(spec.face_width[1] / head.width, (spec.eyes[1] - spec.crown[0]) / crown_to_eyes)
    return low, high


def _place(head: Head, roll: float, width: int, height: int, spec: Spec, zoom: int) -> Placement:
    scale, crown, across = _grid(head, width, height, spec)
    sides = _beyond(head, roll, scale, crown, across, width, height, spec)
    missing, beyond = sum(np.where(side > SPARE, side, 0) for side in sides), sum(sides)
    cost = missing * 1e6 + beyond * 10 + _distance(head, scale, crown, across, spec, zoom)
    best = np.unravel_index(int(np.argmin(cost)), cost.shape)
    left, top, right, bottom = (float(side[best]) if side[best] > SPARE else 0.0 for side in sides)
    s, c, a = (float(np.broadcast_to(axis, cost.shape)[best]) for axis in (scale, crown, across))
    return Placement(
        window=_window(head, roll, s, c, a, spec),
        left=left,
        top=top,
        right=right,
        bottom=bottom,
        crown=c,
        eyes=c + s * head.crown,
        face_width=s * head.width,
        whole_width=max(spec.width / width, spec.height / height) * head.width,
    )


def _grid(head: Head, width: int, height: int, spec: Spec) -> tuple[Grid, Grid, Grid]:
    """Scales (n, 1, 1), crown heights in the frame (n, m, 1) and offsets of the face's centre (1, 1, k) to try.

    Besides even steps they hold the values that lay the frame exactly along the picture's edges.
    """
    low, high = scale_range(head, spec)
    if low > high:  # the face at least gets its size; what that does to crown and eyes is then found
        low = high = float(np.clip(low, spec.face_width[0] / head.width, spec.face_width[1] / head.width))
    whole = np.array([spec.width / width, spec.height / height, 1.0])  # 1: not resampled
    scale = np.concatenate([np.linspace(low, high, STEPS), np.clip(whole, low, high)])[:, None, None]

    from_top = head.y - head.crown
    least = np.maximum(spec.crown[0], spec.eyes[0] - scale * head.crown)
    most = np.maximum(least, np.minimum(spec.crown[1], spec.eyes[1] - scale * head.crown))
    even = least + (most - least) * np.linspace(0, 1, STEPS)[None, :, None]
    edges = [scale * from_top, spec.height - scale * (height - from_top)]
    crown = np.concatenate([even, *(np.clip(edge, least, most) for edge in edges)], axis=1)

    off = spec.centre_offset
    across = np.linspace(-off, off, STEPS)[None, None, :]
    return scale, crown, across


def _beyond(
    head: Head, roll: float, scale: Grid, crown: Grid, across: Grid, width: int, height: int, spec: Spec
) -> tuple[Grid, Grid, Grid, Grid]:
    """Frame px by which the frame's corners reach beyond the left, top, right and bottom edge of the source."""
    eye_x = spec.width / 2 + across - scale * head.centre
    eye_y = crown + scale * head.crown
    cos, sin = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    corners = [(x - eye_x, y - eye_y) for x in (0, spec.width) for y in (0, spec.height)]
    xs = [scale * head.x + cos * dx - sin * dy for dx, dy in corners]
    ys = [scale * head.y + sin * dx + cos * dy for dx, dy in corners]
    return (
        np.maximum(0, -np.minimum.reduce(xs)),
        np.maximum(0, -np.minimum.reduce(ys)),
        np.maximum(0, np.maximum.reduce(xs) - scale * width),
        np.maximum(0, np.maximum.reduce(ys) - scale * height),
    )


def _distance(head: Head, scale: Grid, crown: Grid, across: Grid, spec: Spec, zoom: int) -> Grid:
    """How far from the middle of every range, each counting from -1 to 1.  Enlarging costs, too much of it a lot."""

    def off_middle(value: Grid, allowed: Range) -> Grid:
        middle, half = (allowed[0] + allowed[1]) / 2, (allowed[1] - allowed[0]) / 2
        return ((value - middle) / half) ** 2

    return np.asarray(
        off_middle(scale * head.width, spec.face_width)
        + off_middle(crown, spec.crown)
        + off_middle(crown + scale * head.crown, spec.eyes)
        + (across / spec.centre_offset) ** 2
        + np.maximum(0, scale / zoom - 1) * 4
        + (scale / zoom > ENLARGEMENT) * 1e3
    )


def _window(head: Head, roll: float, scale: float, crown: float, across: float, spec: Spec) -> Window:
    """The window in which the crown comes to lie at `crown` and the face's centre `across` px off the middle."""
    from_eyes = np.array([[scale * head.centre - across, spec.height / 2 - crown - scale * head.crown]])
    about_eyes = Window(x=head.x, y=head.y, scale=scale, roll=roll, width=0, height=0)
    x, y = about_eyes.to_source(from_eyes)[0]
    return Window(x=float(x), y=float(y), scale=scale, roll=roll, width=spec.width, height=spec.height)
