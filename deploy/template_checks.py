"""Checks of a package before it is deployed; every fault is a line of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from chalice.app import Chalice
from chalice.utils import to_cfn_resource_name

from deploy.api.routes import Route, routes_of
from deploy.api.settings import LOG_DAYS
from deploy.checks.china import not_in_china
from deploy.checks.limits import over_limits
from deploy.origins import origin_of
from deploy.rollout import alias_of

Template = dict[str, Any]

# step → the resource of its layer
LAYERED = {"decode": "OpencvLayer", "validate": "OpencvLayer", "staff": "PrintLayer", "deliver": "PrintLayer"}
# A star is allowed after a prefix in a bucket, and for the streams of a named log group.
ALLOWED_STAR = re.compile(r":s3:::[^*/]+/[^*]+/\*|:log-group:/aws/lambda/[^*]+:\*")
# AWS knows no narrower right to look at alarms.
ALARMS_STAR = re.compile(r":cloudwatch:[^*]+:alarm:\*")


def faults(expanded: Template, app: Chalice) -> list[str]:
    """All faults of the expanded template; empty if there are none."""
    return [
        *over_limits(expanded),
        *not_in_china(expanded),
        *_wildcards(expanded),
        *_layers(expanded),
        *_routes(expanded, app),
        *_alarms(expanded),
        *_logs(expanded),
        *_clear_text(expanded),
    ]


def _wildcards(template: Template) -> Iterator[str]:
    for name, role in _of_type(template, "AWS::IAM::Role"):
        if role.get("ManagedPolicyArns") and name != "ApiLogRole":  # API Gateway's, and no function's
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
        allowed = ALARMS_STAR if statement.get("Action") == ["cloudwatch:DescribeAlarms"] else ALLOWED_STAR
        if "*" in allowed.sub("", text):
            yield f"resource {text}"


def _layers(template: Template) -> Iterator[str]:
    layered = {to_cfn_resource_name(step): layer for step, layer in LAYERED.items()}
    for name, function in _of_type(template, "AWS::Lambda::Function"):
        wanted, had = layered.get(name), [layer["Ref"] for layer in function.get("Layers", [])]
        if (len(had) != 1 or not had[0].startswith(wanted)) if wanted else had:  # SAM adds a digest to the name
            yield f"{name}: layers are {function.get('Layers')}"


def _routes(template: Template, app: Chalice) -> Iterator[str]:
    allowed = [permission for _, permission in _of_type(template, "AWS::Lambda::Permission")]
    for route in routes_of(app):
        api = origin_of(route.path).api
        operation = (
            template["Resources"][api]["Properties"]["Body"]["paths"].get(route.path, {}).get(route.method.lower())
        )
        if operation is None or not _names(operation["x-amazon-apigateway-integration"], route.function):
            yield f"{route.method} {route.path} does not reach {route.function}"
        if not any(_names(one["FunctionName"], route.function) and _covers(one, api, route) for one in allowed):
            yield f"{route.method} {route.path} may not call {route.function}"
        for one in allowed:  # a single path covers what stands below it where it ends in a variable
            if not _names(one["FunctionName"], route.function) and _covers(one, api, route) and _is_prefix(one):
                yield f"{route.method} {route.path} may call {json.dumps(one['FunctionName'])}"


def _names(value: Any, function: str) -> bool:
    """Whether an intrinsic function of the template points at a step's alias."""
    return bool(re.search(rf'["{{]{alias_of(function)}["}}]', json.dumps(value)))


def _covers(permission: dict[str, Any], api: str, route: Route) -> bool:
    source = str(permission.get("SourceArn", {}).get("Fn::Sub", ""))
    _, _, calls = source.partition(f"${{{api}}}/")
    return fnmatchcase(f"stage/{route.method}{route.arn_path}", calls)


def _is_prefix(permission: dict[str, Any]) -> bool:
    return bool(re.search(r"}/\*/\*/.*/\*$", permission["SourceArn"]["Fn::Sub"]))


def _alarms(template: Template) -> Iterator[str]:
    """An alarm of an API or stage by another name would never ring."""
    apis = [api["Body"].get("info", {}).get("title") for _, api in _of_type(template, "AWS::ApiGateway::RestApi")]
    stages = [stage["StageName"] for _, stage in _of_type(template, "AWS::ApiGateway::Stage")]
    for name, alarm in _of_type(template, "AWS::CloudWatch::Alarm"):
        if alarm.get("Namespace") == "AWS/ApiGateway":
            for one in alarm.get("Dimensions", []):
                if one["Value"] not in {"ApiName": apis, "Stage": stages}.get(one["Name"], [one["Value"]]):
                    yield f"{name}: watches {one['Name']} {json.dumps(one['Value'])}, and there is none"


def _logs(template: Template) -> Iterator[str]:
    for name, group in _of_type(template, "AWS::Logs::LogGroup"):
        if (days := group.get("RetentionInDays", 0)) < LOG_DAYS:
            yield f"{name}: is kept for {days} days, and the law wants {LOG_DAYS}"


def _clear_text(template: Template) -> Iterator[str]:
    """A bucket that answers plain HTTP, be it only for a list of its objects."""
    closed = {
        json.dumps(policy["Bucket"])
        for _, policy in _of_type(template, "AWS::S3::BucketPolicy")
        if any(map(_refuses_clear_text, policy["PolicyDocument"]["Statement"]))
    }
    for name, _ in _of_type(template, "AWS::S3::Bucket"):
        if json.dumps({"Ref": name}) not in closed:
            yield f"{name}: answers requests that are not encrypted"


def _refuses_clear_text(statement: dict[str, Any]) -> bool:
    wanted = {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}
    both = len(_as_list(statement["Resource"])) == 2  # the bucket, and what is in it
    clear = statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
    return wanted.items() <= statement.items() and both and clear


def _of_type(template: Template, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
