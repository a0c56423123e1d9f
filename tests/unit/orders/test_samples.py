"""Which decisions are looked at twice, and which photos get a copy with a fault."""

from __future__ import annotations

import io
import runpy

import pytest
from PIL import Image, ImageChops, ImageStat

from chalicelib.orders.photos import samples
from chalicelib.photo.pixels.spoil import SPOILS, spoil
from chalicelib.shared.ids import random_id
from tests.worlds.reviewer import standard


def test_the_lot_falls_on_a_fiftieth() -> None:
    drawn = runpy.run_path(samples.__file__)  # its own shares: where the sandbox runs, nothing is drawn by chance
    looked, planted = drawn["gets_second_look"], drawn["fault_for"]
    ids = [random_id() for _ in range(20_000)]
    faults = [fault for one in ids if (fault := planted(one, 1))]
    assert 0.015 < len(faults) / len(ids) < 0.025
    assert set(faults) == set(samples.FAULTS)
    assert 0.015 < sum(looked(one, 1) for one in ids) / len(ids) < 0.025
    assert [looked(one, 1) for one in ids] == [looked(one, 1) for one in ids], "whoever asks, and whenever"
    assert len({looked(ids[0], number) for number in range(1, 1000)}) == 2, "each photo for itself"


def test_every_fault_can_be_made() -> None:
    assert set(SPOILS) == set(samples.FAULTS)


@pytest.mark.parametrize("code", samples.FAULTS)
def test_a_fault_can_be_seen(code: str) -> None:
    """At a glance."""
    good = standard()
    with Image.open(io.BytesIO(good)) as before, Image.open(io.BytesIO(spoil(good, code))) as after:
        assert (after.size, after.format, after.mode) == (before.size, "JPEG", "RGB")
        changed = ImageStat.Stat(ImageChops.difference(before.convert("RGB"), after)).rms
        assert max(changed) > 8.0, code
