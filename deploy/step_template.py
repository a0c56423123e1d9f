"""Writes into the SAM template what every step has: its name, its code package and its environment.

The environment follows from the step's settings model; the values are those of .chalice/environment.json.  Secrets are
not among them: a step reads those of its groups at run time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from chalice.utils import to_cfn_resource_name

from chalicelib.shared.settings import STEPS, group_of
from deploy.wheels import PackagingError

Template = dict[str, Any]

CORE, PHOTO = "core.zip", "photo.zip"


@dataclass(frozen=True)
class Layer:
    """A layer's zip, the code package of the functions that have it, and what it adds to their environment."""

    zip: str
    code: str
    environment: Mapping[str, str] = field(default_factory=dict)


# The variable keeps onnxruntime from storing a device id and sending events to Microsoft (its Privacy.md).
OPENCV = Layer("opencv-layer.zip", PHOTO, {"ORT_DISABLE_TELEMETRY": "1"})
PRINT = Layer("print-layer.zip", CORE)
# by the name of its resource
LAYERS = {"OpencvLayer": OPENCV, "PrintLayer": PRINT}


def complete_steps(template: Template, environment: dict[str, Any]) -> None:
    """Completes every function of `template` in place.  Raises PackagingError if steps and functions differ."""
    functions = {name for name, item in template["Resources"].items() if item["Type"] == "AWS::Serverless::Function"}
    if functions != (steps := {to_cfn_resource_name(step) for step in STEPS}):
        mismatch = f"without settings: {sorted(functions - steps)}; without a function: {sorted(steps - functions)}"
        raise PackagingError(mismatch)
    for step in STEPS:
        name = to_cfn_resource_name(step)
        properties = template["Resources"][name]["Properties"]
        properties["FunctionName"] = {"Fn::Sub": f"gradphoto-${{Stage}}-{step}"}
        properties["CodeUri"] = code_package(properties)
        added = {name: value for layer in layers_of(properties) for name, value in layer.environment.items()}
        properties["Environment"] = {"Variables": variables(step, environment) | added}


def name_releases(template: Template, releases: Mapping[str, str]) -> None:
    """Tells every function which code it runs, as its lines say.  releases: code package → a digest of its contents:
    where no code changed this changes nothing, and no version is published."""
    for step in STEPS:
        properties = template["Resources"][to_cfn_resource_name(step)]["Properties"]
        code = properties["CodeUri"].removeprefix("./")
        properties["Environment"]["Variables"]["RELEASE"] = releases[code]


def code_package(properties: dict[str, Any]) -> str:
    """The code package of a function: that of its layer, if it has one; otherwise core.zip."""
    layers = layers_of(properties)
    return f"./{layers[0].code if layers else CORE}"


def layers_of(properties: dict[str, Any]) -> list[Layer]:
    """The layers of a function."""
    return [LAYERS[layer["Ref"]] for layer in properties.get("Layers", [])]


def variables(step: str, environment: dict[str, Any]) -> dict[str, Any]:
    """The environment of one step, without secrets.  Raises PackagingError if a required variable has no value."""
    plain = [field for field in fields(STEPS[step]) if not group_of(field)]
    needs = {field.name.upper(): field.default is MISSING for field in plain}
    missing = [name for name, needed in needs.items() if needed and name not in environment]
    if missing:
        raise PackagingError(f"step {step}: .chalice/environment.json has no {', '.join(missing)}")
    return {"STEP": step} | {name: environment[name] for name in needs if name in environment}
