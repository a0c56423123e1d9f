"""What AWS takes of a template at most.  cfn-lint knows none of this, and a stack over a limit fails half-way.

Numbers that only a stack has (names, addresses) are taken at their longest.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

Template = dict[str, Any]

TEMPLATE_BYTES = 1_000_000
RESOURCES = 500
PARAMETERS = 200
REFERENCES = 60  # {{resolve:…}}, of the whole template
API_RESOURCES = 300  # of one API: every part of a path is one
POLICY_BYTES = 20_480  # of a function's permissions
ENVIRONMENT_BYTES = 4_096  # of a function: names and values

# The longest values.  Of all others an address of a queue is the longest, about a hundred letters.
LONGEST = {
    "AWS::Partition": "aws-cn",
    "AWS::Region": "cn-northwest-1",
    "AWS::URLSuffix": "amazonaws.com.cn",
    "AWS::AccountId": "1" * 12,
    "AWS::NoValue": "",
    "Stage": "prod",
}
ANY_VALUE = "x" * 128
SID = "gradphoto-prod-{}-{:x<14}"
FUNCTION_ARN = "arn:aws-cn:lambda:cn-northwest-1:111111111111:function:gradphoto-prod-{}:live"


def over_limits(template: Template) -> Iterator[str]:
    """Every limit that an expanded template exceeds, as a line of text."""
    yield from _more(
        "the template", "bytes", len(json.dumps(template, indent=1, ensure_ascii=False).encode()), TEMPLATE_BYTES
    )
    yield from _more("the template", "resources", len(template["Resources"]), RESOURCES)
    yield from _more("the template", "dynamic references", json.dumps(template).count("{{resolve:"), REFERENCES)
    yield from _more("the template", "parameters", len(template.get("Parameters", {})), PARAMETERS)
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::ApiGateway::RestApi":
            yield from _more(
                name, "API resources", _api_resources(resource["Properties"]["Body"]["paths"]), API_RESOURCES
            )
        if resource["Type"] == "AWS::Lambda::Function":
            yield from _more(name, "bytes of environment", _environment(resource["Properties"]), ENVIRONMENT_BYTES)
    for function, size in policy_sizes(template).items():
        yield from _more(function, "bytes of permissions", size, POLICY_BYTES)


def policy_sizes(template: Template) -> dict[str, int]:
    """The size of the policy in which Lambda keeps what may call a function, in bytes by function or alias."""
    statements = defaultdict(list)
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Lambda::Permission":
            target = resource["Properties"]["FunctionName"]
            statements[_named(target)].append(_statement(name, resource["Properties"]))
    return {
        function: len(json.dumps({"Version": "2012-10-17", "Id": "default", "Statement": found}))
        for function, found in statements.items()
    }


def longest(value: Any) -> str:
    """The longest text that a value of the template can become."""
    if not isinstance(value, dict):
        return str(value)
    ((function, argument),) = value.items()
    if function == "Ref":
        return LONGEST.get(argument, ANY_VALUE)
    if function == "Fn::If":
        return max(map(longest, argument[1:]), key=len)
    if function == "Fn::Sub":
        text = argument if isinstance(argument, str) else argument[0]
        return re.sub(r"\${([^}]+)}", lambda found: LONGEST.get(found[1], ANY_VALUE), text)
    return ANY_VALUE


def _statement(name: str, permission: Template) -> Template:
    """A permission as Lambda writes it."""
    condition = {"ArnLike": {"AWS:SourceArn": longest(permission.get("SourceArn", ""))}}
    if "SourceAccount" in permission:
        condition["StringEquals"] = {"AWS:SourceAccount": longest(permission["SourceAccount"])}
    return {
        "Sid": SID.format(name, ""),
        "Effect": "Allow",
        "Principal": {"Service": permission["Principal"]},
        "Action": permission["Action"],
        "Resource": FUNCTION_ARN.format(_named(permission["FunctionName"])),
        "Condition": condition,
    }


def _named(target: Any) -> str:
    """The resource that a Ref or Fn::GetAtt names."""
    (name,) = target.values()
    return str(name if isinstance(name, str) else name[0])


def _environment(function: Template) -> int:
    variables = function.get("Environment", {}).get("Variables", {})
    return sum(len(name) + len(longest(value).encode()) for name, value in variables.items())


def _api_resources(paths: Template) -> int:
    parts = [path.rstrip("/").split("/") for path in paths]
    return len({tuple(path[:depth]) for path in parts for depth in range(1, len(path) + 1)})


def _more(name: str, what: str, found: int, allowed: int) -> Iterator[str]:
    if found > allowed:
        yield f"{name}: {found} {what}, AWS takes {allowed}"
