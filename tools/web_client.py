"""What the clients know of the API, written from docs/openapi.json: each site's calls, and what it alone knows, into
web/<site>/generated/, words and rules of all into web/shared/generated/, the mini-program's into miniprogram/generated/
– and there too what both students' clients decide, from the site's own modules. Beside each client's calls stand
their types and those of what they answer, for the type checker alone.

python -m tools.web_client            writes them
python -m tools.web_client --check    fails when a file is stale
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.contract.client_types import types, with_kept_shapes

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "docs" / "openapi.json"
WEB = ROOT / "web"
MINI = ROOT / "miniprogram" / "generated"
MINI_METHODS = {"GET", "POST", "PUT", "DELETE"}  # wx.request has no PATCH
CHANNELS = {"pay_webhook"}  # steps that no client calls
SITES = ("student", "staff", "teacher")
TEACHERS = "/api/progress/"  # below it is all that a teacher's page asks, but the captcha
CAPTCHA = "/api/captcha"
INSTANTS = {"opens_at", "closes_at"}  # typed as a day and a time
HEAD = "// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.\n"
CALLS = f"{HEAD}// @ts-nocheck: their types stand in client.d.ts\n"
BOTH = WEB / "shared" / "both"  # what both clients run
PORTED = "// Written by `python -m tools.web_client` from web/shared/both/{}: change it there.\n"
MAPS = {  # what the values of a map are, where they are no texts or numbers
    "FIELDS": "import('./types').Question",
    "NUMBERS": "[least: number, most: number]",
    "MESSAGES": "string[]",
    "TEXTS": "{ version: string, title: string, text: string, sections: { heading: string, paragraphs: string[] }[] }",
}
NAME = re.compile(r"\w+")
Document = dict[str, Any]
Export = Callable[[str, object], str]  # name and value → the line that exports them


@dataclass(frozen=True)
class Call:
    """One route.  name: the function's; path: a template literal's text; arguments: path variables first."""

    name: str
    method: str
    path: str
    arguments: tuple[str, ...]
    sent: str  # "body", "query" or nothing
    operation: Document


def site_files(contract: Document) -> dict[str, str]:
    """Every generated module of the sites, by its path below web/."""
    calls = {site: list(_calls(contract, site)) for site in SITES}
    constants = {"shared": _constants(contract, _site_constant, WEB), "staff": _staff_constants(contract)}
    for site, site_calls in calls.items():
        functions = "".join(map(_site_call, site_calls))
        constants.setdefault(site, {})["client.js"] = f"{CALLS}import {{ call }} from '../session.js';\n\n{functions}"
        constants[site]["client.d.ts"] = _call_types(site_calls, "../../shared/generated/types")
    constants["shared"]["types.d.ts"] = _types(contract, [call for site_calls in calls.values() for call in site_calls])
    return {f"{place}/generated/{name}": text for place, files in constants.items() for name, text in files.items()}


def _site_constant(name: str, value: object) -> str:
    return f"{_typed(name, value)}export const {name} = {_json(value)};\n"


def mini_files(contract: Document) -> dict[str, str]:
    """Every generated module of the mini-program by its name; WeChat loads CommonJS modules."""
    calls = [call for call in _calls(contract, "student") if call.method in MINI_METHODS]
    functions = "".join(map(_mini_call, calls))
    return {
        "client.js": f"{CALLS}const {{ call }} = require('../services/request');\n\n{functions}",
        **{path.name: ported(path.name, path.read_text()) for path in sorted(BOTH.glob("*.js"))},
        "client.d.ts": _call_types(calls, "./types"),
        "types.d.ts": _types(contract, calls),
        **_constants(
            contract, lambda name, value: f"{_typed(name, value)}exports.{name} = {_json(value)};\n", MINI.parent
        ),
    }


def _typed(name: str, value: object) -> str:
    """A comment for the type checker where a map is asked for whatever the server says."""
    kinds = {type(each) for each in value.values()} if isinstance(value, dict) else set()
    kind = "string" if kinds == {str} else "number" if kinds == {int} else MAPS.get(name)
    return f"/** @type {{Record<string, {kind}>}} */\n" if kind else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _constants(contract: Document, export: Export, clients: Path) -> dict[str, str]:
    """What the students' site and the mini-program need, and the staff's site too.  clients: the folder of the modules
    that use it."""
    labels = contract["x-labels"]
    return {
        "labels.js": HEAD
        + export("ORDER_TABS", [{"key": key} | words for key, words in labels["tab"].items()])
        + export("ORDER_ACTS", [{"name": name} | words for name, words in labels["act"].items()]),
        "messages.js": HEAD + export("MESSAGES", _messages(contract, clients)),
        "leads.js": HEAD + export("LEADS", _leads(contract)),
        "rules.js": HEAD
        + export("FIELDS", contract["x-fields"])
        + export("HIDDEN", contract["x-hidden"])
        + export("UPLOADS", contract["x-uploads"]),
        "texts.js": HEAD + export("TEXTS", contract["x-consents"]),
        "titles.js": HEAD
        + "".join(
            export(f"{name.upper()}S", {kind: words[name] for kind, words in contract["x-consents"].items()})
            for name in ("title", "version")
        ),
    }


def _staff_constants(contract: Document) -> dict[str, str]:
    """What no student's page needs: levels, couriers, how much a rejection may hold, and a task's settings."""
    labels, rejection = contract["x-labels"], contract["components"]["schemas"]["PhotoDecision"]["properties"]
    (note,) = (kind["maxLength"] for kind in rejection["note"]["anyOf"] if "maxLength" in kind)
    rules = {"MOST_REASONS": rejection["reasons"]["maxItems"], "MOST_NOTE": note} | _setting_rules(contract)
    settings = {name: setting["label"] for name, setting in contract["x-settings"].items()}
    return {
        "labels.js": HEAD
        + "".join(_site_constant(f"{name.upper()}S", labels[name]) for name in ("level", "courier"))
        + _site_constant("SETTINGS", settings),
        "rules.js": HEAD + "".join(_site_constant(name, value) for name, value in rules.items()),
    }


def _setting_rules(contract: Document) -> dict[str, object]:
    """A task's settings by how they are typed, with their bounds, the defaults of a new task, and what is frozen once
    it is open.

    TEXTS: with the most characters, SHORTEST: with the least; NULLABLE: those of them that are null if nothing is
    typed; LISTS: with the fewest and the most entries; BYTES: of a photo; CHOICES: one of several values, or yes and
    no.
    """
    sent, settings = contract["components"]["schemas"]["TaskSettings"]["properties"], contract["x-settings"]
    kinds = {name: schema.get("anyOf", [schema]) for name, schema in sent.items()}
    whole = {
        name: [kind["minimum"], kind["maximum"]] for name, (kind, *_) in kinds.items() if kind.get("type") == "integer"
    }
    _, price = whole.pop("price")  # typed in yuan
    texts = [name for name, (kind, *_) in kinds.items() if kind.get("type") == "string" and name not in INSTANTS]
    lists = {name: kind for name, (kind, *_) in kinds.items() if kind.get("type") == "array"}
    bytes_of, *_ = lists.pop("file_bytes")["prefixItems"]
    tolerance = contract["components"]["schemas"]["WantedBackground"]["properties"]["tolerance"]
    return {
        "NUMBERS": whole, "MOST_PRICE": price, "MOST_TOLERANCE": tolerance["maximum"],
        "BYTES": [bytes_of["minimum"], bytes_of["maximum"]],
        "LISTS": {name: [kind.get("minItems", 0), kind["maxItems"]] for name, kind in lists.items()},
        "TEXTS": {name: kinds[name][0]["maxLength"] for name in texts},
        "SHORTEST": {name: kinds[name][0].get("minLength", 0) for name in texts},
        "NULLABLE": [name for name in texts if len(kinds[name]) > 1],
        "CHOICES": [name for name, (kind, *_) in kinds.items() if "enum" in kind or kind.get("type") == "boolean"],
        "FROZEN": [name for name, setting in settings.items() if setting["frozen"]],
        "DEFAULTS": {name: setting["default"] for name, setting in settings.items() if "default" in setting},
    }  # fmt: skip


def _sites(path: str, operation: Document) -> set[str]:
    """Whose calls a route is among."""
    if "staff" in operation["tags"]:
        return {"staff"}
    if path.startswith(TEACHERS):
        return {"teacher"}
    return {"student", "teacher"} if path == CAPTCHA else {"student"}


def _calls(contract: Document, site: str) -> Iterator[Call]:
    """A function per route of the site, named after its handler; path variables come first, then the body or the
    query."""
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            if CHANNELS.isdisjoint(operation["tags"]) and site in _sites(path, operation):
                address = re.sub(
                    r"{(\w+)}", lambda variable: "${encodeURIComponent(" + _camel(variable[1]) + ")}", path
                )
                variables = tuple(_camel(name) for name in re.findall(r"{(\w+)}", path))
                name = _camel(operation["operationId"])
                yield Call(name, method.upper(), address, variables, _sent(operation), operation)


def _site_call(call: Call) -> str:
    arguments = ", ".join([*call.arguments, *([f"{call.sent} = {{}}"] if call.sent else [])])
    options = f", {{ {call.sent} }}" if call.sent else ""
    return f"export const {call.name} = ({arguments}) => call('{call.method}', `{call.path}`{options});\n"


def _mini_call(call: Call) -> str:
    return _site_call(call).replace("export const ", "exports.")


def _call_type(call: Call) -> str:
    """The call's type for the type checker: what the function takes, and what it resolves to."""
    taken = [f"{name}: string | number" for name in call.arguments]
    taken += [f"{call.sent}?: Record<string, unknown>"] if call.sent else []
    return f"export const {call.name}: ({', '.join(taken)}) => Promise<T.{_answer(call.operation)}>;\n"


