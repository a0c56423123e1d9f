"""Checks of a package before it is deployed; every fault is a line of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from chalice.app import Chalice
from chalice.utils import to_cfn_resource_name

from deploy.origins import origin_of
from deploy.split_api import routes_of

Template = dict[str, Any]

# step → the resource of its layer
LAYERED = {"decode": "OpencvLayer", "validate": "OpencvLayer", "staff": "PrintLayer", "deliver": "PrintLayer"}
# A star is allowed after a prefix in a bucket, and for the streams of a named log group.
ALLOWED_STAR = re.compile(r":s3:::[^*/]+/[^*]+/\*|:log-group:/aws/lambda/[^*]+:\*")


def faults(expanded: Template, app: Chalice) -> list[str]:
    """All faults of the expanded template; empty if there are none."""
    return [*_wildcards(expanded), *_layers(expanded), *_routes(expanded, app)]


def _wildcards(template: Template) -> Iterator[str]:
    for name, role in _of_type(template, "AWS::IAM::Role"):
        if role.get("ManagedPolicyArns"):
            yield f"{name}: takes managed policies: {role['ManagedPolicyArns']}"
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from (f"{name}: {fault}" for fault in statement_faults(statement))


def statement_faults(statement: dict[str, Any]) -> Iterator[str]:
    """The faults of a policy statement: it must name its actions and its resources."""
    if not {"Action", "Resource"} <= statement.keys():
        yield f"a statement without Action and Resource: {sorted(statement)}"
    for action in _as_list(statement.get("Action", [])):
        if "*" in action:
            yield f"action {action}"
    for resource in _as_list(statement.get("Resource", [])):
        text = resource if isinstance(resource, str) else json.dumps(resource)
        if "*" in ALLOWED_STAR.sub("", text):
            yield f"resource {text}"


def _layers(template: Template) -> Iterator[str]:
    layered = {to_cfn_resource_name(step): layer for step, layer in LAYERED.items()}
    for name, function in _of_type(template, "AWS::Lambda::Function"):
        wanted, had = layered.get(name), [layer["Ref"] for layer in function.get("Layers", [])]
        if (len(had) != 1 or not had[0].startswith(wanted)) if wanted else had:  # SAM adds a digest to the name
            yield f"{name}: layers are {function.get('Layers')}"


def _routes(template: Template, app: Chalice) -> Iterator[str]:
    for route in routes_of(app):
        paths = template["Resources"][origin_of(route.path).api]["Properties"]["Body"]["paths"]
        operation = paths.get(route.path, {}).get(route.method.lower())
        if operation is None or route.function not in json.dumps(operation["x-amazon-apigateway-integration"]):
            yield f"{route.method} {route.path} does not reach {route.function}"
        permission = template["Resources"].get(route.permission, {})
        if f"${{{origin_of(route.path).api}}}" not in json.dumps(permission.get("Properties", {})):
            yield f"{route.method} {route.path} may not call {route.function}"


def _of_type(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
