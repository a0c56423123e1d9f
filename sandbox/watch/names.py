"""What the template's references to names mean in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.cloud.template import step_name

STAGE = "dev"


class Names:
    """parameters: the template's, with their defaults; steps: the logical ids of functions."""

    def __init__(self, parameters: Mapping[str, Mapping[str, Any]], steps: frozenset[str]) -> None:
        self._parameters, self._steps = parameters, steps

    def text(self, value: Any) -> str:
        """A name: of a table or queue, its logical id; of a function, as it is deployed."""
        if not isinstance(value, dict):
            return str(value)
        if "Fn::Sub" in value:
            return str(value["Fn::Sub"]).replace("${Stage}", STAGE)
        logical_id = str(value.get("Ref") or value["Fn::GetAtt"][0])
        if logical_id == "Stage":
            return STAGE
        return function_name(step_name(logical_id)) if logical_id in self._steps else logical_id

    def number(self, value: Any) -> float:
        """A number, or the default of the parameter that gives it."""
        return float(self._parameters[value["Ref"]]["Default"] if isinstance(value, dict) else value)

    def step_of_log_group(self, value: Mapping[str, str]) -> str:
        return step_name(value["Ref"].removesuffix("LogGroup"))


def function_name(step: str) -> str:
    return f"gradphoto-{STAGE}-{step}"
