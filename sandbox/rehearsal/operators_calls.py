"""Runs in the emulator's own Python environment: what operators ask of AWS and the emulator leaves out.

A log is filtered by a field of its lines, which the emulator takes for every line; messages that were given up go back
to the queues they came from, which it does not know.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable
from typing import Any

import ministack.services.cloudwatch_logs as logs
import ministack.services.sqs as queues

FIELD = re.compile(r'\{ \$\.(\w+) = "([^"]*)" \}')  # the one form of such a filter that operators use
SOURCE = "DeadLetterQueueSourceArn"


def install() -> None:
    """Patches the emulator: from now on, for every log and queue."""
    other = logs._compile_filter_pattern
    logs._compile_filter_pattern = lambda pattern: _of_a_field(pattern or "") or other(pattern)
    queues._HANDLERS["StartMessageMoveTask"] = _move_back


def _of_a_field(pattern: str) -> Callable[[str], bool] | None:
    """Whether a line is meant; None for a pattern of another form."""
    if (found := FIELD.fullmatch(pattern.strip())) is None:
        return None
    name, wanted = found.groups()

    def meant(message: str) -> bool:
        try:
            line = json.loads(message)
        except ValueError:  # the runtime's own
            return False
        return isinstance(line, dict) and line.get(name) == wanted

    return meant


def _move_back(asked: dict[str, Any], url: str) -> dict[str, str]:
    """At once, which AWS does in its own time.  What came by no queue stays."""
    left = queues._queue_by_arn(asked["SourceArn"])
    for message in left["messages"][:]:
        if source := queues._queue_by_arn(message.get("sys", {}).get(SOURCE, "")):
            again = {"receive_count": 0, "receipt_handle": None, "visible_at": time.time()}
            source["messages"].append(message | again)
            left["messages"].remove(message)
    queues.esm_wake.set()
    return {"TaskHandle": secrets.token_hex(16)}
