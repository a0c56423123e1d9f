"""Every setting that the API takes of a task says what it may be, with the API's own bounds, and what it means for a
student."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.console_modules import evaluated

SCHEMAS = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())["components"]["schemas"]
PARTS = ("tolerance", "policy")  # of `background` in the API, asked for themselves
SETTINGS = SCHEMAS["TaskSettings"]["properties"] | {
    name: SCHEMAS["WantedBackground"]["properties"][name] for name in PARTS
}
BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")
FEN, KB = 100, 1024
# Chosen from a list, written as a day, or of an id: nobody types so much that a bound would be met.
CHOSEN = {"spec", "spec_rev", "makeup_of", "opens_at", "closes_at", "levels", "file_bytes", "price"}


@pytest.fixture(scope="module")
def said() -> dict[str, list[str]]:
    """By setting: what it may be, what it means."""
    new = evaluated("staff/task_form.js", "it.NEW")
    words = f"{json.dumps(list(SETTINGS))}.map((name) => it.wordsOf(name, {json.dumps(new)}))"
    return dict(zip(SETTINGS, evaluated("staff/setting_words.js", words), strict=True))


def bounds(setting: dict[str, Any]) -> Iterator[int]:
    """Those that tell somebody something: that a text which may be left out has one sign at least does not."""
    for kind in setting.get("anyOf", [setting])[:1]:
        optional = "anyOf" in setting
        yield from (int(kind[bound]) for bound in BOUNDS if bound in kind and not (optional and bound == "minLength"))


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_has_words(said: dict[str, list[str]], name: str) -> None:
    limits, student = said[name]
    assert limits
    assert student


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - CHOSEN))
def test_the_bounds_that_are_shown_are_those_of_the_api(said: dict[str, list[str]], name: str) -> None:
    limits, _ = said[name]
    for bound in bounds(SETTINGS[name]):
        assert f"{bound:,}" in limits, (name, bound)


def test_amounts_and_sizes_are_said_in_their_units(said: dict[str, list[str]]) -> None:
    assert f"0–{SETTINGS['price']['maximum'] // FEN:,}.00" in said["price"][0]
    least, most = (SETTINGS["file_bytes"]["anyOf"][0]["prefixItems"][0][bound] for bound in ("minimum", "maximum"))
    assert f"{-(-least // KB)}–{most // KB} KB" in said["file_bytes"][0]
    assert f"至少 {SETTINGS['levels']['minItems']} 个" in said["levels"][0]


def test_generated_bounds_are_those_of_the_api() -> None:
    rules = evaluated("staff/generated/rules.js", "[it.LISTS, it.BYTES, it.SHORTEST.file_name, it.MOST_TOLERANCE]")
    lists = {name: SETTINGS[name] for name in ("schools", "levels", "form_fields", "contacts")}
    assert rules[0] == {name: [one.get("minItems", 0), one["maxItems"]] for name, one in lists.items()}
    assert rules[1:] == [[5000, 500_000], SETTINGS["file_name"]["minLength"], SETTINGS["tolerance"]["maximum"]]
