"""The sandbox's time: one for the product, the simulators and the schedules, which can be moved forward."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sandbox import travel
from sandbox.cloud.schedules import DAY, HOUR, MINUTE, Schedule, fired, stops
from sandbox.records import Record, Records
from sandbox.times import CHINA

MOST_DAYS = 400  # of one move


def when(text: str) -> datetime:
    """ISO 8601; without a zone it is Shanghai's.  Raises ValueError."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"看不懂这个时间：{text}") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=CHINA)


class Scene(Protocol):
    """What time moves on for."""

    def schedules(self) -> dict[str, Schedule]:
        """By step."""

    def run(self, step: str) -> bool:
        """Whether it went well."""

    def settle(self) -> None:
        """Returns when what was due is done."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How often each step ran in a move, and how often it failed."""

    times: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def view(self) -> list[Record]:
        return [{"step": step, "times": times, "failed": self.failed[step]} for step, times in self.times.items()]


class SandboxClock:
    """Forward only.  The process is moved, and by `move_emulator` the emulator, which is another one.

    A clock that was ahead is ahead again after `start`; `stop` puts the process back to where it was before.
    """

    def __init__(self, records: Records, scene: Scene, move_emulator: Callable[[float], None]) -> None:
        self._records, self._scene, self._move_emulator = records, scene, move_emulator
        self._moving = threading.Lock()
        self._before = 0.0

    def start(self) -> None:
        self._before = travel.ahead()
        kept = self._records.get("clock", "ahead")
        travel.go(max(self._before, kept["seconds"] if kept else 0.0))

    def stop(self) -> None:
        travel.go(self._before)

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    @property
    def ahead(self) -> float:
        """Seconds."""
        return travel.ahead()

    def shown(self) -> str:
        """For people."""
        left, parts = round(self.ahead), list[str]()
        for size, unit in ((DAY, "天"), (HOUR, "小时"), (MINUTE, "分钟")):
            count, left = divmod(left, size)
            parts += [f"{count} {unit}"] * (count > 0)
        ahead = " ".join(parts) or "不到 1 分钟"
        return f"{datetime.fromtimestamp(self.now(), CHINA):%Y-%m-%d %H:%M}，比真实时间快 {ahead}"

    def view(self) -> Record:
        return {"now": self.now(), "ahead_seconds": round(self.ahead), "moving": self._moving.locked()}

    def move(self, *, seconds: float = 0, minutes: float = 0, days: float = 0, schedules: bool = True) -> Ran:
        """Moves on.  schedules: stops on the way, runs every schedule whose time went by since the stop before, once,
        and waits for what it set going; False: one jump, and nothing runs.

        Raises ValueError with words for the control page.
        """
        seconds += minutes * MINUTE + days * DAY
        if not seconds > 0:
            raise ValueError("沙箱的时间只能向前")
        if seconds > MOST_DAYS * DAY:
            raise ValueError(f"一次最多向前 {MOST_DAYS} 天")
        if not self._moving.acquire(blocking=False):
            raise ValueError("时间正在移动，请稍候")
        try:
            return self._move(self.ahead + seconds, self._scene.schedules() if schedules else None)
        finally:
            self._moving.release()

    def to(self, instant: datetime, *, schedules: bool = True) -> Ran:
        """Moves on to that instant.  Raises ValueError."""
        return self.move(seconds=instant.timestamp() - self.now(), schedules=schedules)

    def _move(self, ahead: float, schedules: dict[str, Schedule] | None) -> Ran:
        ran = Ran()
        if schedules is not None:
            self._scene.settle()
            passed, end = self.now(), travel.real() + ahead
            for stop in stops(schedules, passed, end):
                self._hop(ahead if stop == end else min(ahead, max(self.ahead, stop - travel.real())))
                after, passed = passed, self.now()
                for step in fired(schedules, after, passed):
                    ran.times[step] += 1
                    ran.failed[step] += not self._scene.run(step)
                self._scene.settle()
        else:
            self._hop(ahead)
        return ran

    def _hop(self, ahead: float) -> None:
        """The emulator first: it takes requests of a moment ago, and none of the future."""
        self._move_emulator(ahead)
        travel.go(ahead)
        self._records.put("clock", "ahead", {"seconds": ahead})

    def back(self) -> None:
        """To where the process was before, as if nothing had been moved.  For tests, which share a sandbox: what was
        written meanwhile stays in the future."""
        if self.ahead != self._before:
            self._move_emulator(self._before)
            travel.go(self._before)
            self._records.remove("clock", "ahead")
