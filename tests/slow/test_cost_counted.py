"""The calls of a journey that prices and capacity are computed from are still those that it makes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.cost import journey

ROOT = Path(__file__).parents[2]
COUNT = """
import json
from dataclasses import asdict
from tools.cost.journey import measure
print(json.dumps(asdict(measure())))
"""
OFF = 0.1  # of a figure: whether a token was cached, or a session read, may differ


@pytest.mark.slow
def test_what_was_counted_is_what_is_counted_now() -> None:
    """After a change: python -m tools.cost --measure --write"""
    done = subprocess.run([sys.executable, "-c", COUNT], cwd=ROOT, capture_output=True, text=True, check=True)
    now, kept = journey.Counted(**json.loads(done.stdout.splitlines()[-1])), journey.kept()
    assert now.by_step == kept.by_step
    assert now.writes == pytest.approx(kept.writes, rel=OFF)
    assert (now.requests, now.items, now.counters) == pytest.approx((kept.requests, kept.items, kept.counters), rel=OFF)
    assert now.calls["site_files"] == kept.calls["site_files"]
