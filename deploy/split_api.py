"""Gives each step its own Lambda, instead of Chalice's one Lambda for all routes.

Chalice points every path at its catch-all `APIHandler`.  Here each route is pointed at the function with the route's
name (`name="login"` → `@app.lambda_function(name="login")`), and the catch-all is removed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chalice.app import Chalice
from chalice.utils import to_cfn_resource_name

from deploy.origins import origin_of
from deploy.wheels import PackagingError

Template = dict[str, Any]

INTEGRATION = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Arn}/invocations"
SOURCE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/*/%s%s"
CATCH_ALL = ("APIHandler", "APIHandlerInvokePermission", "ApiHandlerLogGroup")
CATCH_ALL_OUTPUTS = ("APIHandlerName", "APIHandlerArn")


@dataclass(frozen=True)
class Route:
    """A route of the API.  function: the CloudFormation name of the step that serves it."""

    method: str
    path: str
    function: str

    @property
    def arn_path(self) -> str:
        return re.sub(r"{[^}]+}", "*", self.path)

    @property
    def permission(self) -> str:
        return f"{self.function}On{self.method.title()}{re.sub(r'[^A-Za-z0-9]', '', self.path.title())}"


def split_api(template: Template, app: Chalice) -> None:
    """Rewrites Chalice's SAM template in place.  Raises PackagingError if a route has no step."""
    routes = list(routes_of(app))
    check_siblings({route.path for route in routes})
    resources = template["Resources"]
    for route in routes:
        paths = resources[origin_of(route.path).api]["Properties"]["DefinitionBody"]["paths"]
        operation = paths[route.path][route.method.lower()]
        operation["x-amazon-apigateway-integration"]["uri"] = {"Fn::Sub": INTEGRATION % route.function}
        resources[route.permission] = _permission(route)
    for name in CATCH_ALL:
        resources.pop(name, None)
    for name in CATCH_ALL_OUTPUTS:
        template["Outputs"].pop(name, None)
    if "apihandler" in json.dumps(template).lower():
        raise PackagingError("something in the template still points at Chalice's catch-all handler")


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route of `app` with its step.  Raises PackagingError for a route whose name is no function's."""
    steps = {function.name for function in app.pure_lambda_functions}
    for path, methods in app.routes.items():
        for method, entry in methods.items():
            if entry.view_name not in steps:
                raise PackagingError(f"{method} {path}: no @app.lambda_function named {entry.view_name!r}")
            yield Route(method, path, to_cfn_resource_name(entry.view_name))


def check_siblings(paths: set[str]) -> None:
    """Raises PackagingError if two paths have different variables in one position: Chalice takes that, API Gateway does
    not."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        parts = path.split("/")
        for position, part in enumerate(parts):
            if part.startswith("{") and seen.setdefault("/".join(parts[:position]), part) != part:
                before = "/".join(parts[:position])
                raise PackagingError(f"{before}/ is followed by both {seen[before]} and {part}; API Gateway takes one")


def _permission(route: Route) -> Template:
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "FunctionName": {"Ref": route.function},
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": {"Fn::Sub": SOURCE % (origin_of(route.path).api, route.method, route.arn_path)},
        },
    }
