"""Windows: points go through and back, pixels land where points do."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.photo.reading.window import Window


@pytest.fixture
def noise() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (640, 480, 3)).astype(np.uint8)


def test_points_go_through_and_back() -> None:
    window = Window(x=310, y=200, scale=0.7, roll=-6, width=300, height=400)
    points = np.random.default_rng(2).uniform(0, 600, (50, 2))
    assert window.to_source(window.to_window(points)) == pytest.approx(points)
    assert window.to_window(np.array([[310.0, 200.0]])) == pytest.approx(np.array([[150, 200]]))


def test_a_clockwise_lean_is_set_upright() -> None:
    window = Window(x=0, y=0, scale=1, roll=10, width=0, height=0)
    leaning = np.array([[np.cos(np.radians(10)), np.sin(np.radians(10))]])  # the right end hangs lower
    assert window.to_window(leaning) == pytest.approx(np.array([[1, 0]]))


def test_the_whole_picture_is_drawn_unchanged(noise: np.ndarray) -> None:
    window = Window(x=240, y=320, scale=1, roll=0, width=480, height=640)
    assert np.array_equal(window.draw(noise), noise)


def test_a_part_is_cut_out_exactly(noise: np.ndarray) -> None:
    window = Window(x=150, y=260, scale=1, roll=0, width=100, height=120)
    assert np.array_equal(window.draw(noise), noise[200:320, 100:200])


def test_shrinking_averages() -> None:
    checks = (np.indices((600, 600)).sum(0) % 2 * 255).astype(np.uint8)[..., None].repeat(3, 2)
    small = Window(x=300, y=300, scale=0.25, roll=0, width=140, height=140).draw(checks)
    assert abs(int(small.min()) - 127) <= 2
    assert abs(int(small.max()) - 127) <= 2


def test_a_mark_lands_where_its_point_does() -> None:
    picture = np.zeros((900, 900, 3), np.uint8)
    picture[398:403, 298:303] = 255
    window = Window(x=330, y=420, scale=0.8, roll=8, width=200, height=200)
    seen = window.draw(picture)[..., 0].astype(float)
    rows, columns = np.indices(seen.shape)
    middle = np.array([[(seen * columns).sum(), (seen * rows).sum()]]) / seen.sum() + 0.5
    assert window.to_window(np.array([[300.5, 400.5]])) == pytest.approx(middle, abs=0.2)


def test_beyond_the_edge_is_known() -> None:
    window = Window(x=0, y=50, scale=1, roll=0, width=100, height=100)
    inside = window.inside(200, 200)
    assert not inside[:, :50].any()
    assert inside[:, 50:].all()


def test_a_window_off_the_picture_still_draws(noise: np.ndarray) -> None:
    drawn = Window(x=-5000, y=9000, scale=1.3, roll=4, width=60, height=80).draw(noise)
    assert drawn.shape == (80, 60, 3)
