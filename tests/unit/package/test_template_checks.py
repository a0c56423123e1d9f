"""The last look before a package is handed out finds what is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Callable
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


def layer_on_login(resources: Template) -> None:
    resources["Login"]["Properties"]["Layers"] = [{"Ref": "OpencvLayer"}]


def other_layer_on_decode(resources: Template) -> None:
    resources["Decode"]["Properties"]["Layers"] = [{"Ref": "PrintLayer0f45956948"}]


def no_layer_on_decode(resources: Template) -> None:
    del resources["Decode"]["Properties"]["Layers"]


def no_permission(resources: Template) -> None:
    del resources["DecodeOnGetCodesCodeId"]


def permission_for_the_other_api(resources: Template) -> None:
    resources["DecodeOnGetCodesCodeId"]["Properties"]["SourceArn"]["Fn::Sub"] = "arn:…:${ConsoleAPI}/*/GET/codes/*"


def permission_for_another_path(resources: Template) -> None:
    resources["DecodeOnGetCodesCodeId"]["Properties"]["SourceArn"]["Fn::Sub"] = "arn:…:${RestAPI}/*/GET/code/*"


def permission_of_another(resources: Template) -> None:
    resources["DecodeOnGetCodesCodeId"]["Properties"]["FunctionName"] = {"Ref": "DecodeTooAliaslive"}


def another_may_be_called(resources: Template) -> None:
    wide = copy.deepcopy(resources["DecodeOnGetCodesCodeId"])
    wide["Properties"]["FunctionName"] = {"Ref": "LoginAliaslive"}
    wide["Properties"]["SourceArn"] = {"Fn::Sub": "arn:…:${RestAPI}/*/*/codes/*"}
    resources["LoginOnCodes"] = wide


def route_to_another(resources: Template) -> None:
    operation = resources["RestAPI"]["Properties"]["Body"]["paths"]["/codes/{code_id}"]["get"]
    operation["x-amazon-apigateway-integration"]["uri"] = {"Fn::Sub": "arn:…/${LoginAliaslive}/…"}


def route_past_the_alias(resources: Template) -> None:
    operation = resources["RestAPI"]["Properties"]["Body"]["paths"]["/codes/{code_id}"]["get"]
    operation["x-amazon-apigateway-integration"]["uri"] = {"Fn::Sub": "arn:…/${Decode.Arn}/…"}


def no_route(resources: Template) -> None:
    resources["RestAPI"]["Properties"]["Body"]["paths"] = {}


def star(resources: Template) -> None:
    policy = resources["DecodeRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    policy["Statement"].append({"Action": "s3:*", "Resource": "arn:aws-cn:s3:::b/in/*"})


def managed_policy(resources: Template) -> None:
    resources["DecodeRole"]["Properties"]["ManagedPolicyArns"] = ["arn:aws-cn:iam::aws:policy/AdministratorAccess"]


def alarm_of_no_api(resources: Template) -> None:
    resources["ApiFaults"]["Properties"]["Dimensions"][0]["Value"] = "large"


def alarm_of_no_stage(resources: Template) -> None:
    resources["ApiFaults"]["Properties"]["Dimensions"][1]["Value"] = "prod"


def api_at_the_edge(resources: Template) -> None:
    del resources["RestAPI"]["Properties"]["EndpointConfiguration"]


def long_setting(resources: Template) -> None:
    resources["Login"]["Properties"]["Environment"] = {"Variables": {"KEY": "k" * 4096}}


def log_of_three_months(resources: Template) -> None:
    resources["LoginLogGroup"]["Properties"]["RetentionInDays"] = 90


def endless_log(resources: Template) -> None:
    """CloudFormation keeps it for ever: nobody decided that."""
    del resources["LoginLogGroup"]["Properties"]["RetentionInDays"]


def no_bucket_policy(resources: Template) -> None:
    del resources["PhotosPolicy"]


def clear_lists(resources: Template) -> None:
    (statement,) = resources["PhotosPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    statement["Action"] = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]


def clear_bucket(resources: Template) -> None:
    (statement,) = resources["PhotosPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    statement["Resource"] = {"Fn::Sub": "${Photos.Arn}/*"}


def test_a_good_template_has_no_fault(app: Chalice) -> None:
    assert faults(GOOD, app) == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (layer_on_login, "Login: layers are"),
        (no_layer_on_decode, "Decode: layers are"),
        (other_layer_on_decode, "Decode: layers are"),
        (no_permission, "GET /codes/{code_id} may not call Decode"),
        (permission_for_the_other_api, "GET /codes/{code_id} may not call Decode"),
        (permission_for_another_path, "GET /codes/{code_id} may not call Decode"),
        (permission_of_another, "GET /codes/{code_id} may not call Decode"),
        (another_may_be_called, 'GET /codes/{code_id} may call {"Ref": "LoginAliaslive"}'),
        (route_to_another, "GET /codes/{code_id} does not reach Decode"),
        (route_past_the_alias, "GET /codes/{code_id} does not reach Decode"),
        (no_route, "GET /codes/{code_id} does not reach Decode"),
        (api_at_the_edge, "RestAPI: the China regions have no APIs at the edge"),
        (long_setting, "Login: 4099 bytes of environment"),
        (alarm_of_no_api, 'ApiFaults: watches ApiName "large"'),
        (alarm_of_no_stage, 'ApiFaults: watches Stage "prod"'),
        (log_of_three_months, "LoginLogGroup: is kept for 90 days"),
        (endless_log, "LoginLogGroup: is kept for 0 days"),
        (no_bucket_policy, "Photos: answers requests that are not encrypted"),
        (clear_lists, "Photos: answers requests that are not encrypted"),
        (clear_bucket, "Photos: answers requests that are not encrypted"),
        (star, "DecodeRole: action s3:*"),
        (managed_policy, "DecodeRole: takes managed policies"),
    ],
)
def test_a_fault_is_told(app: Chalice, harm: Callable[[Template], None], said: str) -> None:
    template = copy.deepcopy(GOOD)
    harm(template["Resources"])
    assert [fault for fault in faults(template, app) if fault.startswith(said)]
