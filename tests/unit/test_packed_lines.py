"""Lines that the formatter is told to leave alone: for tables, which read best a row a line.  A file that is too long
is divided, not packed."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("chalicelib", "clients", "deploy", "drawings", "sandbox", "tests", "tools")
MARK = "fmt: skip"
TABLES = ast.List | ast.Tuple | ast.Dict | ast.Set


def skipped(source: str) -> Iterator[int]:
    """The lines with the mark."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and MARK in token.string:
            yield token.start[0]


def tables(source: str) -> Iterator[int]:
    """The last lines of statements that are a table of data, and of a test's table of cases."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr):
            value = node.value.value if isinstance(node.value, ast.Yield) else node.value
            if isinstance(value, TABLES):
                yield node.end_lineno or 0
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            cases = [one for one in node.decorator_list if ast.unparse(one).startswith("pytest.mark.parametrize(")]
            yield from (one.end_lineno or 0 for one in cases)


def packed(source: str) -> list[int]:
    return sorted(set(skipped(source)) - set(tables(source))) if MARK in source else []


def test_nothing_but_tables_is_packed() -> None:
    paths = [ROOT / "app.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))]
    ours = [path for path in sorted(paths) if "node_modules" not in path.parts]
    marked = [f"{path.relative_to(ROOT)}:{line}" for path in ours for line in packed(path.read_text())]
    assert marked == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("ROWS = (\n  1, 2,\n)  # fmt: skip\n", []), ("def f():\n  yield (\n  1, 2,\n  )  # fmt: skip\n", []),
        ("@pytest.mark.parametrize('n', [1,\n 2])  # fmt: skip\ndef test(n): pass\n", []),
        ("one = call(\n  1, 2,\n)  # fmt: skip\n", [3]), ("def f(\n  a, b,\n):  # fmt: skip\n  pass\n", [3]),
        ("x = '# fmt: skip'\n", []),
    ],
)  # fmt: skip
def test_a_table_is_told_from_what_is_packed(source: str, lines: list[int]) -> None:
    assert packed(source) == lines
