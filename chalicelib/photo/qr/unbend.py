"""A view of a code on something bent: a curled sheet, cloth, a bottle.

The edges of a code's modules lie on a grid, so their strength is a wave with one period per module.  The phase of the
wave in a small window tells how far the grid is displaced there.  The picture is warped back by the displacement, in
two rounds, and then each module is sampled at its centre.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from typing import Any, Final

from PIL import Image, ImageFilter

from .views import Sight, flatten

SIDE: Final = 400  # px of the flattened code with its margin
MARGIN: Final = 40  # px
INNER: Final = SIDE - 2 * MARGIN
COUNTS: Final = range(21, 98, 4)  # modules along a side, versions 1–20
KNOTS: Final = 20  # points along a side where the displacement is measured
ROUNDS: Final = 2
DEGREE: Final = 2  # of the polynomial fitted to the displacement in each round
CELLS: Final = 8  # pieces along a side that are warped
SPREAD: Final = 1.2  # modules, sigma of the windows
OUTLIER: Final = 0.7  # radians of deviation from the fit that halve a measurement's weight
TURN: Final = 2 * math.pi
BESIDE: Final = 2  # modules shown around the code, because its edge is only known to within two modules
DOT: Final = 4  # px of a module's side in the view


def unbend(sight: Sight) -> Iterator[Image.Image]:
    """Each unread code as if it lay flat, once per round."""
    for corners in sight.unread:
        flat = flatten(sight.whole, corners, INNER, MARGIN)
        if flat is None:
            continue
        modules = _count_modules(flat)
        for _ in range(ROUNDS):
            flat = _straighten(flat, modules)
            yield _sample(flat, modules)


def _edges(grey: Image.Image) -> list[Any]:
    """The strength of edges at each px, in the vertical direction and in the horizontal one."""
    import numpy as np

    return [abs(way) for way in np.gradient(np.asarray(grey, np.float32))]


def _centres(count: int, beside: int = 0) -> Any:
    """The centres, in px, of `count` equal pieces of the code's side, and of `beside` more at either end."""
    import numpy as np

    return MARGIN + (np.arange(-beside, count + beside, dtype=np.float32) + 0.5) * (INNER / count)


def _windows(places: Any, spread: float) -> Any:
    """A Gaussian window around each place, one per row.  spread: sigma in px."""
    import numpy as np

    bells = np.exp(-(((np.arange(SIDE, dtype=np.float32) - places[:, None]) / spread) ** 2) / 2)
    return bells / bells.sum(1, keepdims=True)


def _carrier(modules: Any) -> Any:
    """The complex wave with one period per module, at each px of a side."""
    import numpy as np

    px = np.arange(SIDE, dtype=np.float32) - MARGIN
    return np.exp(-1j * TURN / INNER * (modules * px)).astype(np.complex64)


def _waves(flat: Image.Image, modules: int, places: Any, spread: float) -> list[Any]:
    """The wave (complex: strength and phase) at places × places, vertically and horizontally."""
    down, across = _edges(flat)
    window = _windows(places, spread)
    tuned = window * _carrier(modules)
    return [tuned @ down @ window.T, window @ across @ tuned.T]


def _count_modules(flat: Image.Image) -> int:
    """The number of modules along a side: the one of COUNTS whose wave is the strongest."""
    import numpy as np

    window = _windows(_centres(6), INNER / 12)
    down, across = _edges(flat)
    strips = np.concatenate([(window @ across)[:, None] * window, (window @ down.T)[:, None] * window])
    waves = strips.reshape(-1, SIDE) @ _carrier(np.array(COUNTS, np.float32)[:, None]).T
    return COUNTS[int(abs(waves).sum(0).argmax())]


def _straighten(flat: Image.Image, modules: int) -> Image.Image:
    """The code warped so that its grid is straight, as far as a polynomial can describe the bend."""
    import numpy as np

    knots = np.linspace(0, SIDE, CELLS + 1)
    bends = [
        _fit(_unwrap(waves), abs(waves), (knots - MARGIN) / INNER * 2 - 1)
        for waves in _waves(flat, modules, _centres(KNOTS), SPREAD * INNER / modules)
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


def _unwrap(waves: Any) -> Any:
    """The phases without jumps of a full turn: unwrapped from the strongest wave outwards, strong neighbours first."""
    import numpy as np

    strength, phases = (-abs(waves)).tolist(), np.angle(waves).tolist()
    known: dict[tuple[int, int], float] = {}
    first = divmod(int(abs(waves).argmax()), KNOTS)
    queue = [(0.0, first, 0.0)]
    while queue:
        _, (row, col), neighbour_phase = heapq.heappop(queue)
        if (row, col) in known:
            continue
        phase = phases[row][col]
        known[row, col] = phase = phase + TURN * round((neighbour_phase - phase) / TURN)
        for neighbour in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)):
            if min(neighbour) >= 0 and max(neighbour) < KNOTS and neighbour not in known:
                heapq.heappush(queue, (strength[neighbour[0]][neighbour[1]], neighbour, phase))
    unwrapped = np.array([[known[row, col] for col in range(KNOTS)] for row in range(KNOTS)], np.float32)
    return unwrapped - TURN * round(_at_finders(unwrapped) / TURN)


def _at_finders(phases: Any) -> float:
    """The median phase at the three finder patterns, where the displacement is small."""
    import numpy as np

    part = KNOTS // 3
    return float(np.median([phases[:part, :part], phases[:part, -part:], phases[-part:, :part]]))


def _fit(phases: Any, weights: Any, where: Any) -> Any:
    """The phases as a polynomial in both directions, with outliers down-weighted, at where × where (−1 to 1)."""
    import numpy as np

    powers = [(down, across) for down in range(DEGREE + 1) for across in range(DEGREE + 1 - down)]

    def terms(at: Any) -> Any:
        return np.stack([np.outer(at**down, at**across).ravel() for down, across in powers], axis=1)

    base, targets, strengths = terms(np.linspace(-1, 1, KNOTS) * (1 - 1 / KNOTS)), phases.ravel(), weights.ravel()
    trust = strengths
    for _ in range(3):
        coefficients = np.linalg.lstsq(base * trust[:, None], targets * trust, rcond=None)[0]
        trust = strengths / (1 + ((targets - base @ coefficients) / OUTLIER) ** 2)
    return (terms(where) @ coefficients).reshape(len(where), len(where))


def _sample(flat: Image.Image, modules: int) -> Image.Image:
    """Every module as a square of the brightness at its centre, with a quiet zone around the code."""
    import numpy as np

    period, places = INNER / modules, _centres(modules, BESIDE)
    rough_phases = [_unwrap(waves) for waves in _waves(flat, modules, _centres(KNOTS), SPREAD * period)]
    shifts = []
    for waves, rough in zip(_waves(flat, modules, places, SPREAD * period), rough_phases, strict=True):
        fine = np.asarray(Image.fromarray(rough).resize((modules, modules), Image.Resampling.BILINEAR))
        fine = np.pad(fine, BESIDE, mode="edge")
        phases = np.angle(waves)
        shifts.append(-(phases + TURN * ((fine - phases) / TURN).round()) * period / TURN)
    soft = np.asarray(flat.filter(ImageFilter.GaussianBlur(period / 4)))
    down = (places[:, None] + shifts[0]).round().astype(int).clip(0, SIDE - 1)
    across = (places[None, :] + shifts[1]).round().astype(int).clip(0, SIDE - 1)
    dots = soft[down, across]
    return Image.fromarray(np.pad(np.kron(dots, np.ones((DOT, DOT), np.uint8)), 4 * DOT, constant_values=dots.max()))
