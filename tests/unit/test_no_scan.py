"""No table is read from end to end, by no step and by no command but one: at ten million orders that takes hours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path for folder in ("chalicelib", "tools", "deploy") for path in (ROOT / folder).rglob("*.py") if path.is_file()
)
METHODS, OPERATIONS = {"scan", "rate_limited_scan", "page_iter_scan", "scan_page"}, {"scan", "Scan", "dynamodb:Scan"}
# After a rotation everything that is sealed is found, at a bounded rate and without a copy of it in a bucket.
ONCE_A_ROTATION = "tools/reseal/run.py"
NO_TABLE = {"outside"}  # somebody at the simulators, who scans a code


def scans(source: str) -> list[int]:
    """Lines that read a whole table: a method of a model or client, or the operation's name."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in METHODS:
            if not (isinstance(node.value, ast.Name) and node.value.id in NO_TABLE):
                lines.append(node.lineno)
        elif isinstance(node, ast.Constant) and node.value in OPERATIONS:
            lines.append(node.lineno)
    return lines


def test_nothing_reads_a_whole_table() -> None:
    found = {str(path.relative_to(ROOT)): lines for path in SOURCES if (lines := scans(path.read_text()))}
    assert {path: len(lines) for path, lines in found.items()} == {ONCE_A_ROTATION: 1}


def test_no_step_may() -> None:
    policies = list((ROOT / ".chalice" / "policies").glob("*.json"))
    assert policies
    assert [path.name for path in policies if "dynamodb:Scan" in path.read_text()] == []


@pytest.mark.parametrize(
    "source", ["TaskItem.scan()", "client.scan(TableName=t)", "client.get_paginator('scan')", "call('Scan', {})"]
)
def test_each_way_to_do_it_is_found(source: str) -> None:
    assert scans(source) == [1]
