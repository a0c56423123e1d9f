"""The template's alarms, evaluated as CloudWatch does: by period, statistic, threshold and what is missing."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, Literal

from sandbox.watch.metrics import Metrics
from sandbox.watch.names import Names

State = Literal["OK", "ALARM"]
Values = list[float | None]
BREACHES: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
}
MISSING = {"breaching": True, "notBreaching": False}
SUM_OF_ALL = "SUM(METRICS())"
MATH: Mapping[type, Callable[[Any, Any], Any]] = {ast.Div: operator.truediv, ast.GtE: operator.ge}


class Alarms:
    """alarms: properties by logical name."""

    def __init__(self, alarms: Mapping[str, Mapping[str, Any]], metrics: Metrics, names: Names) -> None:
        self.alarms, self._metrics, self._names = alarms, metrics, names

    def state(self, name: str, now: float) -> State:
        """ALARM if each of the last periods breaches the threshold.  Raises KeyError for an unknown name."""
        alarm = self.alarms[name]
        period, times = _period(alarm), alarm["EvaluationPeriods"]
        ends = (now - back * period for back in range(times))
        return "ALARM" if all(self._breaches(alarm, end - period, end) for end in ends) else "OK"

    def raised(self, now: float) -> list[str]:
        """The names of all alarms that are raised."""
        return [name for name in self.alarms if self.state(name, now) == "ALARM"]

    def _breaches(self, alarm: Mapping[str, Any], start: float, end: float) -> bool:
        value = self._value(alarm, start, end)
        if value is None:
            return MISSING[alarm["TreatMissingData"]]
        return BREACHES[alarm["ComparisonOperator"]](value, self._names.number(alarm["Threshold"]))

    def _value(self, alarm: Mapping[str, Any], start: float, end: float) -> float | None:
        if "Metrics" not in alarm:
            return self._one(alarm, alarm.get("Statistic") or alarm["ExtendedStatistic"], start, end)
        *parts, result = alarm["Metrics"]
        values = {
            part["Id"]: self._one(part["MetricStat"]["Metric"], part["MetricStat"]["Stat"], start, end)
            for part in parts
        }
        return computed(result["Expression"], values)

    def _one(self, metric: Mapping[str, Any], statistic: str, start: float, end: float) -> float | None:
        dimensions = {one["Name"]: self._names.text(one["Value"]) for one in metric.get("Dimensions", ())}
        namespace = self._names.text(metric["Namespace"])
        return self._metrics.statistic(namespace, metric["MetricName"], dimensions, statistic, start, end)


def computed(expression: str, values: Mapping[str, float | None]) -> float | None:
    """What an expression gives: a sum of what there is, or arithmetic, None where a value that it needs is missing.
    Raises KeyError for what the template does not use."""
    if expression == SUM_OF_ALL:
        there = [value for value in values.values() if value is not None]
        return sum(there) if there else None
    try:
        return float(_calculated(ast.parse(expression, mode="eval").body, values))
    except _NoValue:
        return None


class _NoValue(Exception):
    """A metric had no value in the period."""


def _calculated(node: ast.AST, values: Mapping[str, float | None]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            if (value := values[node.id]) is None:
                raise _NoValue
            return value
        case ast.BinOp():
            return MATH[type(node.op)](_calculated(node.left, values), _calculated(node.right, values))
        case ast.Compare(ops=[how], comparators=[right]):
            return MATH[type(how)](_calculated(node.left, values), _calculated(right, values))
        case ast.Call(func=ast.Name(id="IF"), args=[condition, then, otherwise]):
            return _calculated(then if _calculated(condition, values) else otherwise, values)
        case ast.Call(func=ast.Name(id="FILL"), args=[ast.Name() as metric, instead]):
            value = values[metric.id]
            return _calculated(instead, values) if value is None else value
    raise KeyError(ast.dump(node))


def _period(alarm: Mapping[str, Any]) -> float:
    return float(alarm.get("Period") or alarm["Metrics"][0]["MetricStat"]["Period"])
