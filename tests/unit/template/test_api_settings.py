"""The two APIs of a stage: their names, their limits, what they log and their domains."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.api.routes import Route
from deploy.api.settings import LOGGED, complete_apis
from deploy.api.throttles import BY_STEP, DOORS
from deploy.console_api import add_console_api
from deploy.origins import ORIGINS, Origin
from deploy.sam_expand import sam_expand

Template = dict[str, Any]
APIS = [origin.api for origin in ORIGINS]
ROUTES = [
    Route("POST", "/api/login/sms", "Login"),
    Route("GET", "/api/me", "Login"),
    Route("POST", "/api/staff/login", "Staff"),
    Route("POST", "/api/staff/logout", "Staff"),
]


@pytest.fixture(scope="module")
def made() -> Template:
    """What the transform makes of the two APIs."""
    parameters = {name: {"Type": "String", "Default": "https://a.example"} for name in ("WebOrigin", "ConsoleOrigin")}
    body = {"swagger": "2.0", "info": {"version": "1.0", "title": "small"}}
    paths: Template = {route.path: {route.method.lower(): {"responses": {}}} for route in ROUTES}
    template: Template = {
        "Parameters": parameters | {"Stage": {"Type": "String", "Default": "test"}},
        "Resources": {
            "RestAPI": {
                "Type": "AWS::Serverless::Api",
                "Properties": {
                    "StageName": "prod",
                    "EndpointConfiguration": "REGIONAL",
                    "DefinitionBody": body | {"paths": paths},
                },
            }
        },
        "Conditions": {},
        "Outputs": {},
    }
    add_console_api(template)
    complete_apis(template, ROUTES)
    return sam_expand(template, "cn-north-1", "aws-cn")


def of_type(made: Template, kind: str) -> dict[str, Template]:
    return {name: one for name, one in made["Resources"].items() if one["Type"] == kind}


def stages(made: Template) -> dict[str, Template]:
    found = [one["Properties"] for one in of_type(made, "AWS::ApiGateway::Stage").values()]
    return {one["RestApiId"]["Ref"]: one for one in found}


def test_two_stages_of_an_account_have_apis_of_two_names(made: Template) -> None:
    for origin in ORIGINS:
        body = made["Resources"][origin.api]["Properties"]["Body"]
        assert body["info"]["title"] == {"Fn::Sub": origin.name}
        assert made["Outputs"][origin.url_output]["Value"]["Fn::Sub"].endswith("/${Stage}/")
    assert len({origin.name for origin in ORIGINS}) == len(ORIGINS)


def test_an_api_has_the_one_stage_that_was_meant(made: Template) -> None:
    assert {api: one["StageName"] for api, one in stages(made).items()} == {api: {"Ref": "Stage"} for api in APIS}
    deployments = of_type(made, "AWS::ApiGateway::Deployment").values()
    assert len(deployments) == len(APIS)
    assert not [one for one in deployments if "StageName" in one["Properties"]]


def test_what_costs_has_a_limit_of_its_own_and_what_is_read_what_the_account_has(made: Template) -> None:
    limits = {
        api: {(one["HttpMethod"], one["ResourcePath"]): one["ThrottlingRateLimit"] for one in stage["MethodSettings"]}
        for api, stage in stages(made).items()
    }
    assert limits == {
        "RestAPI": {("POST", "/~1api~1login~1sms"): BY_STEP["Login"].rate},
        "ConsoleAPI": {("POST", "/~1api~1staff~1login"): DOORS["/api/staff/login"].rate},
    }


def test_a_line_of_the_log_says_nothing_of_who_asked(made: Template) -> None:
    for stage in stages(made).values():
        condition, setting, absent = stage["AccessLogSetting"]["Fn::If"]
        assert (condition, absent) == ("HasAccessLog", {"Ref": "AWS::NoValue"})
        assert json.loads(setting["Format"]) == LOGGED
        group = made["Resources"][setting["DestinationArn"]["Fn::GetAtt"][0]]
        assert (group["Condition"], group["Properties"]["RetentionInDays"]) == ("HasAccessLog", 180)
    assert made["Parameters"]["AccessLog"]["Default"] == "on"
    role, account = made["Resources"]["ApiLogRole"], made["Resources"]["ApiLogAccount"]
    assert {one["DeletionPolicy"] for one in (role, account)} == {"Retain"}
    assert {made["Resources"][f"{origin.api}LogGroup"]["DependsOn"] for origin in ORIGINS} == {"ApiLogAccount"}
    told = " ".join(LOGGED.values())
    assert not [word for word in ("identity", "querystring", "$context.path", "authorizer", "message") if word in told]


@pytest.mark.parametrize("origin", ORIGINS, ids=lambda origin: origin.parameter)
def test_a_domain_stands_where_there_is_a_certificate(made: Template, origin: Origin) -> None:
    domain, mapping = (made["Resources"][f"{origin.api}{name}"] for name in ("Domain", "DomainMapping"))
    assert {domain["Condition"], mapping["Condition"]} == {f"Has{origin.parameter}Certificate"}
    assert domain["Properties"]["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert domain["Properties"]["SecurityPolicy"] == "TLS_1_2"
    assert domain["Properties"]["RegionalCertificateArn"] == {"Ref": f"{origin.parameter}Certificate"}
    assert made["Parameters"][f"{origin.parameter}Certificate"]["Default"] == ""
    assert mapping["Properties"]["Stage"]["Ref"] in of_type(made, "AWS::ApiGateway::Stage")
