"""docs/openapi.json: the API as its routes declare it, and as their handlers' docstrings tell it.

    python -m tools.openapi            writes it
    python -m tools.openapi --check    fails when it is stale

The clients are generated from it: calls, field rules (x-fields, x-hidden, x-uploads), the words of every error
(x-errors), state, act, level, tab and courier (x-labels), a task's settings as they are called, what a new task has and
what stays once it is open (x-settings), the texts people agree to (x-consents).
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import pkgutil
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from chalice.app import Chalice

import chalicelib
from chalicelib.api.endpoint import Contract
from chalicelib.identity.model import Role
from chalicelib.photo.model import Report
from tools.contract.words import words_and_rules

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "openapi.json"
REFERENCE = "#/components/schemas/{name}"
Document = dict[str, Any]


class Refusal(msgspec.Struct, frozen=True):
    """message and action are Chinese and ready to be shown.

    code: see x-errors; field: the request's field that is wrong; retry_after: seconds to wait; ref: what support asks
    for; data: facts of this code, such as the fresh order.
    """

    code: str
    message: str
    action: str
    field: str | None
    retry_after: int | None
    ref: str
    data: dict[str, Any] | None


class ErrorEnvelope(msgspec.Struct, frozen=True):
    """Every answer of status 400 and above, API Gateway's own too."""

    error: Refusal


class Route(msgspec.Struct, frozen=True):
    """doc: what the handler says of itself; roles: of the staff who may call it; contract: None for a route that
    answers in somebody else's words."""

    method: str
    path: str
    step: str
    handler: str
    doc: str | None
    roles: tuple[str, ...]
    contract: Contract | None


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route with what its handler declares, by path and method."""
    for path, methods in sorted(app.routes.items()):
        for method, entry in sorted(methods.items()):
            view = entry.view_function
            yield Route(
                method=method,
                path=path,
                step=entry.view_name,
                handler=view.__name__,
                doc=view.__doc__,
                roles=tuple(map(str, getattr(view, "roles", ()))),
                contract=getattr(view, "contract", None),
            )


def document() -> Document:
    """The whole description."""
    import app

    import_everything()
    routes = list(routes_of(app.app))
    schema, components = _schemas(routes)
    queries = _queries(routes, schema, components)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema, queries)
    return {
        "openapi": "3.1.0",
        "info": {"title": "高校图像信息采集", "version": _version()},
        "tags": [
            {"name": step, "description": getattr(app, step).func._original_func.__doc__} for step in _steps(routes)
        ],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
        **words_and_rules(),
    }


def import_everything() -> None:
    """Errors are known only once the modules that declare them are imported."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        importlib.import_module(module.name)


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def _steps(routes: list[Route]) -> list[str]:
    return sorted({route.step for route in routes})


def _schemas(routes: list[Route]) -> tuple[Callable[[Any], Document], Document]:
    """How to refer to each type, and the components."""
    contracts = [route.contract for route in routes if route.contract]
    types = {model for contract in contracts for model in (contract.body, contract.query, contract.answer) if model}
    models = [*sorted(types, key=lambda model: f"{model.__module__}.{model.__name__}"), Report, ErrorEnvelope]
    refs, components_by_name = msgspec.json.schema_components(models, ref_template=REFERENCE)
    names = {name: _short(name) for name in components_by_name}
    if len(set(names.values())) != len(names):
        twice = sorted(name for name, times in Counter(names.values()).items() if times > 1)
        raise ValueError(f"two schemas share a name: {twice}")
    for schema in components_by_name.values():  # Python 3.13 removes the indentation of a docstring, 3.12 does not
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    by_type = dict(zip(models, _renamed(list(refs), names), strict=True))
    components = _renamed({names[name]: schema for name, schema in sorted(components_by_name.items())}, names)
    return by_type.__getitem__, components


def _short(name: str) -> str:
    """Types that share a name get their modules' names too: chalicelib.api.desk.door.Done → DeskDoorDone."""
    if "." not in name:
        return name
    _, context, *modules, own = name.split(".")
    room = "_".join(part for part in modules if part != "student") if context == "api" else context
    return room.title().replace("_", "") + own


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    """The schema with short names in all references."""
    text = json.dumps(schema)
    for name, short in names.items():
        text = text.replace(json.dumps(REFERENCE.format(name=name)), json.dumps(REFERENCE.format(name=short)))
    return json.loads(text)


def _operation(route: Route, schema: Callable[[Any], Document], queries: Mapping[Any, list[Document]]) -> Document:
    parameters = [_path_parameter(name) for name in re.findall(r"{(\w+)}", route.path)]
    summary, description = summary_and_description(route.handler, route.doc)
    if route.roles:
        description += f" For {', '.join(route.roles)}."
    operation: Document = {
        "operationId": route.handler, "summary": summary, "description": description, "tags": [route.step],
    }  # fmt: skip
    if route.contract is None:
        return operation | {
            "parameters": parameters,
            "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
            "responses": {"204": {"description": "taken"}, "default": {"description": "in the channel's own words"}},
        }
    contract = route.contract
    if contract.query:
        parameters += queries[contract.query]
    if parameters:
        operation["parameters"] = parameters
    if contract.body:
        operation["requestBody"] = {"required": True, "content": _json(schema(contract.body))}
    if contract.role is not Role.ANYONE:
        operation["security"] = [{"session": []}]
    operation["responses"] = {
        str(contract.status): {"description": "done", "content": _json(schema(contract.answer))},
        "default": {"description": "refused", "content": _json(schema(ErrorEnvelope))},
    }
    return operation


def summary_and_description(handler: str, doc: str | None) -> tuple[str, str]:
    """Summary and description of a handler: the first sentence of its docstring, and the others.  Raises ValueError if
    it has fewer than two."""
    summary, _, description = " ".join((doc or "").split()).partition(". ")
    if not description:
        raise ValueError(f"the docstring of {handler} needs a sentence what it does, and one more")
    return summary, description


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _path_parameter(name: str) -> Document:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _queries(routes: list[Route], schema: Callable[[Any], Document], components: Document) -> dict[Any, list[Document]]:
    """The parameters of every query model, which are not components of their own."""
    models = {route.contract.query for route in routes if route.contract and route.contract.query}
    return {model: _query_parameters(components.pop(schema(model)["$ref"].rpartition("/")[2])) for model in models}


def _query_parameters(model: Document) -> list[Document]:
    required = model.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": rules}
        for name, rules in model["properties"].items()
    ]


def text() -> str:
    """The file's text."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.openapi", description="Writes docs/openapi.json.")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    arguments, current = parser.parse_args(), text()
    if not arguments.check:
        FILE.write_text(current)
    elif not FILE.is_file() or FILE.read_text() != current:
        print("docs/openapi.json is stale: run python -m tools.openapi", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
