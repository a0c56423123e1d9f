"""The sandbox's time: the same for the product, the simulators and the schedules; it can be moved forward."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from deploy.schedules import DAY, HOUR, MINUTE, Schedule
from sandbox import travel
from sandbox.cloud.schedules import steps_due, stops
from sandbox.records import Record, Records
from sandbox.times import CHINA

MOST_DAYS = 400  # in one move


def parse_instant(text: str) -> datetime:
    """Parses ISO 8601; without a zone it is Shanghai time.  Raises ValueError."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"看不懂这个时间：{text}") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=CHINA)


class Runner(Protocol):
    """Runs the scheduled steps while the clock moves."""

    def schedules(self) -> dict[str, Schedule]:
        """The schedules by step."""

    def run(self, step: str) -> bool:
        """Runs a step.  Returns whether it succeeded."""

    def settle(self) -> None:
        """Waits until the work that has become due is done."""


@dataclass(frozen=True, kw_only=True)
class StepRuns:
    """How often each step ran during a move of the clock, and how often it failed."""

    times: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def view(self) -> list[Record]:
        return [{"step": step, "times": times, "failed": self.failed[step]} for step, times in self.times.items()]


class SandboxClock:
    """Moves the time of this process and, by `move_emulator`, that of the emulator's process; forward only.

    `start` moves the clock as far ahead as it was before; `stop` puts the process back to its earlier time.
    """

    def __init__(self, records: Records, runner: Runner, move_emulator: Callable[[float], None]) -> None:
        self._records, self._runner, self._move_emulator = records, runner, move_emulator
        self._moving = threading.Lock()
        self._before = 0.0

    def start(self) -> None:
        self._before = travel.ahead()
        stored = self._records.get("clock", "ahead")
        travel.go(max(self._before, stored["seconds"] if stored else 0.0))

    def stop(self) -> None:
        travel.go(self._before)

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    @property
    def ahead(self) -> float:
        """How far the clock is ahead of the real time, in seconds."""
        return travel.ahead()

    def describe(self) -> str:
        """The time, and how far it is ahead, as text for people."""
        left, parts = round(self.ahead), list[str]()
        for size, unit in ((DAY, "天"), (HOUR, "小时"), (MINUTE, "分钟")):
            count, left = divmod(left, size)
            parts += [f"{count} {unit}"] * (count > 0)
        ahead = " ".join(parts) or "不到 1 分钟"
        return f"{datetime.fromtimestamp(self.now(), CHINA):%Y-%m-%d %H:%M}，比真实时间快 {ahead}"

    def view(self) -> Record:
        return {"now": self.now(), "ahead_seconds": round(self.ahead), "moving": self._moving.locked()}

    def move(
        self,
        *,
        seconds: float = 0,
        minutes: float = 0,
        days: float = 0,
        schedules: bool = True,
        hold: bool = False,
    ) -> StepRuns:
        """Moves the clock forward.  schedules: stops on the way, at each stop runs every schedule that fired since the
        last one, once, and waits for the work it starts; False: a single jump, and nothing runs.
        hold: this process's time then stands still until the next move, or `back`.

        Raises ValueError with a text for the control page.
        """
        seconds += minutes * MINUTE + days * DAY
        if not seconds > 0:
            raise ValueError("沙箱的时间只能向前")
        if seconds > MOST_DAYS * DAY:
            raise ValueError(f"一次最多向前 {MOST_DAYS} 天")
        if not self._moving.acquire(blocking=False):
            raise ValueError("时间正在移动，请稍候")
        try:
            runs = self._move(self.ahead + seconds, self._runner.schedules() if schedules else None)
            if hold:
                travel.go(self.ahead, held=True)
            return runs
        finally:
            self._moving.release()

    def to(self, instant: datetime, *, schedules: bool = True) -> StepRuns:
        """Moves the clock forward to an instant.  schedules, errors: as in `move`."""
        return self.move(seconds=instant.timestamp() - self.now(), schedules=schedules)

    def _move(self, ahead: float, schedules: dict[str, Schedule] | None) -> StepRuns:
        runs = StepRuns()
        if schedules is not None:
            self._runner.settle()
            now, end = self.now(), travel.real() + ahead
            for stop in stops(schedules, now, end):
                self._jump(ahead if stop == end else min(ahead, max(self.ahead, stop - travel.real())))
                before, now = now, self.now()
                for step in steps_due(schedules, before, now):
                    runs.times[step] += 1
                    runs.failed[step] += not self._runner.run(step)
                self._runner.settle()
        else:
            self._jump(ahead)
        return runs

    def _jump(self, ahead: float) -> None:
        """One jump.  The emulator moves first: it accepts requests from a moment ago, but none from the future."""
        self._move_emulator(ahead)
        travel.go(ahead)
        self._records.put("clock", "ahead", {"seconds": ahead})

    def back(self) -> None:
        """Puts the clock back to where it was at `start`, for tests that share a sandbox.  Data written meanwhile
        keeps its dates in the future."""
        if self.ahead != self._before:
            self._move_emulator(self._before)
            travel.go(self._before)
            self._records.remove("clock", "ahead")
