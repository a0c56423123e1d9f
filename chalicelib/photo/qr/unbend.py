"""A view of a code that is on something bent: a curled sheet, cloth, a bottle.

The edges of a code's modules lie on a grid, so their strength is a wave with one period per module.  Its phase, taken
in a small window, tells how far the grid is displaced there.  The picture is warped back by that, roughly and then
again, and each module is looked at in its own middle.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image, ImageFilter

from .views import Sight, flattened

SIDE: Final = 400  # px of the flattened code with its margin
MARGIN: Final = 40  # px
INNER: Final = SIDE - 2 * MARGIN
COUNTS: Final = range(21, 98, 4)  # modules along a side, versions 1–20
KNOTS: Final = 20  # places along a side where the displacement is measured
ROUNDS: Final = 2
DEGREE: Final = 2  # of the polynomial that is fitted to it in each round
CELLS: Final = 8  # pieces along a side that are warped
SPREAD: Final = 1.2  # modules, sigma of the windows
ODD: Final = 0.7  # radians off the fit that halve a measurement's weight
TURN: Final = 2 * math.pi
BESIDE: Final = 2  # modules shown around the code: where it begins is known to a module or two
DOT: Final = 4  # px of a module in the view


def unbent(sight: Sight) -> Iterator[Image.Image]:
    """Each unread code as it would be if it were flat."""
    for corners in sight.unread:
        flat = flattened(sight.whole, corners, INNER, MARGIN)
        if flat is None:
            continue
        modules = _count(flat)
        for _ in range(ROUNDS):
            flat = _straightened(flat, modules)
            yield _sampled(flat, modules)


def _edges(grey: Image.Image) -> list[Any]:
    """How strong the edges are that are crossed going down, and going across."""
    import numpy as np

    return [abs(way) for way in np.gradient(np.asarray(grey, np.float32))]


def _middles(count: int, beside: int = 0) -> Any:
    """px of the middles of `count` pieces of the code's side, and of some beside it."""
    import numpy as np

    return MARGIN + (np.arange(-beside, count + beside, dtype=np.float32) + 0.5) * (INNER / count)


def _windows(places: Any, spread: float) -> Any:
    """A bell around each place, one row each; spread: px."""
    import numpy as np

    bells = np.exp(-(((np.arange(SIDE, dtype=np.float32) - places[:, None]) / spread) ** 2) / 2)
    return bells / bells.sum(1, keepdims=True)


def _carrier(modules: Any) -> Any:
    """The wave with one period per module, px by px."""
    import numpy as np

    px = np.arange(SIDE, dtype=np.float32) - MARGIN
    return np.exp(-1j * TURN / INNER * (modules * px)).astype(np.complex64)


def _waves(flat: Image.Image, modules: int, places: Any, spread: float) -> list[Any]:
    """Strength and phase of the wave at places × places, going down and going across."""
    down, across = _edges(flat)
    window = _windows(places, spread)
    tuned = window * _carrier(modules)
    return [tuned @ down @ window.T, window @ across @ tuned.T]


def _count(flat: Image.Image) -> int:
    """Modules along a side: the count whose wave is the strongest."""
    import numpy as np

    window = _windows(_middles(6), INNER / 12)
    down, across = _edges(flat)
    strips = np.concatenate([(window @ across)[:, None] * window, (window @ down.T)[:, None] * window])
    waves = strips.reshape(-1, SIDE) @ _carrier(np.array(COUNTS, np.float32)[:, None]).T
    return COUNTS[int(abs(waves).sum(0).argmax())]


