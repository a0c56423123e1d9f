"""The papers on attacks, keys and processors are true: what they name is there, and nothing is missing."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from chalicelib.identity.texts import ConsentKind, current
from chalicelib.shared.settings import AllSettings, group_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ROW = re.compile(r"^\| ([HML]\d+) \|(.*)\|$", re.MULTILINE)
MODEL = (DOCS / "threat-model.md").read_text()
THREATS = {name: [cell.strip() for cell in rest.split("|")] for name, rest in ROW.findall(MODEL)}
TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
ASKED = {*(f"H{n}" for n in range(1, 12)), *(f"M{n}" for n in range(1, 11)), *(f"L{n}" for n in range(1, 16))}
DECIDED = {"L4", "L12"}  # in words, as there is nothing to try


def test_every_finding_has_a_row() -> None:
    assert THREATS.keys() == ASKED


@pytest.mark.parametrize("threat", sorted(ASKED))
def test_a_control_is_shown_by_tests_that_are_there_or_it_is_open(threat: str) -> None:
    *_, control, tests = THREATS[threat]
    named = TEST.findall(tests)
    assert bool(named) != (control.startswith("open") or threat in DECIDED)
    for path, test in named:
        assert re.search(rf"^def {test}\(", (ROOT / path).read_text(), re.MULTILINE), f"{path}::{test}"


def test_the_register_has_every_secret_in_its_group() -> None:
    kept = {(group_of(one), one.name.upper()) for one in fields(AllSettings) if group_of(one)}
    told = set[tuple[str, str]]()
    for line in (DOCS / "keys.md").read_text().splitlines():
        cells = line.split("|")
        if len(cells) > 3 and (group := re.fullmatch(r"`([a-z]+)`", cells[2].strip())):
            told |= {(group[1], name) for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cells[1])}
    assert told == kept


def test_the_processors_are_those_of_the_text_in_force() -> None:
    text = current(ConsentKind.PRIVACY).text
    companies = set(re.findall(r"[一-鿿（）]+公司", (DOCS / "processors.md").read_text()))
    assert len(companies) == 6
    assert {name for name in companies if name not in text} == set()


def test_a_notice_of_a_breach_says_what_the_law_asks() -> None:
    """PIPL art. 57: kinds, cause, harm; what was done and what one can do; whom to ask."""
    notices = (DOCS / "incidents.md").read_text().partition("## Notices")[2]
    for word in ("涉及的信息", "原因", "可能的危害", "已经采取的措施", "您可以这样做", "0731-82565066", "涉及人数"):
        assert word in notices
