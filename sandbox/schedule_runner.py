"""Runs the scheduled steps while the sandbox's clock moves, and waits for the work they start."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from deploy.schedules import Schedule, parse
from sandbox.cloud.steps import Steps
from sandbox.cloud.template import Template
from sandbox.cloud.triggers import scheduled_event

PATIENCE = 6.0  # real seconds at a stop: a message that fails five times is a dead letter by then
SHORT_PATIENCE = 0.3  # after a stop that timed out, lest every stop of a long move wait for the same thing
PAUSE = 0.02


class ScheduleRunner:
    """product: None in a sandbox without the product.  busy: functions that tell whether a part still has work; a part
    comes after those that pass work on to it."""

    def __init__(self, product: Steps | None, template: Template) -> None:
        self._product, self._template = product, template
        self.busy: list[Callable[[], object]] = []
        self._rested = True

    def schedules(self) -> dict[str, Schedule]:
        if self._product is None:
            return {}
        from_template = {step: parse(text) for step, text in self._template.schedules.items()}
        return {**self._product.schedules(), **from_template}

    def run(self, step: str) -> bool:
        assert self._product is not None
        try:
            self._product.call(step, scheduled_event(step))
        except Exception:  # as on AWS, it is logged, and time goes on
            traceback.print_exc()
            return False
        return True

    def settle(self) -> None:
        give_up = time.monotonic() + (PATIENCE if self._rested else SHORT_PATIENCE)
        while not (rested := not any(at_work() for at_work in self.busy)) and time.monotonic() < give_up:
            time.sleep(PAUSE)
        self._rested = rested
