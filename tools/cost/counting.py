"""Counts what the product's steps ask of the cloud while something goes through the sandbox."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from unittest import mock

from botocore.client import BaseClient

from sandbox.box import Sandbox
from sandbox.cloud.steps import Event, Steps
from sandbox.cloud.template import load_template
from tools.cost.units import Index, index_units, read_units, touched, write_units

WAITS = {"dynamodb": 0.005, "s3": 0.025, "sqs": 0.01}  # seconds that a step waits for an answer, as measured on AWS
FULL_CORE = 1769  # MiB of memory for which Lambda gives a whole processor
PUTS = frozenset({"PutObject", "CopyObject", "ListObjectsV2", "PostObject"})
OWN_LINES = 350  # bytes that Lambda itself logs of a call
MESSAGE = 3  # requests of a message: send, receive, delete

_step: ContextVar[str | None] = ContextVar("step", default=None)
_waits: ContextVar[list[float]] = ContextVar("waits")  # seconds waited for answers, in the step under way


class Meter:
    """calls: by the names of the price list.  writes: units by table; index_writes: of all indexes; counters: those of
    a task's counters.  events: of the stream.  seconds: of steps at work, as Lambda would run them; by_step: calls of
    each."""

    def __init__(self, box: Sandbox, memory: dict[str, int]) -> None:
        self.calls: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.by_step: Counter[str] = Counter()
        self.requests = self.items = self.index_writes = self.counters = self.events = 0
        self.seconds = self.gb_seconds = self.read_units = 0.0
        self._waited: Counter[int] = Counter()
        self._tables, self._memory = box.aws_client("dynamodb"), memory
        self._indexes = _indexes()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Everything that steps do in this block is counted."""
        ask, call = BaseClient._make_api_call, Steps.call  # type: ignore[attr-defined]

        def asked(client: Any, operation: str, told: dict[str, Any]) -> Any:
            if _step.get() is None:
                return ask(client, operation, told)
            service = client.meta.service_model.service_name
            return self._ask(service, operation, told, lambda: ask(client, operation, told))

        def called(steps: Steps, step: str, event: Event) -> Any:
            self.events += len(event["Records"]) if step == "notify" else 0
            return self._call(step, lambda: call(steps, step, event))

        with mock.patch.object(BaseClient, "_make_api_call", asked), mock.patch.object(Steps, "call", called):
            yield

    def _call(self, step: str, work: Callable[[], Any]) -> Any:
        token, began, waited = _step.set(step), time.thread_time(), [0.0]
        held = _waits.set(waited)
        try:
            return work()
        finally:
            _step.reset(token)
            _waits.reset(held)
            memory = self._memory[step]
            seconds = (time.thread_time() - began) * max(1.0, FULL_CORE / memory) + waited[0]
            self.by_step[step] += 1
            self.seconds += seconds
            self.gb_seconds += seconds * memory / 1024

    def _ask(self, service: str, operation: str, told: dict[str, Any], ask: Callable[[], Any]) -> Any:
        _waits.get()[0] += WAITS.get(service, 0.0)
        if service == "dynamodb":
            return self._ask_tables(operation, told, ask)
        if service == "s3":
            self.calls["s3_puts" if operation in PUTS else "s3_gets"] += operation != "DeleteObject"
        elif service == "sqs" and operation.startswith("SendMessage"):
            self.calls["sqs_requests"] += MESSAGE
        return ask()

    def _ask_tables(self, operation: str, told: dict[str, Any], ask: Callable[[], Any]) -> Any:
        written = list(touched(operation, told))
        before = [self._item(one.table, one.key) for one in written]
        answer = ask()
        self.requests += 1
        self.read_units += read_units(operation, told, answer)
        for one, old in zip(written, before, strict=True):
            new = None if one.kind == "Delete" else self._item(one.table, one.key)
            units = write_units(old, new, one.times)
            self.index_writes += index_units(old, new, self._indexes.get(one.table, ()))
            self.items += one.kind != "ConditionCheck"
            self.writes[one.table] += units
            self.counters += units * one.key["pk"]["S"].startswith("COUNT#")
        return answer

    def _item(self, table: str, key: dict[str, Any]) -> Any:
        token = _step.set(None)  # this request is the meter's own
        try:
            return self._tables.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
        finally:
            _step.reset(token)


def _indexes() -> dict[str, tuple[Index, ...]]:
    tables = load_template().of_type("AWS::DynamoDB::Table")
    return {
        name: tuple(tuple(key["AttributeName"] for key in index["KeySchema"]) for index in indexes)
        for name, table in tables.items()
        if (indexes := table.get("GlobalSecondaryIndexes"))
    }
