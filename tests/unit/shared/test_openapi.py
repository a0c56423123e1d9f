"""The API description is complete, closed in itself, and never stale unnoticed."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

import app
from tools import openapi


@pytest.fixture(scope="module")
def described() -> Any:
    return json.loads(openapi.text())


def operations(described: Any) -> dict[tuple[str, str], Any]:
    return {
        (method.upper(), path): one for path, methods in described["paths"].items() for method, one in methods.items()
    }


def test_every_route_is_described_once(described: Any) -> None:
    found = operations(described)
    assert set(found) == {(method, path) for path, methods in app.app.routes.items() for method in methods}
    names = [one["operationId"] for one in found.values()]
    assert len(set(names)) == len(names)
    assert all(tag["description"] for tag in described["tags"])


def test_every_reference_leads_somewhere_and_every_schema_is_used(described: Any) -> None:
    named = {
        re.sub("^#/components/schemas/", "", one) for one in re.findall(r'"\$ref": "([^"]+)"', json.dumps(described))
    }
    assert named == set(described["components"]["schemas"])
    assert all(re.fullmatch(r"[A-Z][A-Za-z]+", name) for name in named)


def test_every_operation_says_what_it_does(described: Any) -> None:
    steps = {tag["name"] for tag in described["tags"]}
    for (method, path), one in operations(described).items():
        assert {"summary", "description", "tags"} <= one.keys(), f"{method} {path}"
        assert set(one["tags"]) < steps
        assert not one["summary"].endswith(".")
        assert len(one["summary"]) < 70
        assert one["description"].endswith(".")
    found = operations(described)
    assert found["POST", "/api/logout"]["summary"] == "End this session"
    assert found["POST", "/api/logout"]["description"] == "Others of the same person go on."
    assert found["GET", "/api/staff/refunds"]["description"].endswith("For FINANCE.")


@pytest.mark.parametrize("text", [None, "", "Only what it does.", "No end"])
def test_a_handler_without_both_is_refused(text: str | None) -> None:
    with pytest.raises(ValueError, match="some_handler"):
        openapi.summary_and_description("some_handler", text)


def test_what_a_query_may_be_is_said_once(described: Any) -> None:
    found = operations(described)
    (group, *_) = found["GET", "/api/staff/refunds"]["parameters"]
    assert (group["required"], group["schema"]) == (True, {"$ref": "#/components/schemas/RefundGroup"})
    assert described["components"]["schemas"]["RefundGroup"]["enum"] == ["OPEN", "OVER", "STUCK"]


def test_an_operation_says_who_may_call_it_and_how_it_refuses(described: Any) -> None:
    found = operations(described)
    assert found["GET", "/api/me"]["security"] == [{"session": []}]
    assert "security" not in found["GET", "/api/schools"]
    for (_, path), one in found.items():
        if not path.startswith("/api/pay/notices"):
            refused = one["responses"]["default"]["content"]["application/json"]["schema"]
            assert refused == {"$ref": "#/components/schemas/ErrorEnvelope"}
        assert [part["name"] for part in one.get("parameters", ()) if part["in"] == "path"] == re.findall(
            r"{(\w+)}", path
        )


def test_bodies_are_closed_and_bounded(described: Any) -> None:
    schemas = described["components"]["schemas"]
    for one in operations(described).values():
        body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if "$ref" in body:
            for name, rules in parts(schemas, body["$ref"].rsplit("/", 1)[1]):
                if rules.get("type") == "string":
                    assert {"maxLength", "pattern"} & set(rules), name
                if rules.get("type") == "integer":
                    assert {"minimum", "maximum"} <= set(rules), name


def parts(schemas: Any, name: str) -> list[tuple[str, Any]]:
    """Every typed value a body may hold, with its place."""
    schema = schemas[name]
    if "enum" in schema:
        return []
    assert schema["additionalProperties"] is False, name
    found = []
    for field, rules in schema["properties"].items():
        for choice in rules.get("anyOf", [rules]):
            inner = choice.get("$ref", "").rpartition("/")[2]
            found += parts(schemas, inner) if inner else [] if "enum" in choice else [(f"{name}.{field}", choice)]
    return found


def test_errors_and_states_have_their_words(described: Any) -> None:
    over = {"status": 401, "message": "登录已失效", "action": "请重新登录", "leads": "LOGIN"}
    assert described["x-errors"]["session_over"] == over
    assert described["x-labels"]["order"]["IN_REVIEW"] == "待审核"
    assert described["x-labels"]["level"]["TOP_UP"] == "专科起点本科"
    assert described["x-labels"]["courier"]["SF"] == "顺丰速运"
    settings, sent = described["x-settings"], described["components"]["schemas"]["TaskSettings"]["properties"]
    assert list(settings) == list(sent)
    assert settings["collect_mode"] == {"label": "采集模式", "frozen": True}
    assert settings["resubmit_days"] == {"label": "重新提交天数", "frozen": False, "default": 2}
    assert described["x-fields"]["student_no"]["hint"] == "请与学生证一致。"
    assert r"\u{202a}-\u{202e}" in described["x-hidden"]
    assert not [code for code in described["x-errors"] if code.startswith("example")]


def test_a_stale_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(openapi, "FILE", tmp_path / "openapi.json")
    monkeypatch.setattr(sys, "argv", ["openapi", "--check"])
    assert openapi.main() == 1
    monkeypatch.setattr(sys, "argv", ["openapi"])
    assert openapi.main() == 0
    monkeypatch.setattr(sys, "argv", ["openapi", "--check"])
    assert openapi.main() == 0
    (tmp_path / "openapi.json").write_text("{}")
    assert openapi.main() == 1
    assert "stale" in capsys.readouterr().err
