"""Watches the sandbox as CloudWatch watches a deployment: what its steps, queues and APIs do becomes metrics."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS
from deploy.alarms import alarms, events_by_step
from deploy.origins import SITE, Origin
from deploy.schedules import Schedule
from sandbox.cloud.emulator import Client
from sandbox.cloud.template import TEMPLATE
from sandbox.watch.alarms import Alarms
from sandbox.watch.metrics import Metrics, read_filter
from sandbox.watch.names import STAGE, Names, function_name

NAMESPACE = f"gradphoto-{STAGE}"
NO_STEP = ""  # of lines that are written outside of any step
_step: ContextVar[str] = ContextVar("step", default=NO_STEP)


class Watch:
    """schedules: by step, from the template and from app.py, which is imported when the alarms are first looked at."""

    def __init__(self, schedules: Callable[[], Mapping[str, Schedule]]) -> None:
        whole = json.loads(TEMPLATE.read_text())
        self._schedules, self._events = schedules, events_by_step(whole["Resources"])
        self._names = Names(whole["Parameters"], frozenset(to_cfn_resource_name(step) for step in STEPS))
        filters = _of_type(alarms(self._events, {}), "AWS::Logs::MetricFilter").values()
        self.metrics = Metrics([read_filter(one, self._names) for one in filters])
        self._waits_since: dict[str, float] = {}

    @cached_property
    def alarms(self) -> Alarms:
        """Every alarm of the deployment."""
        every = {step: schedule.period for step, schedule in self._schedules().items()}
        return Alarms(_of_type(alarms(self._events, every), "AWS::CloudWatch::Alarm"), self.metrics, self._names)

    @contextmanager
    def call(self, step: str) -> Iterator[None]:
        """Counts a call of a step, and its lines as those of its log group."""
        dimensions, token = {"FunctionName": function_name(step)}, _step.set(step)
        self.metrics.put("AWS/Lambda", "Invocations", 1, time.time(), dimensions)
        try:
            yield
        except BaseException:
            self.metrics.put("AWS/Lambda", "Errors", 1, time.time(), dimensions)
            raise
        finally:
            _step.reset(token)

    def line(self, told: Mapping[str, Any]) -> None:
        """A line that the product wrote."""
        self.metrics.read_line(_step.get(), told)

    def request(self, origin: Origin, status: int, milliseconds: float) -> None:
        """A request that an API answered."""
        name = NAMESPACE if origin is SITE else f"{NAMESPACE}-console"
        dimensions, now = {"ApiName": name, "Stage": STAGE}, time.time()
        values: dict[str, float] = {"Count": 1, "4XXError": 400 <= status < 500, "5XXError": status >= 500}
        for metric, value in (values | {"Latency": milliseconds}).items():
            self.metrics.put("AWS/ApiGateway", metric, value, now, dimensions)

    def view(self) -> dict[str, Any]:
        """What was counted, and the raised alarms with what they mean, for people."""
        totals = self.metrics.totals(NAMESPACE)
        raised = self.alarms.raised(time.time())
        return {
            "metrics": [
                {"name": name, "times": times, "sum": round(sum_, 2), "newest": round(newest, 2)}
                for name, (times, sum_, newest) in totals.items()
            ],
            "alarms": [{"name": name, "means": self.alarms.alarms[name]["AlarmDescription"]} for name in raised],
        }

    def look_at_queues(self, sqs: Client, urls: Mapping[str, str]) -> None:
        """Counts what lies in each queue.  The age is counted from when a look first found something there."""
        now = time.time()
        for name, url in urls.items():
            asked = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
            counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=asked)["Attributes"]
            visible, hidden = (int(counts[one]) for one in asked)
            since = self._waits_since.setdefault(name, now) if visible + hidden else now
            if not visible + hidden:
                self._waits_since.pop(name, None)
            dimensions = {"QueueName": name}
            self.metrics.put("AWS/SQS", "ApproximateNumberOfMessagesVisible", visible, now, dimensions)
            self.metrics.put("AWS/SQS", "ApproximateAgeOfOldestMessage", now - since, now, dimensions)


def _of_type(resources: Mapping[str, Any], kind: str) -> dict[str, Mapping[str, Any]]:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == kind}
