"""Publishes a version of each function, and moves the alias that is called to it: at once, or a tenth at first.

Everything calls the alias `live`, never the function itself.  Of the steps behind the API, a tenth of the requests gets
a new version for five minutes, and all of them get the old one again as soon as an alarm of the step rings, or of the
API where it answers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deploy.api.routes import Route
from deploy.origins import CONSOLE, SITE, Origin, origin_of

Template = dict[str, Any]

ALIAS = "live"
WATCHED, AT_ONCE = "Canary10Percent5Minutes", "AllAtOnce"
API_ALARMS = {SITE: "ApiFaults", CONSOLE: "ConsoleFaults"}
ROLE = "RolloutRole"


def alias_of(function: str) -> str:
    """The name of an alias in the expanded template."""
    return f"{function}Alias{ALIAS}"


def add_rollout(template: Template, routes: Iterable[Route]) -> None:
    """Gives every function its alias, in place.  routes: all of the application."""
    behind_api: dict[str, set[Origin]] = {}
    for route in routes:
        behind_api.setdefault(route.function, set()).add(origin_of(route.path))
    template["Parameters"]["Rollout"] = {
        "Type": "String",
        "Default": WATCHED,
        "AllowedValues": [WATCHED, AT_ONCE],
        "Description": "How requests go over to a new version: a tenth for five minutes, with a way back; or at once.",
    }
    # Read while the template is expanded: with AllAtOnce, nothing of CodeDeploy is in the stack.
    template.setdefault("Mappings", {})["Rollouts"] = {WATCHED: {"Watched": "true"}, AT_ONCE: {"Watched": "false"}}
    watched = {"Fn::FindInMap": ["Rollouts", {"Ref": "Rollout"}, "Watched"]}
    template["Outputs"]["RolloutWatched"] = {"Value": watched}
    for name, function in _functions(template):
        # Otherwise a version would be published for other code alone, and not for another setting or layer.
        function |= {"AutoPublishAlias": ALIAS, "AutoPublishAliasAllProperties": True}
        if name in behind_api:
            function["DeploymentPreference"] = {
                "Enabled": watched,
                "PassthroughCondition": False,
                "Type": WATCHED,
                "Alarms": [{"Ref": alarm} for alarm in _alarms(name, behind_api[name])],
                "Role": {"Fn::GetAtt": [ROLE, "Arn"]},
            }
    template["Resources"][ROLE] = _role(sorted(behind_api))


def publish_changes(template: Template, parameters: Mapping[str, str]) -> None:
    """Makes a packaged template publish each function and API that has changed, in place; called before it is deployed.

    SAM compares them as they stand in the template, where a setting is the name of a parameter: without this, another
    value of the parameter would never reach the alias, or the API's stage.
    """
    values = {name: one.get("Default") for name, one in template["Parameters"].items()} | dict(parameters)
    for _, function in _functions(template):
        function.pop("AutoPublishCodeSha256", None)
        named = sorted(set(_names(function)))
        parts = [template["Resources"][layer["Ref"]]["Properties"] for layer in function.get("Layers", [])]
        whole = [function, parts, [(name, str(values[name])) for name in named if name in values]]
        function["AutoPublishCodeSha256"] = hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Api":
            resource["Properties"]["DefinitionBody"] = _filled(resource["Properties"]["DefinitionBody"], values)


def _filled(body: Template, values: Mapping[str, object]) -> Template:
    """The definition of an API with the parameters' values in place of ${their names}."""
    texts = {name: json.dumps(str(value))[1:-1] for name, value in values.items() if value is not None}
    filled: Template = json.loads(re.sub(r"\${(\w+)}", lambda found: texts.get(found[1], found[0]), json.dumps(body)))
    return filled


def _functions(template: Template) -> Iterator[tuple[str, Template]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            yield name, resource["Properties"]


def _names(value: Any) -> Iterator[str]:
    """Every name that a value of a template refers to."""
    text = json.dumps(value)
    yield from re.findall(r'"Ref": "([^"]+)"', text)
    yield from re.findall(r"\${(\w+)}", text)


def _alarms(function: str, origins: set[Origin]) -> list[str]:
    """What takes a new version back.  Most faults are caught and answered: they are lines, and the API's."""
    return [f"{function}Errors", f"{function}ErrorLines", *sorted(API_ALARMS[origin] for origin in origins)]


def _role(functions: list[str]) -> Template:
    """CodeDeploy's: it moves the aliases of these functions and looks at alarms."""
    service = {"Effect": "Allow", "Principal": {"Service": "codedeploy.amazonaws.com"}, "Action": "sts:AssumeRole"}
    aliases = {
        "Effect": "Allow",
        "Action": ["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig", "lambda:UpdateAlias"],
        "Resource": [
            resource
            for name in functions
            for resource in ({"Fn::GetAtt": [name, "Arn"]}, {"Fn::Sub": f"${{{name}.Arn}}:{ALIAS}"})
        ],
    }
    alarms = {
        "Effect": "Allow",
        "Action": ["cloudwatch:DescribeAlarms"],
        "Resource": {"Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"},
    }
    document = {"Version": "2012-10-17", "Statement": [aliases, alarms]}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [service]},
            "Policies": [{"PolicyName": "move-aliases", "PolicyDocument": document}],
        },
    }
