"""The networks that the console is called from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from deploy.api.networks import EVERYWHERE, limit_networks
from deploy.console_api import add_console_api
from deploy.origins import CONSOLE, SITE
from deploy.sam_expand import sam_expand

Template = dict[str, Any]
OFFICE = "203.0.113.0/24,2001:db8::/32"


def made(networks: str | None = None) -> Template:
    """What the transform makes of the two APIs."""
    origins = {name: {"Type": "String", "Default": "https://a.example"} for name in ("WebOrigin", "ConsoleOrigin")}
    paths: Template = {path: {"get": {"responses": {}}} for path in ("/api/me", "/api/staff/me")}
    body = {"swagger": "2.0", "info": {"version": "1.0", "title": "small"}, "paths": paths}
    api = {
        "Type": "AWS::Serverless::Api",
        "Properties": {"StageName": "prod", "EndpointConfiguration": "REGIONAL", "DefinitionBody": body},
    }
    template: Template = {"Parameters": origins, "Resources": {SITE.api: api}, "Conditions": {}, "Outputs": {}}
    add_console_api(template)
    limit_networks(template)
    values = {} if networks is None else {"ConsoleNetworks": networks}
    return sam_expand(template, "cn-north-1", "aws-cn", values)


def policy(template: Template, api: str) -> Any:
    return template["Resources"][api]["Properties"]["Body"].get("x-amazon-apigateway-policy")


def deployments(template: Template) -> dict[str, str]:
    return {
        one["Properties"]["RestApiId"]["Ref"]: name
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::ApiGateway::Deployment"
    }


def test_the_console_is_refused_from_elsewhere_and_the_site_is_not() -> None:
    template = made(OFFICE)
    assert policy(template, SITE.api) is None
    allow, deny = policy(template, CONSOLE.api)["Statement"]
    assert (allow["Effect"], allow["Resource"], "Condition" in allow) == ("Allow", "execute-api:/*", False)
    condition, listed, otherwise = deny["Condition"]["NotIpAddress"]["aws:SourceIp"]["Fn::If"]
    assert (deny["Effect"], deny["Resource"], condition) == ("Deny", "execute-api:/*", "HasConsoleNetworks")
    assert listed == {"Fn::Split": [",", OFFICE]}
    assert otherwise == EVERYWHERE
    empty = {"Fn::Not": [{"Fn::Equals": [{"Ref": "ConsoleNetworks"}, ""]}]}
    assert template["Conditions"]["HasConsoleNetworks"] == empty


def test_another_list_is_deployed_anew() -> None:
    anywhere, office = deployments(made()), deployments(made(OFFICE))
    assert anywhere[CONSOLE.api] != office[CONSOLE.api]
    assert anywhere[SITE.api] == office[SITE.api]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("", True), ("203.0.113.7/32", True), (OFFICE, True), ("203.0.113.7", False), ("office", False),
        ("203.0.113.0/24, 198.51.100.0/24", False), ("203.0.113.0/24,", False), ("203.0.113.0/24;::/0", False),
    ],
)  # fmt: skip
def test_only_networks_are_taken(typed: str, taken: bool) -> None:
    pattern = made()["Parameters"]["ConsoleNetworks"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, typed)) is taken
