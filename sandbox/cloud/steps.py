"""Calls the product's steps the way Lambda does: by name, with an event and a context, each call on its own."""

from __future__ import annotations

import importlib
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from sandbox.cloud.permissions import Permissions
from sandbox.cloud.schedules import Schedule, parse
from sandbox.cloud.template import ROOT

Event = dict[str, Any]


class Context:
    """What a step learns about its own call."""

    def __init__(self, step: str, seconds: float) -> None:
        self.function_name = step
        self.function_version = "$LATEST"
        self.memory_limit_in_mb = 512
        self.aws_request_id = str(uuid.uuid4())
        self.invoked_function_arn = f"arn:aws-cn:lambda:cn-north-1:000000000000:function:{step}"
        self._ends = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, round((self._ends - time.monotonic()) * 1000))


class _PerThread:
    """Mixed into the app: a Lambda serves one request at a time, these threads serve many."""

    _here = threading.local()

    @property
    def current_request(self) -> Any:
        return getattr(self._here, "request", None)

    @current_request.setter
    def current_request(self, value: Any) -> None:
        self._here.request = value

    @property
    def lambda_context(self) -> Any:
        return getattr(self._here, "context", None)

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._here.context = value


class Steps:
    """The steps of `app.py`, which is imported at the first use: the environment must be set before."""

    def __init__(self, timeouts: Mapping[str, float]) -> None:
        self._timeouts = timeouts
        self.permissions = Permissions()

    @cached_property
    def module(self) -> Any:
        """The map of all steps."""
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        module = importlib.import_module("app")
        app = module.app
        if not isinstance(app, _PerThread):
            app.__class__ = type("ThreadedApp", (_PerThread, type(app)), {})
        return module

    def seconds(self, step: str) -> float:
        """How long the step may take."""
        return self._timeouts.get(step, 60.0)

    def call(self, step: str, event: Event) -> Any:
        """Runs the step here and now, with what its policy allows.  Raises what the step raises."""
        function: Callable[[Event, Context], Any] = getattr(self.module, step)
        with self.permissions.of(step):
            return function(event, Context(step, self.seconds(step)))

    def schedules(self) -> dict[str, Schedule]:
        """By step, those that `app.py` declares."""
        sources = [one for one in self.module.app.event_sources if hasattr(one, "schedule_expression")]
        return {one.name: parse(_text(one.schedule_expression)) for one in sources}


def _text(expression: Any) -> str:
    return expression if isinstance(expression, str) else str(expression.to_string())
