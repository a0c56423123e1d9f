"""What the operators' pages tell somebody to type is there: tools, their options, and every name of a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.deployed.secret_groups import GROUPS
from tools.on import TOOLS

ROOT = Path(__file__).parents[3]
PAGES = [
    ROOT / name
    for name in (
        "docs/operate/deploy.zh.md",
        "docs/operate/technical.zh.md",
        "docs/runbook.md",
        "docs/incidents.md",
        "docs/keys.md",
        "README.md",
    )
]
TOLD = "\n".join(page.read_text("utf-8") for page in PAGES)
CALLS = re.findall(r"python -m tools\.(?:on gradphoto-\$?\w+ )?(\w+)([^\n`#]*)", TOLD)
REQUIRED = re.compile(r'add_argument\(\s*"(--[a-z-]+)"[^\n]*required=True')
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
CAPACITY = (ROOT / "docs/capacity.md").read_text("utf-8")
MAKES = re.findall(
    r"\bmake ([a-z]+)\b([^\n`#]*)", "\n".join(re.findall(r"`[^`]+`|```.*?```", TOLD + CAPACITY, re.DOTALL))
)
GROUP_ROW = re.compile(r"^\| `(\w+)` \| (.*) \|$", re.MULTILINE)


def source(tool: str) -> str:
    single = ROOT / "tools" / f"{tool}.py"
    return (single if single.exists() else ROOT / "tools" / tool / "__main__.py").read_text("utf-8")


@pytest.mark.parametrize(("tool", "rest"), sorted(set(CALLS)))
def test_every_option_is_one_of_its_tool(tool: str, rest: str) -> None:
    assert [option for option in re.findall(r"(--[a-z-]+)", rest) if f'"{option}"' not in source(tool)] == []


@pytest.mark.parametrize(("tool", "rest"), sorted(set(CALLS)))
def test_no_option_is_left_out_that_a_tool_must_have(tool: str, rest: str) -> None:
    assert [option for option in REQUIRED.findall(source(tool)) if option not in rest] == []


@pytest.mark.parametrize(("target", "rest"), sorted(set(MAKES)))
def test_make_knows_every_word_that_is_typed_behind_it(target: str, rest: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
    assert [word for word in re.findall(r"\b([A-Z]+)=", rest) if f"$({word})" not in MAKEFILE] == []


def test_every_tool_of_a_stack_is_told() -> None:
    called = set(re.findall(r"tools\.on gradphoto-\w+ (\w+)", TOLD))
    assert called == set(TOOLS)


def test_every_secret_is_told_in_its_group() -> None:
    rows = dict(GROUP_ROW.findall(PAGES[0].read_text("utf-8")))
    told = {group: set(re.findall(r"`([A-Z][A-Z0-9_]+)`", rows[group])) for group in GROUPS}
    assert told == {group: set(known.forms) for group, known in GROUPS.items()}
