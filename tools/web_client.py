"""What the site knows of the API, written from docs/openapi.json into web/shared/generated/.

python -m tools.web_client            writes it
python -m tools.web_client --check    fails when a file is stale
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "docs" / "openapi.json"
FOLDER = ROOT / "web" / "shared" / "generated"
NOT_STUDENTS = {"staff", "pay_webhook"}  # steps whose routes the student site never calls
HEAD = "// Written by `python -m tools.web_client` from docs/openapi.json: change the API there.\n"
Document = dict[str, Any]


def files(contract: Document) -> dict[str, str]:
    """Every generated module by its name."""
    return {
        "client.js": HEAD + "import { call } from '../http.js';\n\n" + "".join(_calls(contract)),
        "labels.js": HEAD + _export("ORDER_LABELS", contract["x-labels"]["order"]),
        "messages.js": HEAD + _export("MESSAGES", _messages(contract)),
        "rules.js": HEAD + _export("FIELDS", _fields(contract)) + _export("UPLOADS", contract["x-uploads"]),
        "texts.js": HEAD + _export("TEXTS", contract["x-consents"]),
    }


def _export(name: str, value: object) -> str:
    return f"export const {name} = {json.dumps(value, ensure_ascii=False, indent=1)};\n"


def _calls(contract: Document) -> Iterator[str]:
    """A function per route, named after its handler; path variables first, then the body or the query."""
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            if NOT_STUDENTS.isdisjoint(operation["tags"]):
                yield _call(method.upper(), path, operation)


def _call(method: str, path: str, operation: Document) -> str:
    variables = [_camel(name) for name in re.findall(r"{(\w+)}", path)]
    sent = _sent(operation)
    address = re.sub(r"{(\w+)}", lambda found: "${encodeURIComponent(" + _camel(found[1]) + ")}", path)
    arguments = ", ".join([*variables, *([f"{sent} = {{}}"] if sent else [])])
    options = f", {{ {sent} }}" if sent else ""
    return (
        f"export const {_camel(operation['operationId'])} = ({arguments}) => call('{method}', `{address}`{options});\n"
    )


def _sent(operation: Document) -> str:
    """Either body, query, or nothing."""
    if "requestBody" in operation:
        return "body"
    return "query" if any(one["in"] == "query" for one in operation.get("parameters", ())) else ""


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _messages(contract: Document) -> dict[str, list[str]]:
    """code → [what is wrong, what to do]; words in braces are filled by the server."""
    found = contract["x-errors"].items()
    return {code: [said["message"], said["action"]] for code, said in found if not code.startswith("staff_")}


def _fields(contract: Document) -> Document:
    """name → label, most characters, pattern of the value."""
    limits = contract["components"]["schemas"]["OrderForm"]["properties"]
    return {name: {**rule, "most": limits[name]["maxLength"]} for name, rule in contract["x-fields"].items()}


def stale() -> list[str]:
    """Generated files that differ from what the contract says, or that it does not know."""
    wanted = files(json.loads(CONTRACT.read_text()))
    there = {path.name: path.read_text() for path in FOLDER.glob("*.js")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.web_client", description="Writes web/shared/generated.")
    parser.add_argument("--check", action="store_true", help="only say whether the files are up to date")
    if parser.parse_args().check:
        for name in stale():
            print(f"web/shared/generated/{name} is stale: run python -m tools.web_client", file=sys.stderr)
        return 1 if stale() else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files(json.loads(CONTRACT.read_text())).items():
        (FOLDER / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
