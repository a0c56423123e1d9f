"""CloudWatch's metrics as the sandbox has them: of the steps' calls and log lines, the queues, and requests.

A log line counts through the template's own metric filters, and through the metrics it declares (EMF).
"""

from __future__ import annotations

import json
import math
import re
import threading
from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.watch.names import Names

Key = tuple[str, str, frozenset[tuple[str, str]]]
PATTERN = re.compile(r'\{ \$\.(\w+) = "(\w+)" \}')  # the one form of filter that the template uses
KEPT = 100_000  # values of a metric


@dataclass(frozen=True)
class Filter:
    """A metric filter: lines of a step whose `field` is `value` add to a metric."""

    step: str
    field: str
    value: str
    namespace: str
    metric: str
    adds: float


def read_filter(properties: Mapping[str, Any], names: Names) -> Filter:
    """A metric filter of the template.  Raises ValueError for a pattern of another form."""
    pattern = PATTERN.fullmatch(properties["FilterPattern"])
    if pattern is None:
        raise ValueError(f"the sandbox does not know this pattern: {properties['FilterPattern']}")
    (adds,) = properties["MetricTransformations"]
    namespace = names.text(adds["MetricNamespace"])
    step = names.step_of_log_group(properties["LogGroupName"])
    return Filter(step, pattern[1], pattern[2], namespace, adds["MetricName"], float(adds["MetricValue"]))


class Metrics:
    """Values with their times, in seconds since 1970."""

    def __init__(self, filters: Collection[Filter] = ()) -> None:
        self._filters = filters
        self._values: dict[Key, deque[tuple[float, float]]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._guard = threading.Lock()

    def put(
        self, namespace: str, name: str, value: float, at: float, dimensions: Mapping[str, str] | None = None
    ) -> None:
        with self._guard:
            self._values[namespace, name, frozenset((dimensions or {}).items())].append((at, value))

    def read_line(self, step: str, line: Mapping[str, Any]) -> None:
        """Counts a line of a step's log."""
        at = float(line["at"])
        for one in self._filters:
            if one.step == step and line.get(one.field) == one.value:
                self.put(one.namespace, one.metric, one.adds, at)
        for directive in line.get("_aws", {}).get("CloudWatchMetrics", ()):
            for dimensions in directive["Dimensions"]:
                named = {name: str(line[name]) for name in dimensions}
                for metric in directive["Metrics"]:
                    self.put(directive["Namespace"], metric["Name"], float(line[metric["Name"]]), at, named)

    def statistic(
        self, namespace: str, name: str, dimensions: Mapping[str, str], statistic: str, start: float, end: float
    ) -> float | None:
        """Of the values after `start` and until `end`, if any.  statistic: Sum, Minimum, Maximum, or pNN."""
        with self._guard:
            stored = self._values.get((namespace, name, frozenset(dimensions.items())), ())  # adds no empty entry
            values = sorted(value for at, value in stored if start < at <= end)
        if not values:
            return None
        if statistic.startswith("p"):
            return values[max(0, math.ceil(len(values) * float(statistic[1:]) / 100) - 1)]
        return {"Sum": sum(values), "Minimum": values[0], "Maximum": values[-1]}[statistic]

    def totals(self, namespace: str) -> dict[str, tuple[int, float, float]]:
        """By metric without dimensions: how many values there are, their sum, and the newest."""
        with self._guard:
            return {
                name: (len(values), sum(value for _, value in values), values[-1][1])
                for (space, name, dimensions), values in sorted(self._values.items(), key=lambda item: item[0][1])
                if space == namespace and not dimensions
            }


def parsed(text: str) -> dict[str, Any] | None:
    """A line of the product's log; None for any other text."""
    if not text.startswith('{"at"'):
        return None
    line: dict[str, Any] = json.loads(text)
    return line
