"""What happens while the sandbox's time moves on: schedules run, and what they set going comes to its end."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable

from sandbox.cloud.schedules import Schedule, parse
from sandbox.cloud.steps import Steps
from sandbox.cloud.template import Template
from sandbox.cloud.triggers import scheduled_event

PATIENCE = 6.0  # real seconds at a stop: what fails five times has gone to the dead letters by then
LITTLE = 0.3  # after a stop that did not come to rest, or each stop of a long move would wait for the same thing
PAUSE = 0.02


class Passing:
    """product: None where there is none.  busy: each says whether something is still to do in its
    place; a place comes after those that hand things on to it."""

    def __init__(self, product: Steps | None, template: Template) -> None:
        self._product, self._template = product, template
        self.busy: list[Callable[[], object]] = []
        self._rested = True

    def schedules(self) -> dict[str, Schedule]:
        if self._product is None:
            return {}
        daily = {step: parse(text) for step, text in self._template.schedules.items()}
        return {**self._product.schedules(), **daily}

    def run(self, step: str) -> bool:
        assert self._product is not None
        try:
            self._product.call(step, scheduled_event(step))
        except Exception:  # as on AWS it is logged, and time goes on
            traceback.print_exc()
            return False
        return True

    def settle(self) -> None:
        give_up = time.monotonic() + (PATIENCE if self._rested else LITTLE)
        while not (rested := not any(at_work() for at_work in self.busy)) and time.monotonic() < give_up:
            time.sleep(PAUSE)
        self._rested = rested