def _answer(operation: Document) -> str:
    """The name of the type that a route answers with."""
    success = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
    return str(success["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2])


def _call_types(calls: list[Call], place: str) -> str:
    return f"{HEAD}import type * as T from '{place}';\n\n{''.join(map(_call_type, calls))}"


def _types(contract: Document, calls: list[Call]) -> str:
    """The types of what the calls answer."""
    names = {_answer(call.operation) for call in calls} | {"Refusal"}
    return HEAD + types(with_kept_shapes(contract["components"]["schemas"]), sorted(names))


def _sent(operation: Document) -> str:
    """Where the input goes: "body", "query" or ""."""
    if "requestBody" in operation:
        return "body"
    return "query" if any(parameter["in"] == "query" for parameter in operation.get("parameters", ())) else ""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _messages(contract: Document, clients: Path) -> dict[str, list[str]]:
    """code → [what is wrong, what to do] of the errors that a client raises by itself: those that a module written by
    hand in this folder, or one of both clients, names.  The others come with the server's answer."""
    paths = [*clients.rglob("*.js"), *BOTH.glob("*.js")]
    named = {word for path in paths if "generated" not in path.parts for word in NAME.findall(path.read_text())}
    return {code: [error["message"], error["action"]] for code, error in contract["x-errors"].items() if code in named}


def _leads(contract: Document) -> dict[str, str]:
    """code → where it is mended, for errors that are mended elsewhere."""
    return {code: error["leads"] for code, error in contract["x-errors"].items() if error["leads"]}


def ported(name: str, module: str) -> str:
    """A module of the site for the mini-program, which loads CommonJS; it imports only generated modules and others of
    its kind."""
    names = re.findall(r"^export (?:const|function) (\w+)", module, re.MULTILINE)
    body = re.sub(r"^import (.*) from '.*/(\w+)\.js';$", r"const \1 = require('./\2');", module, flags=re.MULTILINE)
    body = re.sub(r"^export ", "", body, flags=re.MULTILINE)
    return f"{PORTED.format(name)}{body}\nmodule.exports = {{ {', '.join(names)} }};\n"


def outputs() -> dict[Path, str]:
    """Every generated file, with what it should contain."""
    contract = json.loads(CONTRACT.read_text())
    folders = {WEB: site_files(contract), MINI: mini_files(contract)}
    return {folder / name: text for folder, texts in folders.items() for name, text in texts.items()}


def stale() -> list[str]:
    """Generated files that differ from what the contract says, or that it does not produce."""
    current = outputs()
    existing = {path: path.read_text() for folder in (*WEB.glob("*/generated"), MINI) for path in folder.glob("*.*s")}
    return sorted(
        str(path.relative_to(ROOT))
        for path in current.keys() | existing.keys()
        if current.get(path) != existing.get(path)
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.web_client", description="Writes the clients' modules.")
    parser.add_argument("--check", action="store_true", help="only say whether the files are up to date")
    if parser.parse_args().check:
        for name in stale():
            print(f"{name} is stale: run python -m tools.web_client", file=sys.stderr)
        return 1 if stale() else 0
    for path, text in outputs().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
