"""The parts of the deployment template that the sandbox needs: tables, buckets, queues, and the triggers of steps."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / ".chalice" / "resources.json"
CONFIG = ROOT / ".chalice" / "config.json"


@dataclass(frozen=True, kw_only=True)
class QueueEvents:
    """A queue that feeds a step."""

    step: str
    queue: str
    batch: int
    partial: bool  # the step names the items that failed


@dataclass(frozen=True, kw_only=True)
class ObjectEvents:
    """New objects that feed a step.  failures: the queue for events that it could not handle."""

    step: str
    prefixes: tuple[str, ...]
    retries: int
    failures: str | None


@dataclass(frozen=True, kw_only=True)
class StreamEvents:
    """A table's stream that feeds a step.  patterns: a record passes when one of them matches."""

    step: str
    table: str
    batch: int
    patterns: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Template:
    """Names are the template's logical ids; a step's name is its id in snake case.

    timeouts: seconds by step; reserved: steps with a concurrency of their own.
    """

    resources: dict[str, Any]
    timeouts: dict[str, float]
    reserved: frozenset[str]

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """Properties by logical id, such as of_type("AWS::SQS::Queue")."""
        return {name: item["Properties"] for name, item in self.resources.items() if item.get("Type") == kind}

    @cached_property
    def queue_events(self) -> list[QueueEvents]:
        mappings = []
        for name, event in self._events("SQS"):
            partial = "ReportBatchItemFailures" in event.get("FunctionResponseTypes", [])
            queue, batch = _logical_id(event["Queue"]), event.get("BatchSize", 10)
            mappings.append(QueueEvents(step=step_name(name), queue=queue, batch=batch, partial=partial))
        return mappings

    @cached_property
    def object_events(self) -> list[ObjectEvents]:
        prefixes: dict[str, list[str]] = {}
        for name, event in self._events("S3"):
            prefixes.setdefault(name, []).extend(rule["Value"] for rule in event["Filter"]["S3Key"]["Rules"])
        mappings = []
        for name, values in prefixes.items():
            config = self.resources[name]["Properties"].get("EventInvokeConfig", {})
            failure = config.get("DestinationConfig", {}).get("OnFailure")
            failures = _logical_id(failure["Destination"]) if failure else None
            retries = config.get("MaximumRetryAttempts", 2)
            events = ObjectEvents(step=step_name(name), prefixes=tuple(values), retries=retries, failures=failures)
            mappings.append(events)
        return mappings

    @cached_property
    def schedules(self) -> dict[str, str]:
        """Expressions by step."""
        return {step_name(name): event["Schedule"] for name, event in self._events("Schedule")}

    @cached_property
    def stream_events(self) -> list[StreamEvents]:
        mappings = []
        for name, event in self._events("DynamoDB"):
            patterns = tuple(json.loads(each["Pattern"]) for each in event["FilterCriteria"]["Filters"])
            table, batch = _logical_id(event["Stream"]), event["BatchSize"]
            mappings.append(StreamEvents(step=step_name(name), table=table, batch=batch, patterns=patterns))
        return mappings

    def _events(self, kind: str) -> list[tuple[str, dict[str, Any]]]:
        steps = [(name, resource.get("Properties", {}).get("Events", {})) for name, resource in self.resources.items()]
        return [
            (name, event["Properties"]) for name, events in steps for event in events.values() if event["Type"] == kind
        ]


def load_template() -> Template:
    """The template and the steps' limits as they are deployed."""
    functions = next(iter(json.loads(CONFIG.read_text())["stages"].values()))["lambda_functions"]
    timeouts = {
        name: float(settings["lambda_timeout"]) for name, settings in functions.items() if "lambda_timeout" in settings
    }
    reserved = frozenset(name for name, settings in functions.items() if "reserved_concurrency" in settings)
    return Template(resources=json.loads(TEMPLATE.read_text())["Resources"], timeouts=timeouts, reserved=reserved)


def step_name(logical_id: str) -> str:
    """SettleDue → settle_due."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", logical_id).lower()


def _logical_id(reference: dict[str, Any]) -> str:
    """{"Ref": X} or {"Fn::GetAtt": [X, …]} → X."""
    target = reference.get("Ref") or reference["Fn::GetAtt"][0]
    return str(target)
