"""The quick medians, quantiles and spreads are NumPy's own, whatever comes."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.photo.pixels.figures import median, median_colour, quantile, spread

DICE = np.random.default_rng(5)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 11, 5000])
def test_they_are_numpys(count: int) -> None:
    colours = DICE.normal(50, 20, (count, 3)).astype(np.float32)
    light, luma = colours[:, 0], DICE.integers(0, 256, (count, 7), np.uint8)
    for share in (0.0, 0.01, 0.3, 0.5, 0.95, 1.0):
        for values in (light, luma):
            assert quantile(values, share) == pytest.approx(np.quantile(values.astype(float), share), abs=1e-4)
    assert median(luma) == np.median(luma)
    assert median_colour(colours) == pytest.approx(np.median(colours, axis=0), abs=1e-4)
    for some in (colours, colours[:, 1:]):
        assert spread(some) == pytest.approx(np.sqrt(some.astype(float).var(0).sum()), abs=1e-4)


def test_nothing_has_no_median_and_no_spread() -> None:
    nothing = np.zeros((0, 3), np.float32)
    assert np.isnan(median(nothing))
    assert np.isnan(median_colour(nothing)).all()
    assert spread(nothing) == 0.0