def _straightened(flat: Image.Image, modules: int) -> Image.Image:
    """Warped so that the grid is straight, as far as a polynomial can follow it."""
    import numpy as np

    knots = np.linspace(0, SIDE, CELLS + 1)
    bends = [
        _fitted(_unwrapped(waves), abs(waves), (knots - MARGIN) / INNER * 2 - 1)
        for waves in _waves(flat, modules, _middles(KNOTS), SPREAD * INNER / modules)
    ]
    down, across = (-bend * INNER / modules / TURN for bend in bends)
    seen = np.stack([knots[None, :] + across, knots[:, None] + down], axis=-1)
    px = knots.round().astype(int).tolist()
    mesh = [
        (
            (px[col], px[row], px[col + 1], px[row + 1]),
            tuple(seen[[row, row + 1, row + 1, row], [col, col, col + 1, col + 1]].ravel().tolist()),
        )
        for row in range(CELLS)
        for col in range(CELLS)
    ]
    return flat.transform(flat.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _unwrapped(waves: Any) -> Any:
    """Phases that go on where a turn is full, spread from the strongest wave over the strong ones to the weak."""
    import numpy as np

    strength, phases = (-abs(waves)).tolist(), np.angle(waves).tolist()
    known: dict[tuple[int, int], float] = {}
    first = divmod(int(abs(waves).argmax()), KNOTS)
    ahead = [(0.0, first, 0.0)]
    while ahead:
        _, (row, col), before = heapq.heappop(ahead)
        if (row, col) in known:
            continue
        phase = phases[row][col]
        known[row, col] = phase = phase + TURN * round((before - phase) / TURN)
        for near in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)):
            if min(near) >= 0 and max(near) < KNOTS and near not in known:
                heapq.heappush(ahead, (strength[near[0]][near[1]], near, phase))
    found = np.array([[known[row, col] for col in range(KNOTS)] for row in range(KNOTS)], np.float32)
    return found - TURN * round(_at_finders(found) / TURN)


def _at_finders(phases: Any) -> float:
    """The middle phase where the finder patterns lie, which were not displaced much."""
    import numpy as np

    part = KNOTS // 3
    return float(np.median([phases[:part, :part], phases[:part, -part:], phases[-part:, :part]]))


def _fitted(phases: Any, weights: Any, where: Any) -> Any:
    """The phases as a polynomial of both ways, without the odd ones, evaluated at where × where (−1 to 1)."""
    import numpy as np

    powers = [(down, across) for down in range(DEGREE + 1) for across in range(DEGREE + 1 - down)]

    def terms(at: Any) -> Any:
        return np.stack([np.outer(at**down, at**across).ravel() for down, across in powers], axis=1)

    base, wanted, given = terms(np.linspace(-1, 1, KNOTS) * (1 - 1 / KNOTS)), phases.ravel(), weights.ravel()
    trust = given
    for _ in range(3):
        found = np.linalg.lstsq(base * trust[:, None], wanted * trust, rcond=None)[0]
        trust = given / (1 + ((wanted - base @ found) / ODD) ** 2)
    return (terms(where) @ found).reshape(len(where), len(where))


def _sampled(flat: Image.Image, modules: int) -> Image.Image:
    """Every module as a dot of the brightness in its middle, with a quiet zone around."""
    import numpy as np

    period, places = INNER / modules, _middles(modules, BESIDE)
    near = [_unwrapped(waves) for waves in _waves(flat, modules, _middles(KNOTS), SPREAD * period)]
    shifts = []
    for waves, rough in zip(_waves(flat, modules, places, SPREAD * period), near, strict=True):
        fine = np.asarray(Image.fromarray(rough).resize((modules, modules), Image.Resampling.BILINEAR))
        fine = np.pad(fine, BESIDE, mode="edge")
        phases = np.angle(waves)
        shifts.append(-(phases + TURN * ((fine - phases) / TURN).round()) * period / TURN)
    soft = np.asarray(flat.filter(ImageFilter.GaussianBlur(period / 4)))
    down = (places[:, None] + shifts[0]).round().astype(int).clip(0, SIDE - 1)
    across = (places[None, :] + shifts[1]).round().astype(int).clip(0, SIDE - 1)
    dots = soft[down, across]
    return Image.fromarray(np.pad(np.kron(dots, np.ones((DOT, DOT), np.uint8)), 4 * DOT, constant_values=dots.max()))
