"""API Gateway speaks as the handlers do."""

from __future__ import annotations

import json

import pytest

from chalicelib.api.endpoint import envelope
from chalicelib.api.headers import SAFE
from chalicelib.shared.errors import REGISTRY
from chalicelib.shared.log import ref
from deploy.gateway_responses import KINDS, gateway_responses

RESPONSES = gateway_responses()


@pytest.mark.parametrize("kind", RESPONSES)
def test_an_answer_is_the_envelope_a_handler_would_give(kind: str) -> None:
    token = ref.set("$context.requestId")
    try:
        wanted = envelope(KINDS[kind])
    finally:
        ref.reset(token)
    assert json.loads(RESPONSES[kind]["ResponseTemplates"]["application/json"]) == wanted
    assert RESPONSES[kind]["StatusCode"] == REGISTRY[KINDS[kind].code].status


def test_no_kind_of_refusal_is_left_in_english() -> None:
    assert {"DEFAULT_4XX", "DEFAULT_5XX"} <= set(RESPONSES)  # the two that catch every other kind
    for response in RESPONSES.values():
        error = json.loads(response["ResponseTemplates"]["application/json"])["error"]
        assert any("一" <= letter <= "鿿" for letter in error["message"])
        assert any("一" <= letter <= "鿿" for letter in error["action"])


def test_a_throttled_client_is_told_how_long_to_wait() -> None:
    headers = RESPONSES["THROTTLED"]["ResponseParameters"]["Headers"]
    body = json.loads(RESPONSES["THROTTLED"]["ResponseTemplates"]["application/json"])
    assert headers["Retry-After"] == f"'{body['error']['retry_after']}'"


def test_a_refusal_has_the_headers_of_every_answer() -> None:
    for response in RESPONSES.values():
        headers = response["ResponseParameters"]["Headers"]
        assert headers.items() >= {name: f"'{value}'" for name, value in SAFE.items()}.items()


def test_an_unknown_path_is_absent_not_forbidden() -> None:
    assert RESPONSES["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == 404
