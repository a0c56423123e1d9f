"""How long payment notices wait if five hundred come at once, nearly a third of them twice.

The rush is the one of the race test; here it is timed.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import time
from dataclasses import dataclass
from typing import Any

from sandbox.box import Sandbox
from sandbox.cloud.steps import Event
from tests.race.rush import NOTICES, at_once, rush
from tests.worlds.pay import world_of

LONGEST_S, STEP_P99_S = 5.0, 1.0  # on a machine of our own; the channel hangs up after 5


@dataclass(frozen=True, kw_only=True)
class Rush:
    """Seconds until the answer; step_p99: inside the step; slower: how much slower the machine is for others' work;
    cpu_ms: of this process, for each notice."""

    p50: float
    p99: float
    longest: float
    step_p99: float
    slower: float
    cpu_ms: float

    @property
    def kept(self) -> bool:
        """Most of it is waiting for a core."""
        return self.longest / self.slower < LONGEST_S and self.step_p99 / self.slower < STEP_P99_S


def measure(box: Sandbox) -> Rush:
    steps, inside = box.steps, list[float]()
    call = steps.call

    def timed(step: str, event: Event) -> Any:
        began = time.perf_counter()
        answer = call(step, event)
        inside.append(time.perf_counter() - began)
        return answer

    with world_of(box) as world:
        _, notices = rush(world)
        steps.call = timed  # type: ignore[method-assign]
        before, cpu = crowded(), time.process_time()
        answers = at_once(world, "wechat", notices)
        cpu = time.process_time() - cpu
        del steps.call
    seconds = sorted(took for _, took in answers)
    p99, step_p99 = (statistics.quantiles(some, n=100)[98] for some in (seconds, inside))
    return Rush(
        p50=statistics.median(seconds),
        p99=p99,
        longest=seconds[-1],
        step_p99=step_p99,
        slower=max(before, crowded()),
        cpu_ms=cpu / NOTICES * 1000,
    )


def crowded() -> float:
    """How much slower the machine is than if it were ours alone: the ratio of wall time to CPU time of some work, or of
    processes to cores in the last minute."""
    wall, cpu = time.perf_counter(), time.thread_time()
    while time.thread_time() - cpu < 0.2:
        hashlib.sha256(bytes(100_000)).digest()
    waiting = os.getloadavg()[0] / (os.cpu_count() or 1)
    return max(1.0, waiting, (time.perf_counter() - wall) / (time.thread_time() - cpu))
