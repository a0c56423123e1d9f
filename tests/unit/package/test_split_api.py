"""Routes of a small application, each to the function of its own step."""

from __future__ import annotations

from typing import Any

import pytest
from chalice.app import Chalice

from deploy.api.routes import check_siblings
from deploy.console_api import add_console_api
from deploy.split_api import split_api
from deploy.wheels import PackagingError


def small_app(*, step_of_orders: str = "orders") -> Chalice:
    app = Chalice(app_name="small")
    for step in ("login", "orders", "pay_webhook"):
        app.lambda_function(name=step)(lambda event, context: None)
    app.route("/login", methods=["POST"], name="login")(lambda: None)
    app.route("/orders/{order_id}/cancel", methods=["POST"], name=step_of_orders)(lambda order_id: None)
    app.route("/orders/{order_id}", methods=["GET", "PUT"], name=step_of_orders)(lambda order_id: None)
    app.route("/api/staff/orders", methods=["GET"], name=step_of_orders)(lambda: None)
    app.route("/pay", methods=["POST"], name="pay_webhook")(lambda: None)
    return app


def chalice_template(app: Chalice) -> dict[str, Any]:
    """What Chalice writes: everything to APIHandler."""
    integration = {"uri": {"Fn::Sub": "arn:...:${APIHandler.Arn}/invocations"}, "type": "aws_proxy"}
    paths = {
        path: {method.lower(): {"x-amazon-apigateway-integration": dict(integration)} for method in methods}
        for path, methods in app.routes.items()
    }
    template: dict[str, Any] = {
        "Resources": {
            "Login": {}, "Orders": {}, "PayWebhook": {}, "APIHandler": {},
            "APIHandlerInvokePermission": {"Properties": {"FunctionName": {"Ref": "APIHandler"}}},
            "ApiHandlerLogGroup": {"Properties": {"LogGroupName": {"Fn::Sub": "/aws/lambda/${ApiHandler}"}}},
            "RestAPI": {"Properties": {"DefinitionBody": {"info": {"title": "small"}, "paths": paths}}},
        },
        "Outputs": {"APIHandlerName": {"Value": {"Ref": "APIHandler"}}, "APIHandlerArn": {}, "EndpointURL": {}},
    }  # fmt: skip
    add_console_api(template)
    return template


def test_every_route_reaches_its_own_step() -> None:
    app = small_app()
    template = chalice_template(app)
    split_api(template, app)
    uris = {
        (api, path, method): operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"].split("functions/")[1]
        for api in ("RestAPI", "ConsoleAPI")
        for path, operations in template["Resources"][api]["Properties"]["DefinitionBody"]["paths"].items()
        for method, operation in operations.items()
    }
    assert uris == {
        ("RestAPI", "/login", "post"): "${Login.Alias}/invocations",
        ("RestAPI", "/orders/{order_id}/cancel", "post"): "${Orders.Alias}/invocations",
        ("RestAPI", "/orders/{order_id}", "get"): "${Orders.Alias}/invocations",
        ("RestAPI", "/orders/{order_id}", "put"): "${Orders.Alias}/invocations",
        ("RestAPI", "/pay", "post"): "${PayWebhook.Alias}/invocations",
        ("ConsoleAPI", "/api/staff/orders", "get"): "${Orders.Alias}/invocations",
    }


def test_the_gateway_may_call_a_step_for_its_own_routes_only() -> None:
    app = small_app()
    template = chalice_template(app)
    split_api(template, app)
    allowed = sorted(
        (one["Properties"]["FunctionName"]["Ref"], one["Properties"]["SourceArn"]["Fn::Sub"].rpartition(":$")[2])
        for one in template["Resources"].values()
        if one.get("Type") == "AWS::Lambda::Permission"
    )
    assert allowed == [
        ("Login.Alias", "{RestAPI}/*/POST/login"),
        ("Orders.Alias", "{ConsoleAPI}/*/GET/api/staff/orders"),
        ("Orders.Alias", "{RestAPI}/*/*/orders/*"),
        ("Orders.Alias", "{RestAPI}/*/*/orders/*/*"),
        ("PayWebhook.Alias", "{RestAPI}/*/POST/pay"),
    ]


def test_the_catch_all_is_gone() -> None:
    app = small_app()
    template = chalice_template(app)
    split_api(template, app)
    assert "apihandler" not in str(template).lower()
    assert not [name for name in template["Outputs"] if name.startswith("APIHandler")]


def test_something_that_still_needs_the_catch_all_is_refused() -> None:
    app = small_app()
    template = chalice_template(app)
    template["Resources"]["Alarm"] = {"Properties": {"Value": {"Ref": "APIHandler"}}}
    with pytest.raises(PackagingError, match="catch-all"):
        split_api(template, app)


def test_a_route_without_a_step_is_refused() -> None:
    app = small_app(step_of_orders="nobody")
    with pytest.raises(PackagingError, match=r"no @app.lambda_function named 'nobody'"):
        split_api(chalice_template(app), app)


@pytest.mark.parametrize(
    "paths",
    [
        {"/orders/{order_id}", "/orders/{id}"},
        {"/orders/{order_id}/cancel", "/orders/{id}"},
        {"/a/{x}/b/{y}", "/a/{x}/b/{z}/c"},
    ],
)
def test_two_variables_at_one_position_are_refused(paths: set[str]) -> None:
    with pytest.raises(PackagingError, match="API Gateway takes one"):
        check_siblings(paths)


def test_other_variables_elsewhere_are_fine() -> None:
    check_siblings({"/orders/{order_id}", "/orders/{order_id}/photos/{photo_no}", "/tasks/{task_id}", "/orders/new"})
