"""How long a step takes to its first answer, as Lambda gives processor time.

A Lambda starts with a whole core, whatever its memory; its handler has the memory's share of one (1769 MB are a core).
So the first answer takes the start's processor seconds and the handler's, as many times more as its share is less than
one.  They are counted, not timed: what else this machine does adds little, and no waiting counts, neither for the
emulator here nor for the network there.  Each step runs in a process of its own with its own settings, in turn as it is
and with nothing made ready at its start, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from chalicelib.shared.settings import STEPS, group_of
from sandbox.box import Sandbox
from tools.bench.cold_events import events

ROOT = Path(__file__).resolve().parents[2]
WHOLE_CORE = 1769  # MB
STUDENTS, JUDGING, DESK = 0.60, 1.05, 0.75  # seconds
# Of the steps somebody waits for.  validate has longer: on one core Python, the AWS clients and the tables take 0.3 s,
# numpy, OpenCV, ONNX Runtime and Pillow 0.1, the networks 0.1, OpenCV's tables for Lab colours 0.07, and a judgement
# that is the process's hundredth still 0.2, half of it in one network.  More memory gives one thread no more than a
# core.  A student's page asks for the answer again and again instead of waiting for it.
ASKED = ("login", "lookup", "upload", "decode", "orders", "pay", "pay_webhook", "rights")
LIMITS = dict.fromkeys(ASKED, STUDENTS) | {"validate": JUDGING, "staff": DESK}
PROGRAM = """
import json, sys, time
from chalicelib.wire import warm
from tools.bench.peak import peak_mib
step, as_it_is, event = sys.argv[1], len(sys.argv) == 2, json.loads(sys.stdin.read())
if not as_it_is:
    warm.make_ready = lambda step: None
import app
began = time.process_time()
answer = getattr(app, step)(event, None)
status = answer.get("statusCode", 200) if isinstance(answer, dict) else 200
failed = isinstance(answer, dict) and answer.get("batchItemFailures")
print("ANSWER", json.dumps([500 if failed else status, began, time.process_time() - began, peak_mib()]))
"""


@dataclass(frozen=True, kw_only=True)
class Cold:
    """A step's start and handler in processor seconds; first: seconds to its first answer on Lambda; unready: the same
    with nothing made ready at its start; memory: what it has in MB; peak: what it took in MiB."""

    step: str
    memory: int
    start: float
    handler: float
    unready: float
    peak: float

    @property
    def first(self) -> float:
        return first_answer(self.start, self.handler, self.memory)

    @property
    def kept(self) -> bool:
        return self.first <= LIMITS.get(self.step, self.first)


def first_answer(start: float, handler: float, memory: int) -> float:
    """Seconds; more than a core is of no use to one thread."""
    return start + handler * max(1.0, WHOLE_CORE / memory)


def memories() -> dict[str, int]:
    """MB of each step."""
    config = json.loads((ROOT / ".chalice/config.json").read_text())
    functions = config["stages"]["prod"]["lambda_functions"]
    return {step: functions[step]["lambda_memory_size"] for step in STEPS}


def environ(step: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment of the step's Lambda: its own settings, and what boto3 reads."""
    names = {field.name.upper() for field in fields(STEPS[step]) if not group_of(field)} | {"TZ"}
    own = {name: value for name, value in env.items() if name in names or name.startswith("AWS_")}
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**base, **own, "STEP": step, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


def run(step: str, event: Mapping[str, Any], env: Mapping[str, str], *options: str) -> tuple[float, float, float]:
    """Processor seconds of one process's start and handler, and its peak in MiB.  Raises RuntimeError when its answer
    was not a success."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, step, *options],
        input=json.dumps(event),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environ(step, env),
        check=False,
        timeout=60,
    )
    answer = next((line for line in done.stdout.splitlines() if line.startswith("ANSWER")), "ANSWER [0, 0, 0, 0]")
    status, start, handler, peak = json.loads(answer.removeprefix("ANSWER"))
    if status not in (200, 201, 204):
        raise RuntimeError(f"{step}: {status}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return start, handler, peak


def measure(box: Sandbox, rounds: int) -> list[Cold]:
    """Every step, as it is and unready in turn, `rounds` times after one that warms the disk; the least of each counts,
    as other work on the machine only adds."""
    for code in (ROOT / "app.py", ROOT / "chalicelib"):
        compileall.compile_dir(code, quiet=1) if code.is_dir() else compileall.compile_file(code, quiet=1)
    making, memory, steps = events(box, 2 * (rounds + 1)), memories(), []
    for step in STEPS:
        ready, unready = [], []
        for _ in range(rounds + 1):
            ready.append(run(step, making[step](), box.env))
            unready.append(run(step, making[step](), box.env, "unready"))
        start, handler, peak = min(ready[1:], key=lambda one: first_answer(one[0], one[1], memory[step]))
        late = min(first_answer(one[0], one[1], memory[step]) for one in unready[1:])
        steps.append(Cold(step=step, memory=memory[step], start=start, handler=handler, unready=late, peak=peak))
    return steps
