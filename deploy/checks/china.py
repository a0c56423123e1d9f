"""What the China regions lack, so that nothing in the template needs it.

cfn-lint knows which types of resources a region has, but not which of their properties work there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Template = dict[str, Any]

GUIDE = "https://docs.amazonaws.cn/en_us/aws/latest/userguide/"
LAMBDA, API_GATEWAY, DYNAMODB, NAMES = (f"{GUIDE}{page}.html" for page in ("lambda", "api-gateway", "dynamodb", "ARNs"))


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """A feature that is not there.

    type: of the resources that use it, or how it begins; used: whether their properties do; source: who says so.
    """

    feature: str
    type: str
    used: Callable[[Template], Any] = lambda properties: True
    source: str


def _has(*path: str) -> Callable[[Template], Any]:
    """Whether a property of a property … is there."""

    def used(properties: Template) -> Any:
        for name in path:
            properties = properties.get(name, {}) if isinstance(properties, dict) else {}
        return properties

    return used


def _is(value: Any, *path: str) -> Callable[[Template], bool]:
    """Whether a property of a property … has a value, which may stand in a list."""
    found = _has(*path)
    return lambda properties: found(properties) == value or found(properties) == [value]


def _fails_to_bucket(properties: Template) -> bool:
    return "s3" in json.dumps(_has("DestinationConfig", "OnFailure")(properties)).lower()


LACKING = (
    Lacking(
        feature="X-Ray of a function",
        type="AWS::Lambda::Function",
        used=_is("Active", "TracingConfig", "Mode"),
        source=LAMBDA,
    ),
    Lacking(
        feature="X-Ray of an API",
        type="AWS::ApiGateway::Stage",
        used=_is(True, "TracingEnabled"),
        source=LAMBDA,
    ),
    Lacking(
        feature="SnapStart for Python",
        type="AWS::Lambda::Function",
        used=_is("PublishedVersions", "SnapStart", "ApplyOn"),
        source=LAMBDA,
    ),
    Lacking(feature="function URLs", type="AWS::Lambda::Url", source=LAMBDA),
    Lacking(
        feature="detection of recursive loops",
        type="AWS::Lambda::Function",
        used=_has("RecursiveLoop"),
        source=LAMBDA,
    ),
    Lacking(
        feature="zips encrypted with a key of one's own",
        type="AWS::Lambda::Function",
        used=_has("Code", "SourceKMSKeyArn"),
        source=LAMBDA,
    ),
    Lacking(
        feature="provisioned mode of an event source",
        type="AWS::Lambda::EventSourceMapping",
        used=_has("ProvisionedPollerConfig"),
        source=LAMBDA,
    ),
    Lacking(
        feature="metrics of an event source",
        type="AWS::Lambda::EventSourceMapping",
        used=_has("MetricsConfig"),
        source=LAMBDA,
    ),
    Lacking(
        feature="tags of an event source",
        type="AWS::Lambda::EventSourceMapping",
        used=_has("Tags"),
        source=LAMBDA,
    ),
    Lacking(
        feature="a bucket for the failures of a stream",
        type="AWS::Lambda::EventSourceMapping",
        used=_fails_to_bucket,
        source=LAMBDA,
    ),
    Lacking(
        feature="a bucket for the failures of asynchronous calls",
        type="AWS::Lambda::EventInvokeConfig",
        used=_fails_to_bucket,
        source=LAMBDA,
    ),
    Lacking(
        feature="metrics of asynchronous calls",
        type="AWS::CloudWatch::Alarm",
        used=lambda alarm: str(alarm.get("MetricName", "")).startswith("AsyncEvent"),
        source=LAMBDA,
    ),
    Lacking(
        feature="APIs at the edge, which is what an API is that says nothing",
        type="AWS::ApiGateway::RestApi",
        used=lambda api: _has("EndpointConfiguration", "Types")(api) not in (["REGIONAL"], ["PRIVATE"]),
        source=API_GATEWAY,
    ),
    Lacking(
        feature="domains at the edge",
        type="AWS::ApiGateway::DomainName",
        used=lambda domain: "CertificateArn" in domain or _is("EDGE", "EndpointConfiguration", "Types")(domain),
        source=API_GATEWAY,
    ),
    Lacking(
        feature="Cognito's authorizers",
        type="AWS::ApiGateway::Authorizer",
        used=_is("COGNITO_USER_POOLS", "Type"),
        source=API_GATEWAY,
    ),
    Lacking(
        feature="strong consistency between regions",
        type="AWS::DynamoDB::GlobalTable",
        used=_is("STRONG", "MultiRegionConsistency"),
        source=DYNAMODB,
    ),
    Lacking(
        feature="names of the partition `aws`",
        type="AWS::",
        used=lambda properties: "arn:aws:" in json.dumps(properties),
        source=NAMES,
    ),
)


def not_in_china(template: Template) -> Iterator[str]:
    """Everything in an expanded template that the China regions lack, as a line of text."""
    for name, resource in template["Resources"].items():
        for lacking in LACKING:
            if resource["Type"].startswith(lacking.type) and lacking.used(resource.get("Properties", {})):
                yield f"{name}: the China regions have no {lacking.feature} ({lacking.source})"
