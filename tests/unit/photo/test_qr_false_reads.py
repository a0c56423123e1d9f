"""Pictures without a QR code: nothing is ever read in them, by any pass."""

from __future__ import annotations

import pytest

from chalicelib.photo.qr.scan import read_qr
from drawings import no_qr
from tests.worlds.pictures import encoded


@pytest.mark.parametrize("of", [1, pytest.param(20, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", no_qr.KINDS)
def test_nothing_is_read_where_there_is_no_code(kind: str, of: int) -> None:
    for picture in no_qr.pictures(kind, of):
        assert read_qr(encoded(picture), budget_s=10) == []


@pytest.mark.parametrize("kind", no_qr.KINDS)
def test_the_same_dice_draw_the_same_picture(kind: str) -> None:
    first, again = (next(no_qr.pictures(kind, 1, seed=3)) for _ in range(2))
    assert first.tobytes() == again.tobytes()
