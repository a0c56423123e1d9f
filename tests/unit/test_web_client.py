"""What the clients' generator writes for the mini-program."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tools.contract.client_types import types
from tools.web_client import CONTRACT, mini_files


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return mini_files(json.loads(CONTRACT.read_text()))


def test_only_methods_that_wx_request_knows(made: dict[str, str]) -> None:
    assert "'PATCH'" not in made["client.js"]
    assert "exports.putAccount" in made["client.js"]
    assert "exports.changeAccount" not in made["client.js"]


def test_the_mini_program_carries_the_messages_that_it_says_by_itself(made: dict[str, str]) -> None:
    assert "upload_too_large" in made["messages.js"]
    assert "bill_unknown" not in made["messages.js"]
    assert len(made["messages.js"]) < 3000


def test_modules_are_commonjs(made: dict[str, str]) -> None:
    scripts = [text for name, text in made.items() if name.endswith(".js")]
    assert all("export const" not in text and "import {" not in text for text in scripts)
    assert made["client.js"].splitlines()[2] == "const { call } = require('../services/request');"


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null"),
        ({"enum": ["是", "否"]}, '"是" | "否"'),
        ({"type": "array", "items": {"anyOf": [{"type": "number"}, {"type": "null"}]}}, "(number | null)[]"),
        ({"type": "array", "prefixItems": [{"type": "number"}, {"type": "string"}]}, "[number, string]"),
        ({"type": "object", "properties": {"a": {"type": "boolean"}}}, "{ a: boolean; }"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "Record<string, number>"),
        ({"type": "object"}, "Record<string, unknown>"),
    ],
)
def test_a_schema_as_a_type(schema: dict[str, Any], text: str) -> None:
    assert types({"One": schema}, ["One"]) == f"export type One = {text};\n"


def test_what_a_type_refers_to_comes_along_and_nothing_else() -> None:
    ref = {"$ref": "#/components/schemas/Inner"}
    schemas = {"Outer": {"type": "array", "items": ref}, "Inner": {"type": "null"}, "Other": {"type": "null"}}
    assert types(schemas, ["Outer"]) == "export type Inner = null;\nexport type Outer = (Inner)[];\n"
