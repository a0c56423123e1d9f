"""A page is waited for by a function: any other text Playwright evaluates anew on each look, from the second one as the
page itself, whose policy refuses it; and a promise holds at once, whatever it brings."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FUNCTION = re.compile(r"(\w+|\([^()]*\)) => ")
WAIT = "wait_for_function"
PROMISES = ("Promise", ".then(", "await ", "fetch(")


def wrong_waits(source: str) -> list[int]:
    """Lines that wait by something else, or by a text that is not said there."""
    nodes = ast.walk(ast.parse(source if WAIT in source else ""))
    calls = [node for node in nodes if isinstance(node, ast.Call) and is_wait(node.func)]
    return [call.lineno for call in calls if not (call.args and holds(call.args[0]))]


def is_wait(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == WAIT


def holds(said: ast.expr) -> bool:
    parts = said.values if isinstance(said, ast.JoinedStr) else [said]
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "_" for part in parts)
    return bool(FUNCTION.match(text)) and not any(word in text for word in PROMISES)


def test_every_wait_is_by_a_function() -> None:
    files = [path for path in sorted(TESTS.rglob("*.py")) if "node_modules" not in path.parts]
    found = {str(path.relative_to(TESTS)): lines for path in files if (lines := wrong_waits(path.read_text("utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ('"() => done"', True),
        ('"seen => pauses.length > seen", arg=1', True),
        ('"([one, other]) => one > other"', True),
        ('f"() => {CELLS}.length === 24"', True),
        ('"done"', False),
        ('"[...all].every(one => one.done)"', False),
        ("SHOWN", False),
        ('"async () => await done()"', False),
        ('"() => kept().then(count => count === 1)"', False),
        ('f"{KEPT}.then(count => count === 1)"', False),
    ],
)
def test_the_check_sees(said: str, right: bool) -> None:
    assert wrong_waits(f"page.wait_for_function({said})") == ([] if right else [1])
