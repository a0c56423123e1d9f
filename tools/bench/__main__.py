"""Measurements as tables: `make bench`, or `python -m tools.bench cold warm`.  Exits 1 when a limit is exceeded, and
says in which tables."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox.box import Sandbox
from sandbox.seed import seed
from tools.bench import cold_start, notices, photo, qr, warm, web
from tools.package import FIRST_ANSWERS

ROUNDS = 3
LOG = Path("build/bench.log")


def cold_table() -> bool:
    """Per step the seconds to its first answer on Lambda, and their ratio to the same step with nothing made ready;
    `make package` shows them beside the sizes."""
    LOG.parent.mkdir(exist_ok=True)
    with Sandbox(tick=None) as box, LOG.open("w") as log, contextlib.redirect_stdout(log):
        seed()
        steps = cold_start.measure(box, ROUNDS)
    print(
        f"\n{'cold start':16}{'MB':>5}{'peak':>5}{'start s':>9}{'handler s':>11}{'first s':>9}{'limit':>7}{'ratio':>7}"
    )
    for one in steps:
        limit = cold_start.LIMITS.get(one.step)
        print(
            f"{one.step:16}{one.memory:5}{one.peak:5.0f}{one.start:9.3f}{one.handler:11.3f}{one.first:9.3f}"
            f"{format(limit, '.2f') if limit else '-':>7}{one.first / one.unready:7.2f}{'' if one.kept else '  over'}"
        )
    FIRST_ANSWERS.write_text(json.dumps({one.step: one.first for one in steps}))
    return all(one.kept for one in steps)


def warm_table() -> bool:
    """A request through app and router, without the database."""
    timing = warm.measure()
    print(f"\n{'warm request':14}  p50 {timing.p50:.3f} ms   p99 {timing.p99:.3f} ms   limit p50 {warm.LIMIT_MS} ms")
    return timing.p50 <= warm.LIMIT_MS


def photo_table() -> bool:
    """A whole judgement beside Pillow's open, resize and save, and beside the bare networks."""
    timings = photo.measure()
    print(f"\n{'photo':14}{'p50 ms':>9}{'p95 ms':>9}{'pillow':>9}{'nets':>9}{'ratio':>8}{'limit':>8}{'rss MiB':>9}")
    for timing in timings:
        limit = photo.LIMITS[timing.name]
        mark = "" if timing.ratio <= limit else "  over"
        print(
            f"{timing.name:14}{timing.p50:9.1f}{timing.p95:9.1f}{timing.pillow:9.1f}{timing.nets:9.1f}"
            f"{timing.ratio:8.2f}{limit:8.2f}{timing.rss:9.0f}{mark}"
        )
    return all(timing.ratio <= photo.LIMITS[timing.name] for timing in timings)


def web_table() -> bool:
    """A first visit to the login as it is published, on a slow phone with a slow line."""
    LOG.parent.mkdir(exist_ok=True)
    with Sandbox(tick=None) as box, LOG.open("w") as log, contextlib.redirect_stdout(log), box.published():
        seed()
        figures = web.measure(box.api_url)
    print(
        f"\n{'web login':14}  {figures.bytes / 1024:.1f} KiB in {figures.requests} requests   "
        f"first paint {figures.first_paint:.0f} ms   loaded {figures.loaded:.0f} ms   usable {figures.usable:.0f} ms   "
        f"picture {figures.picture:.0f} ms   "
        f"layout shift {figures.shift:.3f}   limits {web.MOST_BYTES / 1024:.0f} KiB, {web.MOST_MS:.0f} ms"
    )
    return figures.kept


def notices_table() -> bool:
    """Five hundred payment notices at once, with the database."""
    LOG.parent.mkdir(exist_ok=True)
    with Sandbox(tick=None) as box, LOG.open("w") as log, contextlib.redirect_stdout(log):
        seed()
        rush = notices.measure(box)
    print(
        f"\n{'500 notices':14}  p50 {rush.p50:.2f} s   p99 {rush.p99:.2f} s   longest {rush.longest:.2f} s   "
        f"the step p99 {rush.step_p99 * 1000:.0f} ms   {rush.cpu_ms:.1f} ms of CPU each   "
        f"machine slower by {rush.slower:.1f}   limits, by that, {notices.LONGEST_S:.0f} s longest, "
        f"{notices.STEP_P99_S:.0f} s the step"
    )
    return rush.kept


TABLES: dict[str, Callable[[], bool]] = {
    "warm": warm_table,
    "cold": cold_table,
    "photo": photo_table,
    "qr": qr.measure,
    "web": web_table,
    "notices": notices_table,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(TABLES))
    names = parser.parse_args().tables or list(TABLES)
    over = [name for name in names if not TABLES[name]()]
    if over:
        print(f"\nover a limit: {', '.join(over)}", file=sys.stderr)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
