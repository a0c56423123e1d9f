"""The last look before a package is handed out finds what is wrong with it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from chalice.app import Chalice

from deploy.template_checks import faults

Template = dict[str, Any]


@pytest.fixture
def app() -> Chalice:
    app = Chalice(app_name="small")
    app.lambda_function(name="decode")(lambda event, context: None)
    app.route("/codes/{code_id}", methods=["GET"], name="decode")(lambda code_id: None)
    return app


TO_DECODE = {"x-amazon-apigateway-integration": {"uri": {"Fn::Sub": "arn:…/${DecodeAliaslive}/…"}}}
READS = {"Action": ["s3:GetObject"], "Resource": "arn:aws-cn:s3:::b/in/*"}
ONLY_ENCRYPTED: Template = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [{"Fn::GetAtt": ["Photos", "Arn"]}, {"Fn::Sub": "${Photos.Arn}/*"}],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
GOOD: Template = {
    "Resources": {
        "Decode": {"Type": "AWS::Lambda::Function", "Properties": {"Layers": [{"Ref": "OpencvLayer0f45956948"}]}},
        "Login": {"Type": "AWS::Lambda::Function", "Properties": {}},
        "DecodeRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {"Policies": [{"PolicyDocument": {"Statement": [READS]}}]},
        },
        "DecodeOnGetCodesCodeId": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "FunctionName": {"Ref": "DecodeAliaslive"},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {"Fn::Sub": "arn:…:${RestAPI}/*/GET/codes/*"},
            },
        },
        "ApiFaults": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/ApiGateway",
                "Dimensions": [{"Name": "ApiName", "Value": "small"}, {"Name": "Stage", "Value": {"Ref": "Stage"}}],
            },
        },
        "LoginLogGroup": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 180}},
        "Photos": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "PhotosPolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": {"Ref": "Photos"},
                "PolicyDocument": {"Statement": [copy.deepcopy(ONLY_ENCRYPTED)]},
            },
        },
        "RestAPIStage": {"Type": "AWS::ApiGateway::Stage", "Properties": {"StageName": {"Ref": "Stage"}}},
        "RestAPI": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {
                "EndpointConfiguration": {"Types": ["REGIONAL"]},
                "Body": {"info": {"title": "small"}, "paths": {"/codes/{code_id}": {"get": TO_DECODE}}},
            },
        },
    }
}


DECODES_ROUTE, ROUTE = "DecodeOnGetCodesCodeId", "/codes/{code_id}"
MAY_NOT, ASTRAY = "GET /codes/{code_id} may not call Decode", "GET /codes/{code_id} does not reach Decode"
CLEAR = "Photos: answers requests that are not encrypted"
INTEGRATION = ("RestAPI", "Properties", "Body", "paths", ROUTE, "get", "x-amazon-apigateway-integration", "uri")
STATEMENT = ("PhotosPolicy", "Properties", "PolicyDocument", "Statement", 0)
LOST = object()
ANOTHER_MAY_CALL: Template = copy.deepcopy(GOOD["Resources"][DECODES_ROUTE])
ANOTHER_MAY_CALL["Properties"] |= {
    "FunctionName": {"Ref": "LoginAliaslive"},
    "SourceArn": {"Fn::Sub": "arn:…:${RestAPI}/*/*/codes/*"},
}
# Where the harm is, what stands there then, and what is told of it.
HARMS: list[tuple[str, tuple[str | int, ...], object, str]] = [
    ("a layer on login", ("Login", "Properties", "Layers"), [{"Ref": "OpencvLayer"}], "Login: layers are"),
    ("no layer on decode", ("Decode", "Properties", "Layers"), LOST, "Decode: layers are"),
    ("another layer on decode", ("Decode", "Properties", "Layers"), [{"Ref": "PrintLayer0f45956948"}],
     "Decode: layers are"),
    ("no permission", (DECODES_ROUTE,), LOST, MAY_NOT),
    ("a permission for the other API", (DECODES_ROUTE, "Properties", "SourceArn"),
     {"Fn::Sub": "arn:…:${ConsoleAPI}/*/GET/codes/*"}, MAY_NOT),
    ("a permission for another path", (DECODES_ROUTE, "Properties", "SourceArn"),
     {"Fn::Sub": "arn:…:${RestAPI}/*/GET/code/*"}, MAY_NOT),
    ("a permission of another", (DECODES_ROUTE, "Properties", "FunctionName"), {"Ref": "DecodeTooAliaslive"}, MAY_NOT),
    ("another may be called", ("LoginOnCodes",), ANOTHER_MAY_CALL,
     'GET /codes/{code_id} may call {"Ref": "LoginAliaslive"}'),
    ("a route to another", INTEGRATION, {"Fn::Sub": "arn:…/${LoginAliaslive}/…"}, ASTRAY),
    ("a route past the alias", INTEGRATION, {"Fn::Sub": "arn:…/${Decode.Arn}/…"}, ASTRAY),
    ("no route", ("RestAPI", "Properties", "Body", "paths"), {}, ASTRAY),
    ("an API at the edge", ("RestAPI", "Properties", "EndpointConfiguration"), LOST,
     "RestAPI: the China regions have no APIs at the edge"),
    ("a long setting", ("Login", "Properties", "Environment"), {"Variables": {"KEY": "k" * 4096}},
     "Login: 4099 bytes of environment"),
    ("an alarm of no API", ("ApiFaults", "Properties", "Dimensions", 0, "Value"), "large",
     'ApiFaults: watches ApiName "large"'),
    ("an alarm of no stage", ("ApiFaults", "Properties", "Dimensions", 1, "Value"), "prod",
     'ApiFaults: watches Stage "prod"'),
    ("a log of three months", ("LoginLogGroup", "Properties", "RetentionInDays"), 90,
     "LoginLogGroup: is kept for 90 days"),
    # CloudFormation keeps it for ever: nobody decided that
    ("an endless log", ("LoginLogGroup", "Properties", "RetentionInDays"), LOST, "LoginLogGroup: is kept for 0 days"),
    ("no bucket policy", ("PhotosPolicy",), LOST, CLEAR),
    ("lists in the clear", (*STATEMENT, "Action"), ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], CLEAR),
    ("a bucket in the clear", (*STATEMENT, "Resource"), {"Fn::Sub": "${Photos.Arn}/*"}, CLEAR),
    ("a star", ("DecodeRole", "Properties", "Policies", 0, "PolicyDocument", "Statement"),
     [READS, {"Action": "s3:*", "Resource": "arn:aws-cn:s3:::b/in/*"}], "DecodeRole: action s3:*"),
    ("a managed policy", ("DecodeRole", "Properties", "ManagedPolicyArns"),
     ["arn:aws-cn:iam::aws:policy/AdministratorAccess"], "DecodeRole: takes managed policies"),
]  # fmt: skip


def test_a_good_template_has_no_fault(app: Chalice) -> None:
    assert faults(GOOD, app) == []


@pytest.mark.parametrize(("place", "value", "said"), [one[1:] for one in HARMS], ids=[one[0] for one in HARMS])
def test_a_fault_is_told(app: Chalice, place: tuple[str | int, ...], value: object, said: str) -> None:
    template = copy.deepcopy(GOOD)
    *way, last = place
    there: Any = template["Resources"]
    for step in way:
        there = there[step]
    if value is LOST:
        del there[last]
    else:
        there[last] = copy.deepcopy(value)
    assert [fault for fault in faults(template, app) if fault.startswith(said)]
