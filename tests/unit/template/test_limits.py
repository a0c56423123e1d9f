"""A template over one of AWS's limits is refused before anything is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from deploy.checks import limits
from deploy.checks.limits import longest, over_limits, policy_sizes

Template = dict[str, Any]


def template(**resources: Template) -> Template:
    return {"Resources": resources}


def function(**variables: Any) -> Template:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Environment": {"Variables": variables}}}


def permission(function: str, path: str) -> Template:
    source = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${RestAPI}/*/GET" + path
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "FunctionName": {"Ref": function},
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": source},
        },
    }


def api(*paths: str) -> Template:
    return {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": {"paths": dict.fromkeys(paths)}}}


def topics(count: int) -> Template:
    return template(**{f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(count)})


@pytest.mark.parametrize(
    ("over", "said"),
    [
        (topics(limits.RESOURCES + 1), "the template: 501 resources, AWS takes 500"),
        ({"Parameters": dict.fromkeys(range(201)), "Resources": {}}, "the template: 201 parameters, AWS takes 200"),
        (
            template(Staff=function(**{f"K{number}": "{{resolve:ssm:key}}" for number in range(61)})),
            "the template: 61 dynamic references, AWS takes 60",
        ),
        (template(Topic={"Type": "AWS::SNS::Topic", "Text": "字" * 333_333}), "the template: 1000"),
        (template(Staff=function(KEY="k" * 4_094)), "Staff: 4097 bytes of environment, AWS takes 4096"),
        (template(Site=api(*(f"/a/{number}" for number in range(299)))), "Site: 301 API resources, AWS takes 300"),
        (
            template(**{f"On{number}": permission("Staff", f"/api/staff/{number}") for number in range(80)}),
            "Staff: ",
        ),
    ],
    ids=["resources", "parameters", "references", "size", "environment", "api", "permissions"],
)
def test_what_is_over_a_limit_is_told(over: Template, said: str) -> None:
    (fault,) = over_limits(over)
    assert fault.startswith(said)


def test_what_is_just_within_is_not() -> None:
    assert list(over_limits(topics(limits.RESOURCES))) == []
    assert list(over_limits(template(Staff=function(KEY="k" * 4_093)))) == []
    assert list(over_limits(template(Site=api("/", *(f"/a/{number}" for number in range(298)))))) == []


def test_permissions_are_counted_by_function_as_lambda_keeps_them() -> None:
    one = policy_sizes(template(A=permission("Staff", "/x")))["Staff"]
    assert policy_sizes(template(A=permission("Staff", "/x"), B=permission("Login", "/x")))["Staff"] == one
    assert 300 < policy_sizes(template(A=permission("Staff", "/x"), B=permission("Staff", "/y")))["Staff"] - one < 500


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8, "8"),
        ({"Fn::Sub": "a-${Stage}-${AWS::Region}"}, "a-prod-cn-northwest-1"),
        ({"Fn::Sub": ["${Name}", {"Name": "n"}]}, limits.ANY_VALUE),
        ({"Fn::If": ["Has", "there", {"Ref": "AWS::NoValue"}]}, "there"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, limits.ANY_VALUE),
    ],
)
def test_a_value_is_taken_at_its_longest(value: Any, text: str) -> None:
    assert longest(value) == text
