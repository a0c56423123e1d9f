"""Requests that cannot be understood: each is refused in Chinese, with the right status, and changes nothing."""

from __future__ import annotations

import base64
import json
from functools import partial
from typing import Any

import pytest
import requests

from chalicelib.api.endpoint import MOST_BODY
from clients.student import Student
from tests.worlds.app import World, refused, speaks_chinese

TASK_CODE = "/api/tasks/lookup"


@pytest.fixture(scope="module")
def student(world: World) -> Student:
    return world.student()


@pytest.fixture(scope="module")
def order_id(world: World, student: Student) -> str:
    return world.draft(student)


def error_of(answer: requests.Response, status: int, code: str, field: str | None = None) -> Any:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json; charset=utf-8")
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    return speaks_chinese(error)


BODIES: list[tuple[str, bytes, int, str, str | None]] = [
    ("nothing", b"", 400, "malformed", None),
    ("half an object", b'{"code": "A7', 400, "malformed", None),
    ("no JSON", b"code=A7K9Q2", 400, "malformed", None),
    ("two objects", b'{"code":"a"}{"code":"b"}', 400, "malformed", None),
    ("single quotes", b"{'code': 'a'}", 400, "malformed", None),
    ("NaN", b'{"code": NaN}', 400, "malformed", None),
    ("Infinity", b'{"code": -Infinity}', 400, "malformed", None),
    ("half a surrogate", b'{"code": "\\ud800"}', 400, "malformed", None),
    ("not UTF-8", b"\xff\xfe\x00", 400, "malformed", None),
    ("null", b"null", 422, "invalid", None),
    ("a list", b"[]", 422, "invalid", None),
    ("a text", b'"code"', 422, "invalid", None),
    ("deep lists", b"[" * 30_000, 422, "invalid", None),
    ("deep in a field", b'{"code":' + b'{"a":' * 10_000, 422, "invalid", "code"),
    ("missing field", b"{}", 422, "invalid", "code"),
    ("null for a field", b'{"code": null}', 422, "invalid", "code"),
    ("number for a text", b'{"code": 123456}', 422, "invalid", "code"),
    ("huge number", b'{"code": ' + b"9" * 5_000 + b"}", 422, "invalid", "code"),
    ("endless number", b'{"code": 1e999}', 422, "invalid", "code"),
    ("list for a text", b'{"code": ["A7K9Q2"]}', 422, "invalid", "code"),
    ("unknown field", b'{"code": "A7K9Q2", "price": 1}', 422, "invalid", "price"),
    ("deep in an unknown field", b'{"x":' + b"[" * 30_000, 422, "invalid", "x"),
    ("empty text", b'{"code": ""}', 422, "invalid", "code"),
    ("too long a text", b'{"code": "' + b"a" * 65 + b'"}', 422, "invalid", "code"),
    ("no such choice", b'{"code": "a", "task_type": "BOTH"}', 422, "invalid", "task_type"),
    ("body above our limit", b'{"code": "' + b"a" * MOST_BODY + b'"}', 413, "body_too_large", None),
]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"), [one[1:] for one in BODIES], ids=[one[0] for one in BODIES]
)
def test_a_body_that_is_not_what_was_asked_for(
    world: World, student: Student, body: bytes, status: int, code: str, field: str | None
) -> None:
    before = world.tables()
    error_of(world.raw("POST", TASK_CODE, body, by=student), status, code, field)
    assert world.tables() == before


def test_of_a_key_given_twice_the_last_one_counts_as_everywhere(world: World, student: Student) -> None:
    task = world.task()
    answer = world.raw("POST", TASK_CODE, f'{{"code": "????", "code": "{task.code}"}}', by=student)
    assert answer.json()["task"]["task_id"] == task.task_id


def test_a_byte_that_is_not_utf8_in_a_text_is_a_wrong_text(world: World, student: Student) -> None:
    error_of(world.raw("POST", TASK_CODE, b'{"code": "A7\xff9Q2"}', by=student), 404, "task_code_unknown", "code")


def test_bytes_reach_the_step_as_they_were_sent(world: World) -> None:
    """API Gateway sends what is not text in base64."""
    event = {
        "resource": "/api/login/wechat", "path": "/api/login/wechat", "httpMethod": "POST", "pathParameters": None,
        "headers": {"content-type": "application/json"}, "multiValueHeaders": {"content-type": ["application/json"]},
        "multiValueQueryStringParameters": None, "stageVariables": None, "isBase64Encoded": True,
        "requestContext": {"resourcePath": "/api/login/wechat", "httpMethod": "POST", "requestId": "r-1"},
        "body": base64.b64encode(b'{"code": "\xff"}').decode(),
    }  # fmt: skip
    answer = world.box.steps.call("login", event)
    error = speaks_chinese(json.loads(answer["body"])["error"])
    assert (answer["statusCode"], error["code"], error["ref"]) == (400, "malformed", "r-1")


