"""Calls the product's steps as Lambda does: by name, with an event and a context."""

from __future__ import annotations

import importlib
import sys
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import Any

from deploy.schedules import Schedule, parse
from sandbox.cloud.permissions import Permissions
from sandbox.cloud.template import ROOT

Event = dict[str, Any]
LONGEST_SECONDS = 29.0  # API Gateway's limit for a step


class Context:
    """Lambda's context object: the facts that a step can read about its call."""

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
    """Mixed into the app: a Lambda serves one request at a time, but here many threads serve requests at once."""

    _thread = threading.local()

    @property
    def current_request(self) -> Any:
        return getattr(self._thread, "request", None)

    @current_request.setter
    def current_request(self, value: Any) -> None:
        self._thread.request = value

    @property
    def lambda_context(self) -> Any:
        return getattr(self._thread, "context", None)

    @lambda_context.setter
    def lambda_context(self, value: Any) -> None:
        self._thread.context = value


class Steps:
    """The steps of `app.py`, which is imported at the first use: the environment must be set by then.

    watched: surrounds each call of a step; it is replaced by whoever watches.
    """

    def __init__(self, timeouts: Mapping[str, float]) -> None:
        self._timeouts = timeouts
        self.watched: Callable[[str], AbstractContextManager[None]] = lambda step: nullcontext()
        self.permissions = Permissions()

    @cached_property
    def module(self) -> Any:
        """The module `app`, which declares all steps."""
        if str(ROOT) not in sys.path:
            sys.path.insert(0, str(ROOT))
        module = importlib.import_module("app")
        app = module.app
        if not isinstance(app, _PerThread):
            app.__class__ = type("ThreadedApp", (_PerThread, type(app)), {})
        return module

    def seconds(self, step: str) -> float:
        """The step's time limit."""
        return self._timeouts.get(step, 60.0)

    def answer_seconds(self, step: str) -> float:
        """The time limit of the step's answer to a request: its own or API Gateway's, the shorter."""
        return min(LONGEST_SECONDS, self.seconds(step))

    def call(self, step: str, event: Event) -> Any:
        """Runs the step in this thread, with the rights of its policy.  Raises what the step raises."""
        function: Callable[[Event, Context], Any] = getattr(self.module, step)
        with self.watched(step), self.permissions.of(step):
            return function(event, Context(step, self.seconds(step)))

    def schedules(self) -> dict[str, Schedule]:
        """The schedules that `app.py` declares, by step."""
        sources = [source for source in self.module.app.event_sources if hasattr(source, "schedule_expression")]
        return {source.name: parse(_text(source.schedule_expression)) for source in sources}


def _text(expression: Any) -> str:
    return expression if isinstance(expression, str) else str(expression.to_string())
