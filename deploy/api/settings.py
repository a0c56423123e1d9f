"""How each API stands in a stage: its name, how many requests it takes, what it logs, and its own domain.

SAM is told the version of the definition because it would make a second stage otherwise, named `Stage`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from deploy.api.routes import Route
from deploy.api.throttles import throttle_of
from deploy.origins import ORIGINS, Origin, origin_of

Template = dict[str, Any]

LOG_DAYS = 180  # six months: Cybersecurity Law, art. 21 (3) of the 2016 text
# Nothing about who asked: no address, no browser, no query, and the path without the values of its variables.
LOGGED = {
    "ref": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "method": "$context.httpMethod",
    "path": "$context.resourcePath",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "error": "$context.error.responseType",
    "integration_error": "$context.integration.error",
}
URL = "https://${%s}.execute-api.${AWS::Region}.${AWS::URLSuffix}/${Stage}/"


def complete_apis(template: Template, routes: Iterable[Route]) -> None:
    """Completes both APIs in place, with the parameters AccessLog, WebCertificate and ConsoleCertificate."""
    template["Parameters"]["AccessLog"] = {
        "Type": "String",
        "Default": "on",
        "AllowedValues": ["off", "on"],
        "Description": "Whether API Gateway writes a line for each request, kept for 180 days.",
    }
    template["Conditions"]["HasAccessLog"] = {"Fn::Equals": [{"Ref": "AccessLog"}, "on"]}
    resources = template["Resources"]
    resources |= _log_role()
    found = list(routes)
    for origin in ORIGINS:
        api = resources[origin.api]["Properties"]
        api["DefinitionBody"]["info"]["title"] = {"Fn::Sub": origin.name}
        api["OpenApiVersion"] = api["DefinitionBody"]["swagger"]
        api["StageName"] = {"Ref": "Stage"}
        api["MethodSettings"] = list(_throttles(route for route in found if origin_of(route.path) is origin))
        api["AccessLogSetting"] = {"Fn::If": ["HasAccessLog", _log_setting(origin), {"Ref": "AWS::NoValue"}]}
        resources[f"{origin.api}LogGroup"] = {
            "Type": "AWS::Logs::LogGroup",
            "Condition": "HasAccessLog",
            "DependsOn": "ApiLogAccount",  # and the stage on this: without the role it may not log
            "Properties": {
                "LogGroupName": {"Fn::Sub": f"/aws/apigateway/{origin.name}"},
                "RetentionInDays": LOG_DAYS,
            },
        }
        template["Outputs"][origin.url_output] = {"Value": {"Fn::Sub": URL % origin.api}}
        _add_domain(template, origin)


def _throttles(routes: Iterable[Route]) -> Iterator[Template]:
    for route in routes:
        if (throttle := throttle_of(route)) is not None:
            yield {
                "HttpMethod": route.method,
                "ResourcePath": "/" + route.path.replace("/", "~1"),
                "ThrottlingRateLimit": throttle.rate,
                "ThrottlingBurstLimit": throttle.burst,
            }


def _log_role() -> Template:
    """The account's role by which API Gateway writes logs: one an account and region, so it stays when a stack goes."""
    retained = {"Condition": "HasAccessLog", "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    policy = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    trusts = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusts]},
        "ManagedPolicyArns": [{"Fn::Sub": policy}],
    }
    account = {"CloudWatchRoleArn": {"Fn::GetAtt": ["ApiLogRole", "Arn"]}}
    return {
        "ApiLogRole": {"Type": "AWS::IAM::Role", **retained, "Properties": role},
        "ApiLogAccount": {"Type": "AWS::ApiGateway::Account", **retained, "Properties": account},
    }


def _log_setting(origin: Origin) -> Template:
    return {"DestinationArn": {"Fn::GetAtt": [f"{origin.api}LogGroup", "Arn"]}, "Format": json.dumps(LOGGED)}


def _add_domain(template: Template, origin: Origin) -> None:
    """The domain of the origin's address at its API, where there is a certificate for it."""
    certificate, condition = f"{origin.parameter}Certificate", f"Has{origin.parameter}Certificate"
    name = f"{origin.api}Domain"
    template["Parameters"][certificate] = {
        "Type": "String",
        "Default": "",
        "AllowedPattern": "|arn:[a-z-]+:(acm|iam):.+",
        "Description": f"Certificate (ARN, of this region) of {origin.parameter}Origin's domain; empty: no domain yet.",
    }
    template["Conditions"][condition] = {"Fn::Not": [{"Fn::Equals": [{"Ref": certificate}, ""]}]}
    template["Resources"][name] = {
        "Type": "AWS::ApiGateway::DomainName",
        "Condition": condition,
        "Properties": {
            "DomainName": {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": f"{origin.parameter}Origin"}]}]},
            "RegionalCertificateArn": {"Ref": certificate},
            "EndpointConfiguration": {"Types": ["REGIONAL"]},
            "SecurityPolicy": "TLS_1_2",
        },
    }
    template["Resources"][f"{name}Mapping"] = {
        "Type": "AWS::ApiGateway::BasePathMapping",
        "Condition": condition,
        "Properties": {
            "DomainName": {"Ref": name},
            "RestApiId": {"Ref": origin.api},
            "Stage": {"Ref": f"{origin.api}.Stage"},
        },
    }
    template["Outputs"][f"{origin.parameter}DomainTarget"] = {
        "Condition": condition,
        "Description": f"What {origin.parameter}Origin's domain is an alias (CNAME) of",
        "Value": {"Fn::GetAtt": [name, "RegionalDomainName"]},
    }
