"""The contract's schemas as TypeScript types, for the type checker only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

# Fields that are answered as they were stored: the contract leaves them open, but they had these shapes when they came.
KEPT = {
    "DeskTask": {"settings": {"$ref": "#/components/schemas/TaskSettings"}},
    "PhotoRow": {"findings": {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}},
}
Document = dict[str, Any]


def with_kept_shapes(schemas: Document) -> Document:
    """The schemas with the shapes of `KEPT`."""
    return schemas | {
        name: schemas[name] | {"properties": schemas[name]["properties"] | shapes} for name, shapes in KEPT.items()
    }


def types(schemas: Document, names: list[str]) -> str:
    """TypeScript types of these schemas and of all they refer to."""
    waiting, done = list(names), dict[str, str]()
    while waiting:
        name = waiting.pop()
        if name not in done:
            done[name] = _type(schemas[name])
            waiting += re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas[name]))
    return "".join(f"export type {name} = {text};\n" for name, text in sorted(done.items()))


def _type(schema: Document) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(json.dumps(part, ensure_ascii=False) for part in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    return PLAIN.get(schema.get("type", ""), _nested)(schema)


def _nested(schema: Document) -> str:
    if schema.get("type") == "array":
        return _array(schema)
    if "properties" in schema:
        return "{ " + " ".join(f"{name}: {_type(part)};" for name, part in schema["properties"].items()) + " }"
    inner = schema.get("additionalProperties")
    return f"Record<string, {_type(inner) if isinstance(inner, dict) and inner else 'unknown'}>"


def _array(schema: Document) -> str:
    if "prefixItems" in schema:
        return "[" + ", ".join(_type(part) for part in schema["prefixItems"]) + "]"
    return f"({_type(schema['items'])})[]"


PLAIN: dict[str, Callable[[Document], str]] = {
    "string": lambda _: "string",
    "integer": lambda _: "number",
    "number": lambda _: "number",
    "boolean": lambda _: "boolean",
    "null": lambda _: "null",
}
