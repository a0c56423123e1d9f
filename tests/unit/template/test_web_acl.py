"""The firewall that a deployment may ask for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from deploy.api.web_acl import ACL, ADVISED, add_web_acl
from deploy.console_api import add_console_api
from deploy.gateway_responses import KINDS
from deploy.origins import ORIGINS, SITE
from deploy.sam_expand import sam_expand
from tools.cost import capacity, journey

Template = dict[str, Any]
OPERATE = Path(__file__).parents[3] / "docs" / "operate"


@pytest.fixture(scope="module")
def made() -> Template:
    origins = {name: {"Type": "String", "Default": "https://a.example"} for name in ("WebOrigin", "ConsoleOrigin")}
    paths: Template = {path: {"get": {"responses": {}}} for path in ("/api/me", "/api/staff/me")}
    body = {"swagger": "2.0", "info": {"version": "1.0", "title": "small"}, "paths": paths}
    properties = {"StageName": {"Ref": "Stage"}, "EndpointConfiguration": "REGIONAL", "DefinitionBody": body}
    template: Template = {
        "Parameters": origins | {"Stage": {"Type": "String", "Default": "test"}},
        "Resources": {SITE.api: {"Type": "AWS::Serverless::Api", "Properties": properties}},
        "Conditions": {},
        "Outputs": {},
    }
    add_console_api(template)
    add_web_acl(template)
    return sam_expand(template, "cn-north-1", "aws-cn")


def test_it_stands_before_both_apis_once_their_stages_are_there(made: Template) -> None:
    found = [one for one in made["Resources"].values() if one["Type"] == "AWS::WAFv2::WebACLAssociation"]
    assert len(found) == len(ORIGINS)
    for origin in ORIGINS:
        (one,) = (one for one in found if f"${{{origin.api}}}" in str(one))
        stage = re.search(r"stages/\${(\w+)}$", one["Properties"]["ResourceArn"]["Fn::Sub"])
        assert stage
        assert made["Resources"][stage[1]]["Type"] == "AWS::ApiGateway::Stage"


def test_without_a_figure_there_is_none(made: Template) -> None:
    firewall = [one for one in made["Resources"].values() if "WAFv2" in one["Type"]]
    assert {one["Condition"] for one in firewall} == {"HasWafRate"}
    assert made["Conditions"]["HasWafRate"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "WafRate"}, "0"]}]}
    assert made["Parameters"]["WafRate"]["Default"] == "0"


def test_it_counts_each_network_and_keeps_no_sample_of_a_request(made: Template) -> None:
    acl = made["Resources"][ACL]["Properties"]
    (rule,) = acl["Rules"]
    assert rule["Statement"] == {"RateBasedStatement": {"Limit": {"Ref": "WafRate"}, "AggregateKeyType": "IP"}}
    assert (rule["Action"], acl["DefaultAction"]) == ({"Block": {}}, {"Allow": {}})
    assert not [one for one in (acl, rule) if one["VisibilityConfig"]["SampledRequestsEnabled"]]


@pytest.mark.parametrize(
    ("typed", "taken"), [("0", True), ("1000", True), ("200000", True), ("", False), ("100", False), ("-1", False)]
)
def test_nobody_shuts_out_a_class_by_a_slip(made: Template, typed: str, taken: bool) -> None:
    assert bool(re.fullmatch(made["Parameters"]["WafRate"]["AllowedPattern"], typed)) is taken


def test_what_is_advised_lets_a_branch_into_one_school_at_its_worst() -> None:
    calls = journey.kept().calls
    worst = capacity.IN_ONE_TASK * 300 * (calls["api_requests"] + calls["site_files"])
    assert 2 * worst <= ADVISED
    for page in ("deploy.zh.md", "technical.zh.md"):
        assert f"WafRate={ADVISED}" in (OPERATE / page).read_text(), page


def test_who_is_shut_out_is_told_to_wait() -> None:
    told = KINDS["WAF_FILTERED"]
    assert (told.status, told.retry_after) == (429, 60)
