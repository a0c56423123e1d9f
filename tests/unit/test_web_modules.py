"""The sites have no build step, so only a browser on the right page would miss a name: what is imported is there, and
is used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.orders.screen.ways_out import Screen

WEB = Path(__file__).parents[2] / "web"
SITES = {"student", "staff", "teacher"}
IMPORT = re.compile(r"^import \{([^}]*)\} from '([^']*)';$", re.MULTILINE)
MODULES = sorted(path for path in WEB.rglob("*.js") if not {"vendor", "generated"} & set(path.parts))


def exported(text: str, name: str) -> bool:
    own = rf"export (?:const|function|async function|class) {name}\b"
    return re.search(rf"{own}|export (?:const )?\{{[^}}]*\b{name}\b|\b\w+ as {name}\b", text) is not None


def faults(path: Path) -> Iterator[str]:
    text = path.read_text()
    rest = re.sub(r"^import [^;]*;$", "", text, flags=re.MULTILINE)
    for names, source in IMPORT.findall(text):
        target = (path.parent / source).resolve()
        if not target.is_file():
            yield f"{source} is not there"
            continue
        if SITES & set(target.relative_to(WEB).parts[:1]) - set(path.relative_to(WEB).parts[:1]):
            yield f"{source} is the other site's"
        for name, _, known in (one.strip().partition(" as ") for one in names.split(",")):
            if not exported(target.read_text(), name):
                yield f"{source} has no {name}"
            if not re.search(rf"\b{known or name}\b", rest):
                yield f"{name} is not used"


def test_imports_are_there_and_used() -> None:
    found = {str(path.relative_to(WEB)): list(faults(path)) for path in MODULES}
    assert len(found) > 50
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_every_page_is_in_its_sites_routes_and_there() -> None:
    for site in SITES:
        named = set(re.findall(r"^  \['/[^']*', '(\w+)'", (WEB / site / "routes.js").read_text(), re.MULTILINE))
        assert named == {path.stem for path in (WEB / site / "pages").glob("*.js")}


def test_no_module_escapes_the_type_checker() -> None:
    config = json.loads((WEB / "tsconfig.json").read_text())
    assert {"strict", "checkJs"} <= {name for name, on in config["compilerOptions"].items() if on is True}
    assert set(config["include"]) == SITES | {"shared"}
    assert config["exclude"] == ["shared/vendor/*.js"]
    escape = re.compile(r"@ts-(?:nocheck|ignore)|@ts-expect-error *$|\{(?:any|\*)\}", re.MULTILINE)
    assert [path.name for path in MODULES if escape.search(path.read_text())] == []


@pytest.mark.parametrize("client", ["web/student/next_steps.js", "miniprogram/shared/next_steps.js"])
def test_both_clients_have_a_page_for_wherever_a_refusal_leads(client: str) -> None:
    errors = json.loads((WEB.parent / "docs" / "openapi.json").read_text())["x-errors"].values()
    pages = set(re.findall(r"^  ([A-Z_]+): ", (WEB.parent / client).read_text(), re.MULTILINE))
    assert pages == {one["leads"] for one in errors} - {""}


@pytest.mark.parametrize("client", ["web/student/parts/way_out.js", "miniprogram/shared/way_out.js"])
def test_both_clients_have_a_page_for_every_step_of_an_order(client: str) -> None:
    text = (WEB.parent / client).read_text()
    (screens,) = re.findall(r"^const SCREENS = \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"\b([A-Z_]+): ", screens)) == set(Screen)


@pytest.mark.parametrize("client", ["web/student", "miniprogram"])
def test_a_client_writes_nothing_by_hand_that_is_generated(client: str) -> None:
    """What both clients decide has one source."""
    places = [WEB.parent / client, WEB / "shared"]
    files = [path for place in places for path in place.rglob("*.js") if "vendor" not in path.parts]
    every = {path: path.read_text() for path in files}
    made = {path: text for path, text in every.items() if path.parent.name in {"generated", "both"}}
    names = {one for text in made.values() for one in re.findall(r"^export(?:s\.| \w+ )(\w+)", text, re.MULTILINE)}
    listed = [re.findall(r"^module\.exports = \{ (.*) \};$", text, re.MULTILINE) for text in made.values()]
    names |= {name for found in listed for one in found for name in one.split(", ")}
    assert {"ORDER_TABS", "FIELDS"} <= names
    by_hand = {
        path.name: names & set(re.findall(r"^(?:export )?(?:const|function) (\w+)", text, re.MULTILINE))
        for path, text in every.items() - made.items()
    }
    assert {name: twins for name, twins in by_hand.items() if twins} == {}
