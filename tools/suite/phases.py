"""What each phase of a run cost: wall time, and the CPU time of every process it started."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Phases:
    """Seconds by phase: (wall, CPU)."""

    spent: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        wall, processor = time.monotonic(), _processor()
        try:
            yield
        finally:
            self.spent[name] = (time.monotonic() - wall, _processor() - processor)

    @property
    def wall(self) -> float:
        """Seconds of all phases."""
        return sum(wall for wall, _ in self.spent.values())

    def table(self) -> list[str]:
        """A line a phase, then their sum."""
        whole = tuple(map(sum, zip(*self.spent.values(), strict=True)))
        return [_row(name, *spent) for name, spent in (*self.spent.items(), ("together", whole))]


def _row(name: str, wall: float, processor: float) -> str:
    cores = processor / max(wall, 0.01)
    return f"{name:<10} {as_clock(wall):>6} wall {as_clock(processor):>6} processor {cores:5.2f} cores"


def as_clock(seconds: float) -> str:
    """Return minutes and seconds, such as 9:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _processor() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
