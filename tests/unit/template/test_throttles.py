"""Which routes have a limit of their own, and that the season fits into each."""

from __future__ import annotations

from typing import Any

import pytest

from app import app
from deploy.api.routes import Route, routes_of
from deploy.api.settings import complete_apis
from deploy.api.throttles import BY_STEP, DOORS, TEACHERS, throttle_of
from deploy.origins import ORIGINS
from tools.cost import capacity, journey

ROUTES = list(routes_of(app))
LIMITED = {f"{route.method} {route.path}": limit for route in ROUTES if (limit := throttle_of(route))}
# What no session stands before, or what costs money, judging or another's time each time.
COSTS = (
    "POST /api/login/sms-code", "POST /api/login/sms", "POST /api/login/wechat", "POST /api/login/phone",
    "POST /api/login/phone/proof", "POST /api/tasks/lookup", "GET /api/schools", "POST /api/uploads",
    "POST /api/collect-codes", "POST /api/orders", "POST /api/orders/{order_id}/submit", "POST /api/contests",
    "POST /api/orders/{order_id}/payments", "GET /api/payfor/{token}", "POST /api/payfor/{token}/payments",
    "POST /api/staff/login",
    "POST /api/staff/invites/code", "POST /api/staff/invites/accept", "GET /api/progress/{token}",
    "POST /api/progress/{token}/code", "POST /api/progress/{token}/proof", "POST /api/me/export",
)  # fmt: skip


def test_what_costs_has_a_limit() -> None:
    assert [route for route in COSTS if route not in LIMITED] == []
    captchas = [f"{one.method} {one.path}" for one in ROUTES if one.path.endswith("/captcha")]
    assert captchas
    assert [route for route in captchas if route not in LIMITED] == []


def test_every_change_by_a_student_has_a_limit() -> None:
    students = [one for one in ROUTES if one.method != "GET" and not one.path.startswith("/api/staff/")]
    without = {one.path for one in students if throttle_of(one) is None}
    assert without == {"/api/pay/notices/{channel}"}  # the step itself has so many processes, and a notice comes again


def test_each_limit_stands_in_the_stage_once() -> None:
    template: dict[str, Any] = {"Parameters": {}, "Conditions": {}, "Outputs": {}, "Resources": {}}
    for origin in ORIGINS:
        template["Resources"][origin.api] = {"Properties": {"DefinitionBody": {"swagger": "2.0", "info": {}}}}
    complete_apis(template, ROUTES)
    found = [
        f"{one['HttpMethod']} {one['ResourcePath'].replace('~1', '/').replace('//', '/')}"
        for origin in ORIGINS
        for one in template["Resources"][origin.api]["Properties"]["MethodSettings"]
    ]
    assert sorted(found) == sorted(LIMITED)


@pytest.mark.parametrize("step", sorted(BY_STEP.keys() - {"Rights"}))
def test_the_worst_minute_fits_into_each_route_of_a_step(step: str) -> None:
    need = capacity.RATE * journey.kept().by_step[step.lower()]
    assert need <= 0.8 * BY_STEP[step].rate
    assert BY_STEP[step].burst >= BY_STEP[step].rate


def test_a_photo_may_be_taken_three_times_in_the_worst_minute() -> None:
    forms = journey.kept().by_step["upload"] - 1 + 2  # the collection code's is asked for once
    assert capacity.RATE * (forms + 1) <= BY_STEP["Upload"].rate


def test_a_thousand_of_the_staff_come_in_within_five_minutes() -> None:
    assert all(throttle.rate >= 10 * 1000 / 300 for throttle in (DOORS | TEACHERS).values())


def test_a_page_that_waits_is_not_limited() -> None:
    waits = ("/api/orders/{order_id}/photos/{photo_no}", "/api/payfor/{token}/payments/{client_key}", "/api/me")
    assert [path for path in waits if throttle_of(Route("GET", path, "Orders"))] == []
