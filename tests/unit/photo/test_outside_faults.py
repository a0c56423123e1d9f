"""Faults that a program of others puts into pictures: what it is asked for, and how they are counted."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from chalicelib.photo.codes import CODES
from tests.unit.photo.recipe_world import picture
from tests.worlds.pictures import drawn, encoded
from tools.evaluate.judging import Judgement
from tools.evaluate.outside import FAULTS, spoilt, told

GOOD = Judgement("PASSED", {})


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_seen_and_is_the_same_each_time(name: str) -> None:
    small = drawn().resize((150, 200))
    data = encoded(small)
    once = spoilt(data, name)
    assert spoilt(data, name) == once
    image = Image.open(io.BytesIO(once))
    assert image.size == small.size
    assert np.abs(np.asarray(image.convert("RGB"), int) - np.asarray(small, int)).mean() > 1
    assert FAULTS[name].codes <= CODES.keys()


def test_a_fault_counts_where_it_was_not_found_before() -> None:
    good, dark, missed = (picture(name) for name in (b"good", b"dark", b"missed"))
    small = picture(b"small")
    seen = [(good, GOOD), (dark, Judgement("PASSED", {"too_dark": "warn"})), (missed, GOOD)]
    seen.append((small, Judgement("FAILED", {"low_resolution": "fail"})))
    after = [
        (good, Judgement("FAILED", {"too_dark": "fail"})),
        (dark, Judgement("FAILED", {"too_dark": "fail"})),
        (missed, Judgement("FAILED", {"crown_margin": "fail", "too_dark": "warn"})),
        (small, Judgement("FAILED", {"too_dark": "fail"})),
    ]
    found = {rate.name: (rate.count, rate.n) for rate in told(seen, {"darker, 1": after})}
    assert found == {"told: darker, 1": (2, 2), "failed: darker, 1": (1, 2), "as anything: darker, 1": (1, 2)}