@pytest.mark.parametrize("size", [10 * 2**20 + 1, 20 * 2**20])
def test_a_body_above_the_gateways_limit(world: World, student: Student, size: int) -> None:
    error_of(world.raw("POST", TASK_CODE, bytes(size), by=student), 413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"])
def test_another_kind_of_content(world: World, student: Student, kind: str) -> None:
    error_of(
        world.raw("POST", TASK_CODE, '{"code": "A7K9Q2"}', by=student, Content_Type=kind), 415, "unsupported_content"
    )


def test_a_charset_beside_the_kind_is_fine(world: World, student: Student) -> None:
    kind, task = "application/json; charset=utf-8", world.task()
    assert world.raw("POST", TASK_CODE, json.dumps({"code": task.code}), by=student, Content_Type=kind).ok


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api"), ("GET", "/api/"), ("GET", "/api/nothing"), ("GET", "/api/orders/a/b/c"),
        ("GET", "/api/staff/orders"), ("POST", "/api/schools"), ("DELETE", "/api/orders"), ("DELETE", "/api/me"),
        ("GET", "/api/tasks/lookup"), ("GET", "/api/pay/notices/wechat"), ("GET", "/api/../api/login"),
        ("GET", "/api/orders/..%2f.."),
    ],
)  # fmt: skip
def test_a_path_or_method_that_does_not_exist(world: World, student: Student, method: str, path: str) -> None:
    error_of(world.raw(method, path, by=student), 404, "not_found")


@pytest.mark.parametrize(
    ("query", "field"), [("", "q"), ("q=", "q"), (f"q={'x' * 61}", "q"), ("q=a&page=2", "page"), ("Q=a", "Q")]
)
def test_a_query_that_is_not_what_was_asked_for(world: World, query: str, field: str) -> None:
    error_of(world.raw("GET", f"/api/schools?{query}"), 422, "invalid", field)


ORDER_IDS = ["0", "null", "%20", "%00", "'", "订单", "%F0%9F%98%80", "a" * 21, "a" * 23, "é" * 22, "a" * 2_000]


@pytest.mark.parametrize("order_id", ORDER_IDS)
def test_an_order_id_that_cannot_be_one(world: World, student: Student, order_id: str) -> None:
    error_of(world.raw("GET", f"/api/orders/{order_id}", by=student), 404, "order_not_found")
    error_of(world.raw("POST", f"/api/orders/{order_id}/cancel", "{}", by=student), 404, "order_not_found")


NUMBERS = ["0", "-1", "1.5", "01x", "one", "²", "١", "%00", "99999", "9" * 5_000]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_cannot_be_one(world: World, student: Student, order_id: str, number: str) -> None:
    error_of(world.raw("GET", f"/api/orders/{order_id}/photos/{number}", by=student), 404, "photo_not_found")
    error_of(world.raw("GET", f"/api/orders/{order_id}/payments/{number}", by=student), 404, "payment_not_found")


def _encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


CURSORS = [
    "x", "====", "é", "a" * 600, _encoded(None), _encoded([]), _encoded({}), _encoded(["1"]), _encoded(["a", "b"]),
    _encoded(["2026-11-24T08:00:00.000Z", "short"]),
    _encoded(["2026-11-24T08:00:00.000Z", "a" * 22, 1]), _encoded({"pk": {"S": "x"}}), _encoded({"pk": {"N": "x"}}),
    _encoded({key: {"S": "x"} for key in ("pk", "sk", "person_id", "opened_at")}),
]  # fmt: skip


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_was_never_given(student: Student, cursor: str) -> None:
    refused(lambda: student.call("GET", "/api/orders", cursor=cursor), 422, "invalid", "cursor")


def test_a_cursor_leads_to_nobody_elses_orders(world: World, student: Student, order_id: str) -> None:
    other, task = world.student(), world.plain_task()
    theirs = [world.draft(other, task) for _ in range(21)]
    cursor = other.call("GET", "/api/orders")["cursor"]
    assert theirs[0] not in str(student.call("GET", "/api/orders", cursor=cursor))


BOUNDS = [
    ({"photo_no": 0}, "photo_no"), ({"photo_no": 10**30}, "photo_no"), ({"photo_no": -1}, "photo_no"),
    ({"photo_no": 1.5}, "photo_no"), ({"photo_no": "1"}, "photo_no"), ({"photo_no": True}, "photo_no"),
    ({}, "photo_no"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field"), BOUNDS)
def test_a_photo_number_out_of_bounds(student: Student, order_id: str, body: dict[str, Any], field: str) -> None:
    refused(lambda: student.call("POST", f"/api/orders/{order_id}/submit", body), 422, "invalid", field)


def test_a_channel_or_key_that_cannot_be_one(student: Student, order_id: str) -> None:
    path = f"/api/orders/{order_id}/payments"
    for channel in ("", "ALIPAY", "wechat_native", "WECHAT_APP"):
        body = {"channel": channel, "client_key": "x" * 8}
        refused(partial(student.call, "POST", path, body), 422, "invalid", "channel")
    for key in ("short", "x" * 65, "with blank", "键" * 8):
        body = {"channel": "WECHAT_NATIVE", "client_key": key}
        refused(partial(student.call, "POST", path, body), 422, "invalid", "client_key")
