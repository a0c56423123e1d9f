"""How long something still takes, and how large a file is, as the console says it."""

from __future__ import annotations

import json

import pytest

from tests.worlds.console_modules import evaluated

LEFT = "staff/time_left.js"


@pytest.mark.parametrize(
    ("took", "done", "said"),
    [
        (10, 0, ""), (0, 100, ""), (5, 100, ""), (3, 2, ""), (3, 3, "还要约 2 分钟"),
        (20, 50, "还要约 20 秒"), (40, 25, "还要约 2 分钟"), (1, 99, "还要约 10 秒"), (58, 50, "还要约 60 秒"),
    ],
)  # fmt: skip
def test_how_long_the_rest_of_a_hundred_takes(took: int, done: int, said: str) -> None:
    assert evaluated(LEFT, f"it.timeLeft({took}, {done}, 100)") == said


def test_the_seconds_between_two_instants_are_none_while_there_is_one() -> None:
    begun, moved = "2026-11-29T03:00:00Z", "2026-11-29T11:00:20+08:00"
    assert evaluated(LEFT, f"it.between({json.dumps(begun)}, {json.dumps(moved)})") == 20
    assert evaluated(LEFT, f"it.between({json.dumps(begun)}, null)") == 0


@pytest.mark.parametrize(
    ("size", "said"), [(0, "1 KB"), (1, "1 KB"), (1500, "2 KB"), (999_400, "999 KB"), (1_234_567, "1.2 MB")]
)
def test_a_size_is_said_in_one_way(size: int, said: str) -> None:
    assert evaluated("staff/sizes.js", f"it.sizeOf({size})") == said
