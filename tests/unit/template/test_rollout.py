"""A new version of a step is called by a tenth at first, and by nobody any more once an alarm rings."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from deploy.alarms import alarms
from deploy.api.routes import Route, routes_of
from deploy.origins import ORIGINS, origin_of
from deploy.rollout import ALIAS, API_ALARMS, AT_ONCE, ROLE, WATCHED, add_rollout, publish_changes
from deploy.sam_expand import sam_expand
from deploy.template_checks import statement_faults

Template = dict[str, Any]


@pytest.fixture
def template() -> Template:
    """A step behind the API and one that the clock starts; both read a parameter, one has a layer."""
    step = {"Runtime": "python3.13", "Handler": "app.step", "Role": "arn:aws-cn:iam::111111111111:role/step"}
    made: Template = {
        "Parameters": {"WebOrigin": {"Type": "String"}, "NoIosPay": {"Type": "String", "Default": "off"}},
        "Outputs": {},
        "Resources": {
            "Pixels": {"Type": "AWS::Serverless::LayerVersion", "Properties": {"ContentUri": "s3://b/layer.zip"}},
            "Login": {
                "Type": "AWS::Serverless::Function",
                "Properties": step | {"CodeUri": "s3://b/core.zip", "Environment": {"Variables": {"A": "{}"}}},
            },
            "Expire": {
                "Type": "AWS::Serverless::Function",
                "Properties": step
                | {
                    "CodeUri": "s3://b/core.zip",
                    "Layers": [{"Ref": "Pixels"}],
                    "Events": {"Clock": {"Type": "Schedule", "Properties": {"Schedule": "rate(1 minute)"}}},
                },
            },
        },
    }
    made["Resources"]["Login"]["Properties"]["Environment"]["Variables"]["A"] = {"Fn::Sub": "${WebOrigin}/a"}
    add_rollout(made, [Route("GET", "/api/me", "Login")])
    return made


def expanded(template: Template, **parameters: str) -> Template:
    publish_changes(template := copy.deepcopy(template), parameters)
    resources: Template = sam_expand(template, "cn-north-1", "aws-cn", parameters)["Resources"]
    return resources


def of_type(resources: Template, kind: str) -> dict[str, Template]:
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def test_everything_calls_the_alias(template: Template) -> None:
    resources = expanded(template, WebOrigin="https://a.example")
    aliases = of_type(resources, "AWS::Lambda::Alias")
    assert {name: one["Properties"]["Name"] for name, one in aliases.items()} == {
        "LoginAliaslive": ALIAS,
        "ExpireAliaslive": ALIAS,
    }
    (clock,) = of_type(resources, "AWS::Events::Rule").values()
    assert clock["Properties"]["Targets"][0]["Arn"] == {"Ref": "ExpireAliaslive"}


def test_a_step_behind_the_api_is_watched_while_it_is_exchanged(template: Template) -> None:
    resources = expanded(template, WebOrigin="https://a.example")
    ((name, group),) = of_type(resources, "AWS::CodeDeploy::DeploymentGroup").items()
    assert name == "LoginDeploymentGroup"
    assert watched_by(group["Properties"]["AlarmConfiguration"]) == ["LoginErrors", "LoginErrorLines", "ApiFaults"]
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["Properties"]["AutoRollbackConfiguration"]["Events"]
    assert group["Properties"]["ServiceRoleArn"] == {"Fn::GetAtt": [ROLE, "Arn"]}
    assert WATCHED in str(group["Properties"]["DeploymentConfigName"])
    assert "CodeDeployLambdaAliasUpdate" in resources["LoginAliaslive"]["UpdatePolicy"]
    assert "UpdatePolicy" not in resources["ExpireAliaslive"]


def watched_by(configuration: Template) -> list[str]:
    return [alarm["Name"]["Ref"] for alarm in configuration["Alarms"]]


def test_a_step_is_taken_back_by_the_alarms_of_the_apis_that_call_it(template: Template) -> None:
    """Each of them there, and about that API."""
    from app import app

    routes = list(routes_of(app))
    resources = template["Resources"]
    resources |= {route.function: copy.deepcopy(resources["Login"]) for route in routes}
    add_rollout(template, routes)
    about = {
        name: one["Properties"]["Dimensions"][0]["Value"]["Fn::Sub"]
        for name, one in alarms({}, {}).items()
        if name in API_ALARMS.values()
    }
    assert about == {API_ALARMS[origin]: origin.name for origin in ORIGINS}
    for function in {route.function for route in routes}:
        watched = {alarm["Ref"] for alarm in resources[function]["Properties"]["DeploymentPreference"]["Alarms"]}
        called_at = {origin_of(route.path) for route in routes if route.function == function}
        assert watched & about.keys() == {API_ALARMS[origin] for origin in called_at}, function
        assert watched <= alarms({}, {}).keys(), function


def test_at_once_needs_nothing_of_codedeploy(template: Template) -> None:
    resources = expanded(template, WebOrigin="https://a.example", Rollout=AT_ONCE)
    assert not [name for name, one in resources.items() if one["Type"].startswith("AWS::CodeDeploy")]
    assert "UpdatePolicy" not in resources["LoginAliaslive"]


def test_the_role_moves_aliases_of_these_functions_alone(template: Template) -> None:
    (policy,) = template["Resources"][ROLE]["Properties"]["Policies"]
    aliases, alarms = policy["PolicyDocument"]["Statement"]
    assert aliases["Resource"] == [{"Fn::GetAtt": ["Login", "Arn"]}, {"Fn::Sub": "${Login.Arn}:live"}]
    assert [*statement_faults(aliases), *statement_faults(alarms)] == []
    assert list(statement_faults(alarms | {"Action": ["cloudwatch:DeleteAlarms"]})) != []


def versions(template: Template, **parameters: str) -> dict[str, str]:
    """The version of each function, by the function."""
    found = of_type(expanded(template, **parameters), "AWS::Lambda::Version")
    return {one["Properties"]["FunctionName"]["Ref"]: name for name, one in found.items()}


def test_a_function_is_published_anew_for_what_it_sees_alone(template: Template) -> None:
    before = versions(template, WebOrigin="https://a.example")
    assert versions(template, WebOrigin="https://a.example", NoIosPay="on") == before
    other = versions(template, WebOrigin="https://b.example")
    assert other["Login"] != before["Login"]
    assert other["Expire"] == before["Expire"]
    template["Resources"]["Pixels"]["Properties"]["ContentUri"] = "s3://b/layer-2.zip"
    with_layer = versions(template, WebOrigin="https://a.example")
    assert with_layer["Login"] == before["Login"]
    assert with_layer["Expire"] != before["Expire"]


def test_an_api_is_published_anew_for_what_it_answers_alone(template: Template) -> None:
    """Its stage names a deployment, whose id is of the definition."""
    definition: Template = {"swagger": "2.0", "info": {"title": "site"}, "paths": {"/": {"get": {"responses": {}}}}}
    definition["paths"]["/"]["get"]["x-amazon-apigateway-integration"] = {
        "uri": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Site}/index.html"},
        "responses": {"302": {"responseParameters": {"Location": {"Fn::Sub": "'${WebOrigin}/staff/'"}}}},
    }
    site = {"StageName": "prod", "DefinitionBody": definition}
    template["Resources"]["Site"] = {"Type": "AWS::Serverless::Api", "Properties": site}

    def published(**parameters: str) -> Any:
        (stage,) = of_type(expanded(template, **parameters), "AWS::ApiGateway::Stage").values()
        return stage["Properties"]["DeploymentId"]

    before = published(WebOrigin="https://a.example")
    assert published(WebOrigin="https://a.example", NoIosPay="on") == before
    assert published(WebOrigin="https://b.example") != before


def test_an_old_version_outlives_the_next(template: Template) -> None:
    found = of_type(expanded(template, WebOrigin="https://a.example"), "AWS::Lambda::Version")
    assert {one["DeletionPolicy"] for one in found.values()} == {"Retain"}
