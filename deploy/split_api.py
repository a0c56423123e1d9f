"""Gives each step its own Lambda, instead of Chalice's one Lambda for all routes.

Chalice points every path at its catch-all `APIHandler`.  Here each route is pointed at the function with the route's
name (`name="login"` → `@app.lambda_function(name="login")`), and the catch-all is removed.
"""

from __future__ import annotations

import json
from typing import Any

from chalice.app import Chalice

from deploy.api.permissions import permissions
from deploy.api.routes import check_siblings, routes_of
from deploy.origins import origin_of
from deploy.wheels import PackagingError

Template = dict[str, Any]

INTEGRATION = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Alias}/invocations"
CATCH_ALL = ("APIHandler", "APIHandlerInvokePermission", "ApiHandlerLogGroup")
CATCH_ALL_OUTPUTS = ("APIHandlerName", "APIHandlerArn")


def split_api(template: Template, app: Chalice) -> None:
    """Rewrites Chalice's SAM template in place.  Raises PackagingError if a route has no step."""
    routes = list(routes_of(app))
    check_siblings({route.path for route in routes})
    resources = template["Resources"]
    for route in routes:
        paths = resources[origin_of(route.path).api]["Properties"]["DefinitionBody"]["paths"]
        operation = paths[route.path][route.method.lower()]
        operation["x-amazon-apigateway-integration"]["uri"] = {"Fn::Sub": INTEGRATION % route.function}
    resources |= {one.name: one.resource() for one in permissions(routes)}
    for name in CATCH_ALL:
        resources.pop(name, None)
    for name in CATCH_ALL_OUTPUTS:
        template["Outputs"].pop(name, None)
    if "apihandler" in json.dumps(template).lower():
        raise PackagingError("something in the template still points at Chalice's catch-all handler")
