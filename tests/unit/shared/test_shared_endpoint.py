"""The way in without a network: fields named in a refusal, and what the way itself costs."""

from __future__ import annotations

import json
import statistics
import time
from typing import Annotated, Any

import msgspec
import pytest

import app
from chalicelib.api.endpoint import body_of, field_of, number
from sandbox.cloud.gateway import Map, proxy_event
from sandbox.server import Request


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: Annotated[int, msgspec.Meta(ge=1)]


class Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    inner: Inner | None = None
    many: list[Inner] = []

    def __post_init__(self) -> None:
        if self.name == "both":
            raise ValueError("needs the field `many`")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{}", "name"), ('{"name": 1}', "name"), ('{"name": "a", "else": 1}', "else"),
        ('{"name": "a", "inner": {"size": 0}}', "inner.size"), ('{"name": "a", "inner": {}}', "inner.size"),
        ('{"name": "a", "inner": {"size": 1, "x": 1}}', "inner.x"), ("[]", None),
        ('{"name": "a", "many": [{"size": "1"}]}', "many[0].size"), ("1", None), ('{"name": "both"}', "many"),
    ],
)  # fmt: skip
def test_the_field_that_is_wrong_is_named(body: str, field: str | None) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(body, type=Outer)
    assert field_of(caught.value) == field


@pytest.mark.parametrize(
    ("text", "found"),
    [("1", 1), ("9999", 9999), ("01", 1), ("0", 0), ("", 0), ("-1", 0), ("²", 0), ("١", 0), ("9" * 5000, 0)],
)
def test_a_number_in_a_path(text: str, found: int) -> None:
    assert number(text) == found


def event(method: str, path: str, body: bytes) -> dict[str, Any]:
    match = Map(app.app.routes).find(method, path)
    assert match is not None
    headers = (("Content-Type", "application/json"),)
    return proxy_event(
        Request(method=method, target=path, headers=headers, body=body, source_ip="10.0.0.1"), match, "r-1", ()
    )


def test_a_body_is_bytes_however_it_came() -> None:
    class Sent:
        raw_body: str | bytes = "中"

    assert body_of(Sent()) == "中".encode()  # type: ignore[arg-type]
    Sent.raw_body = b"\xff"
    assert body_of(Sent()) == b"\xff"  # type: ignore[arg-type]


def test_app_router_and_endpoint_cost_next_to_nothing() -> None:
    """One request through all of them, without a table: at most a millisecond of a processor at the median.

    The best of several medians: what else the machine does slows some of them.
    """
    asked = event("POST", "/api/login/wechat", json.dumps({"code": ""}).encode())
    medians = []
    for _ in range(6):
        spent = []
        for _ in range(50):
            began = time.thread_time()
            answer = app.login(asked, None)
            spent.append(time.thread_time() - began)
        medians.append(statistics.median(spent))
    assert (answer["statusCode"], json.loads(answer["body"])["error"]["field"]) == (422, "code")
    assert min(medians) <= 0.001
