"""The check that no test hangs on the wall's clock, on planted tests."""

from __future__ import annotations

import pytest

from tools import test_clock
from tools.test_clock import SLEPT, TIMED, Place, main, places_in, wrong

HEAD = """
import asyncio, datetime as dates, statistics, time
import time as watch
from datetime import UTC, datetime, timedelta
from time import monotonic as tick, sleep
def test_it(page, pause):
"""


def cures(*lines: str) -> list[tuple[int, str]]:
    """(line of the planted test, cure) of what is found in it."""
    source = HEAD + "\n".join(f"    {line}" for line in lines)
    return [(place.line - HEAD.count("\n"), place.cure) for place in places_in("tests/test_it.py", source)]


@pytest.mark.parametrize(
    "line",
    [
        "time.sleep(0.06)", "sleep(1)", "watch.sleep(secs=2)", "time.sleep(pause)", "time.sleep(0.01 * pause)",
        "time.sleep(0.6 if pause else 0.0)", "asyncio.run(asyncio.sleep(0.1))", "page.wait_for_timeout(51)",
        "page.context.pages[0].wait_for_timeout(pause)", "server(lambda asked: time.sleep(1.0) or asked)",
    ],
)  # fmt: skip
def test_a_long_sleep_is_found(line: str) -> None:
    assert cures("page.click()", line) == [(2, SLEPT)]


@pytest.mark.parametrize(
    "line", ["time.sleep(0.05)", "sleep(0)", "page.wait_for_timeout(50)", "page.wait_for(1000)", "pause.sleep(5)"]
)
def test_a_short_one_is_not(line: str) -> None:
    assert cures(line) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["assert time.time() < 5"],
        ["assert 1 < tick() < 2"],
        ["began = watch.perf_counter()", "assert watch.perf_counter() - began < 1.5"],
        ["began = time.monotonic()", "took = time.monotonic() - began", "assert round(took, 1) <= 2"],
        ["began, ended = tick(), tick()", "took = ended - began", "assert 0.6 <= took"],
        ["took: float = time.time_ns() / 1e9", "assert took > 1"],
        ["began = datetime.now(UTC)", "assert datetime.now(UTC) - began < timedelta(seconds=1)"],
        ["began = dates.datetime.now()", "ended = dates.datetime.now()", "assert (ended - began).total_seconds() < 1"],
        ["spent = []", "spent.append(-time.perf_counter())", "assert statistics.median(spent) < 1"],
        ["def inner():", "    return time.time() > 5"],
    ],
)
def test_a_comparison_with_the_clock_is_found(lines: list[str]) -> None:
    assert cures(*lines) == [(len(lines), TIMED)]


def test_a_loop_until_some_time_is_a_wait() -> None:
    assert cures("until = tick() + 5", "while page.busy and tick() < until:", "    pass") == [(2, SLEPT)]


@pytest.mark.parametrize(
    "lines",
    [
        ["began = time.thread_time()", "assert time.thread_time() - began < 1"],
        ["answer = page.post(str(int(time.time())))", "assert answer.status == 200"],
        ["now = datetime.now(UTC)", "assert page.order.at == now - timedelta(days=1)"],
        ["assert page.time() < 1"],
        ["assert page.order.due - datetime.now(UTC) > timedelta(days=6)"],
    ],
)
def test_other_comparisons_are_not(lines: list[str]) -> None:
    assert cures(*lines) == []


def test_a_place_is_named_by_its_class_and_function() -> None:
    source = "import time\nclass World:\n    def race(self):\n        time.sleep(1)\ntime.sleep(2)\n"
    assert [place.name for place in places_in("tests/a.py", source)] == [
        "tests/a.py::World.race",
        "tests/a.py::<module>",
    ]


def test_what_is_allowed_is_left_alone_and_what_is_allowed_for_nothing_is_said() -> None:
    places = [Place("tests/a.py", 3, "test_a", SLEPT), Place("tests/b.py", 7, "test_b", TIMED)]
    assert wrong(places, ["tests/a.py::test_a", "tests/b.py::test_b"]) == []
    lines = wrong(places, ["tests/a.py::test_a", "tests/gone.py::test"])
    assert lines[0] == f"tests/b.py:7 test_b: {TIMED}"
    assert lines[1].startswith("tests/gone.py::test: nothing is found here")
    assert len(lines) == 2


def test_the_command_fails_for_what_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(test_clock, "places_in", lambda path, source: [])
    monkeypatch.setattr(test_clock, "ALLOWED", {})
    assert main() == 0
    monkeypatch.setattr(test_clock, "ALLOWED", {"tests/gone.py::test": "once"})
    assert main() == 1
    assert "tests/gone.py::test" in capsys.readouterr().out
