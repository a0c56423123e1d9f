"""What the China regions lack is found in a template, each by an example; what they have is not."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.checks.china import LACKING, not_in_china

FUNCTION, MAPPING, STAGE, API, DOMAIN = (
    "AWS::Lambda::Function",
    "AWS::Lambda::EventSourceMapping",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::DomainName",
)
BUCKET = {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws-cn:s3:::failures"}}}
REGIONAL = {"EndpointConfiguration": {"Types": ["REGIONAL"]}}

# type, properties, how the feature's name begins
USED: list[tuple[str, dict[str, Any], str]] = [
    (FUNCTION, {"TracingConfig": {"Mode": "Active"}}, "X-Ray of a function"),
    (STAGE, {"TracingEnabled": True}, "X-Ray of an API"),
    (FUNCTION, {"SnapStart": {"ApplyOn": "PublishedVersions"}}, "SnapStart"),
    ("AWS::Lambda::Url", {}, "function URLs"),
    (FUNCTION, {"RecursiveLoop": "Terminate"}, "detection of recursive"),
    (FUNCTION, {"Code": {"SourceKMSKeyArn": "arn:aws-cn:kms:x"}}, "zips encrypted"),
    (MAPPING, {"ProvisionedPollerConfig": {"MinimumPollers": 1}}, "provisioned mode"),
    (MAPPING, {"MetricsConfig": {"Metrics": ["EventCount"]}}, "metrics of an event source"),
    (MAPPING, {"Tags": [{"Key": "a", "Value": "b"}]}, "tags of an event source"),
    (MAPPING, BUCKET, "a bucket for the failures of a stream"),
    ("AWS::Lambda::EventInvokeConfig", BUCKET, "a bucket for the failures of asynchronous"),
    ("AWS::CloudWatch::Alarm", {"MetricName": "AsyncEventAge"}, "metrics of asynchronous"),
    (API, {"EndpointConfiguration": {"Types": ["EDGE"]}}, "APIs at the edge"),
    (API, {}, "APIs at the edge"),
    (DOMAIN, {"EndpointConfiguration": {"Types": ["EDGE"]}}, "domains at the edge"),
    (DOMAIN, REGIONAL | {"CertificateArn": "arn:aws-cn:acm:x"}, "domains at the edge"),
    ("AWS::ApiGateway::Authorizer", {"Type": "COGNITO_USER_POOLS"}, "Cognito"),
    ("AWS::DynamoDB::GlobalTable", {"MultiRegionConsistency": "STRONG"}, "strong consistency"),
    ("AWS::IAM::Role", {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/x"]}, "names of the partition"),
]
THERE: list[tuple[str, dict[str, Any]]] = [
    (FUNCTION, {"TracingConfig": {"Mode": "PassThrough"}, "SnapStart": {"ApplyOn": "None"}, "Code": {"S3Key": "k"}}),
    (STAGE, {"TracingEnabled": False}),
    (MAPPING, {"DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Failures", "Arn"]}}}}),
    ("AWS::CloudWatch::Alarm", {"MetricName": "Errors"}),
    (API, REGIONAL),
    (DOMAIN, REGIONAL | {"RegionalCertificateArn": {"Ref": "WebCertificate"}}),
    ("AWS::IAM::Role", {"Policy": {"Fn::Sub": "arn:${AWS::Partition}:iam::x"}}),
]


@pytest.mark.parametrize(("kind", "properties", "feature"), USED)
def test_what_is_not_there_is_told_with_who_says_so(kind: str, properties: dict[str, Any], feature: str) -> None:
    (fault,) = not_in_china({"Resources": {"Thing": {"Type": kind, "Properties": properties}}})
    assert fault.startswith(f"Thing: the China regions have no {feature}")
    assert "https://docs.amazonaws.cn/" in fault


@pytest.mark.parametrize(("kind", "properties"), THERE)
def test_what_is_there_is_not(kind: str, properties: dict[str, Any]) -> None:
    assert list(not_in_china({"Resources": {"Thing": {"Type": kind, "Properties": properties}}})) == []


def test_every_line_has_an_example() -> None:
    shown = {one for one in LACKING for _, _, feature in USED if one.feature.startswith(feature)}
    assert shown == set(LACKING)
